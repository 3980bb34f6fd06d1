"""A Parquet file of dossiers, ready to be asked: what typed it is looked at first, and every column is what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from relance_rules.batch.parquet.columns import NOTES, STAMP, stamp_from, stamp_of
from relance_rules.batch.parquet.engine import name, pattern, text, told
from relance_rules.loading.files import shown, unreadable
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.ruleset import Plan
from relance_rules.targets.sql.layout import FAULTS, ORIGIN, PLACE, ColumnType, Group, Items, Scalar, layout
from relance_rules.targets.sql.types import type_text
from relance_rules.values import Message

VIEW = "dossiers"
"""The name that the dossiers of the file are asked by."""

_WHOLE = {"tinyint": 3, "utinyint": 3, "smallint": 5, "usmallint": 5, "integer": 10, "uinteger": 10, "bigint": 19}
_OWN = (PLACE, ORIGIN, FAULTS, NOTES)


def open_table(database: duckdb.DuckDBPyConnection, path: Path, plan: Plan) -> bool:
    """Make the view :data:`VIEW`: the dossiers of a file in the columns of the layout, numbered as they stand.

    Whether ``relance table`` wrote the file, with these rules, is what is given back.

    A file that ``relance table`` did not write may lack columns, which are NULL; a column that is no fact, or that is
    of a type that loses something, is refused.

    Raises:
        DossierError: It can't be read, other rules typed it, or its columns are not those of the layout.
        RuleError: A theme of the rules breaks the language.
    """
    file = shown(path)
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise DossierError([unreadable(error, file)]) from None
    where = text(pattern(path))
    with told(file):
        typed = _same_rules(database, path, plan)
        source = database.sql(f"SELECT * FROM read_parquet({where})")  # noqa: S608 - quoted
        found = dict(zip(source.columns, source.types, strict=True))
    wanted = {column: kind for column, kind in layout(plan).items() if column not in _OWN}
    problems = [Problem(message, file) for message in _unfit(found, wanted)]
    if problems:
        raise DossierError(problems)
    columns = [
        f"file_row_number + 1 AS {name(PLACE)}",
        f"{name(ORIGIN) if ORIGIN in found else 'NULL::VARCHAR'} AS {name(ORIGIN)}",
        *(f"{name(own) if own in found else 'NULL::VARCHAR[]'} AS {name(own)}" for own in (FAULTS, NOTES)),
        *(f"{_cell(column, found)}::{type_text(kind, 'duckdb')} AS {name(column)}" for column, kind in wanted.items()),
    ]
    with told(file):
        database.execute(
            f"CREATE VIEW {VIEW} AS SELECT {', '.join(columns)} "  # noqa: S608 - quoted
            f"FROM read_parquet({where}, file_row_number = true)"
        )
    return typed


def _cell(column: str, found: dict[str, Any]) -> str:
    return name(column) if column in found else "NULL"


def _same_rules(database: duckdb.DuckDBPyConnection, path: Path, plan: Plan) -> bool:
    """Whether these rules typed a file; one that other rules typed is refused.

    Raises:
        DossierError: The file says that they did.
    """
    stamps = database.execute(
        "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?", [pattern(path), STAMP]
    ).fetchall()
    known = stamp_of(plan)
    for (value,) in stamps:
        stamp = stamp_from(bytes(value).decode("utf-8", "replace"))
        if stamp is None or (stamp.ruleset, stamp.digest) != (known.ruleset, known.digest):
            values = {
                "found": "?" if stamp is None else f"{stamp.ruleset} {stamp.version} ({stamp.digest})",
                "known": f"{known.ruleset} {known.version} ({known.digest})",
            }
            message = Message(
                "cette table a été typée par d’autres règles, {found} au lieu de {known} : refaites-la par "
                "« relance table »",
                values,
            )
            raise DossierError([Problem(message, shown(path))])
    return bool(stamps)


def _unfit(found: dict[str, Any], wanted: dict[str, ColumnType]) -> Iterator[Message]:
    """What keeps columns from being those of the layout."""
    for own in _OWN:
        kind = found.get(own)
        if kind is not None and own != PLACE and str(kind) != ("VARCHAR" if own == ORIGIN else "VARCHAR[]"):
            yield _other(own, str(kind), "VARCHAR" if own == ORIGIN else "VARCHAR[]")
    for column, kind in found.items():
        if column in _OWN:
            continue
        if column not in wanted:
            yield Message("« {column} » n’est pas une colonne de la table des dossiers", {"column": column[:80]})
        else:
            yield from _unfit_type(column, kind, wanted[column])


def _unfit_type(path: str, found: Any, wanted: ColumnType) -> Iterator[Message]:
    match wanted:
        case Group(fields=fields) if found.id == "struct":
            for column, kind in found.children:
                if column in fields:
                    yield from _unfit_type(f"{path}.{column}", kind, fields[column])
                else:
                    values = {"column": f"{path}.{column}"[:80]}
                    yield Message("« {column} » n’est pas une colonne de la table des dossiers", values)
        case Items(item=item) if found.id == "list":
            yield from _unfit_type(f"{path}[]", found.children[0][1], item)
        case Scalar() if _holds(found, wanted):
            pass
        case _:
            yield _other(path, str(found), type_text(wanted, "duckdb"))


def _holds(found: Any, wanted: Scalar) -> bool:
    """Whether a type loses nothing when it is cast to that of the layout; a moment is no day."""
    kind = str(found.id)
    match wanted.kind:
        case "integer":
            return kind in _WHOLE
        case "decimal":
            if kind != "decimal":
                return False
            sizes = dict(found.children)
            fits: bool = sizes["scale"] <= wanted.scale and sizes["precision"] - sizes["scale"] <= (
                wanted.digits - wanted.scale
            )
            return fits
        case "day":
            return kind == "date"
        case "boolean":
            return kind == "boolean"
        case _:
            return kind in ("varchar", "enum")


def _other(path: str, found: str, wanted: str) -> Message:
    values = {"column": path[:80], "found": found[:80], "wanted": wanted[:80]}
    return Message("« {column} » est de type {found} : {wanted} est attendu", values)
