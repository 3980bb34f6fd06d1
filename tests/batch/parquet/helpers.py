"""What the tests of tables share: dossiers written as a table, and read back as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from relance_rules import Rules
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.parquet import engine
from relance_rules.batch.parquet.reading import Table
from relance_rules.batch.parquet.writing import ParquetWriter
from relance_rules.batch.worker import BatchSettings

from ..helpers import write_lines


def write_table(rules: Rules, *paths: Path, to: Path, jobs: int = 1) -> int:
    """Write the dossiers of some files as a table; how many can't be read."""
    writer = ParquetWriter(rules.plan, to.parent)
    unreadable = 0
    for found in Table(Inputs(paths), BatchSettings(rules.directory), jobs, rules).rows():
        writer.add(found.lines)
        unreadable += found.unreadable
    writer.write(to)
    return unreadable


def table(rules: Rules, folder: Path, dossiers: Iterable[Mapping[str, Any]]) -> Path:
    """Dossiers given as plain data, as a table of the folder."""
    write_table(rules, write_lines(folder / "lot.ndjson", dossiers), to=folder / "lot.parquet")
    return folder / "lot.parquet"


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a table, in order."""
    return query("SELECT * FROM read_parquet(?) ORDER BY _place", engine.pattern(path))


def query(sql: str, *values: str) -> list[dict[str, Any]]:
    """What DuckDB answers, a row each."""
    with duckdb.connect() as database:
        found = database.execute(sql, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
