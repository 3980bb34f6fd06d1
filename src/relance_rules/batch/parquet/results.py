"""The results of a table of dossiers, computed in columns: written, counted, and checked again by the Python engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from relance_rules.batch.duplicates import MAX_LISTED, Duplicate
from relance_rules.batch.parquet.checked import UNREAD, checked_together
from relance_rules.batch.parquet.columns import NOTES, STAMP, stamp_of
from relance_rules.batch.parquet.engine import name, pattern, text, told
from relance_rules.batch.parquet.opening import VIEW, open_table
from relance_rules.batch.parquet.query import COLUMNS, identity, question
from relance_rules.batch.parquet.writing import ROW_GROUP
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import ThemeTotals, Totals, in_all
from relance_rules.batch.trail import Trail, trail_data
from relance_rules.loading.files import shown
from relance_rules.loading.rules import Rules
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Theme
from relance_rules.showing.files import writing
from relance_rules.showing.plain import json_line
from relance_rules.targets.sql import select
from relance_rules.targets.sql.dialects import ENGINES
from relance_rules.targets.sql.keys import key_columns
from relance_rules.targets.sql.layout import FAULTS, ORIGIN, PLACE
from relance_rules.targets.sql.numbers import TooWideError, UnsettledError
from relance_rules.values import Message

TRAIL = "relance-trail"
"""The key of the trail, among the metadata of a Parquet file of results."""
_AT_ONCE = 1_000
"""How many rows come to Python at once."""
_UNKNOWN_THEME = Message("thème inconnu")


class Difference(NamedTuple):
    """A dossier of which two engines do not say the same: its place and reference, the column, and what each says."""

    place: int
    reference: str | None
    column: str
    sql: Any
    python: Any


class Results:
    """The results of the dossiers of a Parquet file."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        path: Path,
        rules: Rules,
        language: Localization,
        scratch: Path,
        trail: Trail | None = None,
    ) -> None:
        """Compute them, into the folder ``scratch``.

        Args:
            database: An empty database.
            path: The file.
            rules: The rules.
            language: The language that faults are told in.
            scratch: A folder of its owner.
            trail: What they are made with and of, which the Parquet file of the results then says.

        Raises:
            DossierError: The file can't be read, other rules typed it, or it has other columns.
            RuleError: A theme of the rules breaks the language.
        """
        rules.check_all()
        self._database, self._rules, self._file, self._scratch = database, rules, shown(path), scratch
        self.path, self._trail = scratch / "results.parquet", trail
        self._typed_here = open_table(database, path, rules.plan)
        with told(self._file):
            self._compute(language)

    # ---- computing

    def _compute(self, language: Localization) -> None:
        role = _column(self._rules.plan.roles.theme)
        sound = f"{name(FAULTS)} IS NULL"
        present = set(self._rows(f"SELECT DISTINCT {role}, {sound} FROM {VIEW}"))  # noqa: S608 - quoted
        codes = sorted(str(code) for code, read in present if read and code in self._rules)
        themes = [self._rules[code] for code in codes]
        self._database.execute(f"CREATE VIEW sound AS SELECT * FROM {VIEW} WHERE {sound}")  # noqa: S608 - quoted
        sharing = self._note_shared(themes)
        joined = f"JOIN shared USING ({name(PLACE)})"
        without = f" ANTI {joined}" if sharing else ""
        self._database.execute(f"CREATE VIEW alone AS SELECT * FROM sound{without}")  # noqa: S608 - quoted
        self._database.execute(f"CREATE VIEW together AS SELECT * FROM {VIEW} SEMI {joined}")  # noqa: S608 - quoted
        sources = [] if len(present) == len(themes) else [self._unread(codes, language)]
        by_python = []
        for theme in themes:
            if (asked := self._alone(theme)) is not None:
                sources.append(asked)
            if asked is None or (sharing and theme.scopes):
                by_python.append(self._by_python(theme, shared=asked is not None))
        if by_python:
            sources.append(f"SELECT * FROM {_read_lines(*self._lines(chain.from_iterable(by_python)), COLUMNS)}")  # noqa: S608
        if by_python or len(sources) != 1 or not themes:
            kinds = ", ".join(f"NULL::{kind} AS {name(column)}" for column, kind in COLUMNS.items())
            every = " UNION ALL BY NAME ".join([f"SELECT {kinds} WHERE false", *sources])
            sources = [f"{every} ORDER BY {name(PLACE)}"]
        # Those of one theme come in the order of the file.
        self._write(*sources)
        self._database.execute(
            f"CREATE VIEW results AS SELECT * FROM read_parquet({text(pattern(self.path))})"  # noqa: S608 - quoted
        )

    def _alone(self, theme: Theme) -> str | None:
        """What to ask of the dossiers of a theme that share no ceiling; None where only Python can say it."""
        try:
            return question(self._rules.plan, theme, "alone")
        except (TooWideError, UnsettledError):
            if not self._typed_here:
                # Only SQL looks at the values of a table made elsewhere; what it can't say is told.
                select(self._rules.plan, theme, "duckdb")
            return None

    def _note_shared(self, themes: Sequence[Theme]) -> bool:
        """Make the table ``shared`` of the places of the dossiers that share a ceiling; whether there are any.

        Keys are compared by 64 bits of a hash: two that only seem the same cost a check by Python, which knows better.
        """
        plan, role = self._rules.plan, _column(self._rules.plan.roles.theme)
        keys = [f"SELECT NULL::BIGINT AS {name(PLACE)}, NULL::UBIGINT AS key WHERE false"]
        for theme in themes:
            for scope in sorted(theme.scopes):
                key = key_columns(plan.scopes[scope], plan.facts, ENGINES["duckdb"])
                parts = ", ".join(part.sql("duckdb") for part in key)
                stated = " AND ".join(f"{_column(path)} IS NOT NULL" for _, path in plan.scopes[scope].key)
                keys.append(
                    f"SELECT {name(PLACE)}, hash({text(theme.code)}, {text(scope)}, {parts}) AS key "  # noqa: S608
                    f"FROM {VIEW} WHERE {role} = {text(theme.code)} AND {stated}"
                )
        self._database.execute(f"CREATE TABLE keys AS {' UNION ALL '.join(keys)}")
        self._database.execute(
            f"CREATE TABLE shared AS SELECT DISTINCT {name(PLACE)} FROM keys "  # noqa: S608 - quoted
            "WHERE key IN (SELECT key FROM keys GROUP BY key HAVING count(*) > 1)"
        )
        return bool(next(self._rows("SELECT count(*) FROM shared"))[0])

    def _by_python(self, theme: Theme, *, shared: bool) -> Iterator[dict[str, Any]]:
        """The results of the dossiers of a theme, or of those of them that share a ceiling: the order of filing counts.

        They come from the table as they are asked for, twice, and none is held.
        """
        source, wrong = VIEW, f"{VIEW} WHERE {name(FAULTS)} IS NOT NULL"
        if shared:
            source = "together"
            wrong = f"({question(self._rules.plan, theme, source)}) WHERE faults IS NOT NULL"
        role = _column(self._rules.plan.roles.theme)
        rows = (
            f"SELECT * FROM (SELECT *, {name(PLACE)} IN (SELECT {name(PLACE)} FROM {wrong}) AS {name(UNREAD)} "  # noqa: S608
            f"FROM {source} WHERE {role} = {text(theme.code)}) ORDER BY {', '.join(self._filing())}"
        )
        yield from checked_together(lambda: self._dicts(rows), theme, self._rules)

    def _filing(self) -> Iterator[str]:
        """As :func:`relance_rules.checking.projects.filing_of` puts them in order."""
        roles = self._rules.plan.roles
        last = f"CASE WHEN {name(UNREAD)} THEN DATE '0001-01-01' ELSE DATE '9999-12-31' END"
        if roles.filed_on is not None:
            yield f"coalesce({_column(roles.filed_on)}, {last})"
        if roles.reference is not None:
            yield f"{_column(roles.reference)} IS NULL"
            yield f"coalesce({_column(roles.reference)}, '')"
        yield name(PLACE)

    def _lines(self, rows: Iterator[dict[str, Any]]) -> tuple[Path, int]:
        """Rows as a file of lines of JSON, and the length of the longest."""
        path, longest = self._scratch / "python.ndjson", 1024 * 1024
        with writing(shown(self._scratch)), path.open("wb") as stream:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"
                longest = max(longest, len(line))
                stream.write(line)
        return path, longest

    def _unread(self, codes: Sequence[str], language: Localization) -> str:
        """The dossiers that no theme is asked of: those that could not be read, and those of no theme of the rules."""
        roles = self._rules.plan.roles
        role = _column(roles.theme)
        known = f"{role} IN ({', '.join(map(text, codes))})" if codes else "false"
        reference = "NULL" if roles.reference is None else _column(roles.reference)
        unknown = f"[{text(language.say(_UNKNOWN_THEME))} || coalesce(' : ' || {role}, '')]"
        stated = "".join(
            f"{value.sql('duckdb')} AS {name(column)}, "
            for column, value in identity(self._rules.plan, str(roles.applicants)).items()
        )
        return (
            f"SELECT {name(PLACE)}, {reference} AS reference, {stated}{role} AS theme, 'error' AS status, "  # noqa: S608 - quoted
            f"'undetermined' AS verdict, false AS waits, coalesce({name(FAULTS)}, {unknown}) AS faults, "
            f"{name(NOTES)} AS notes, {name(ORIGIN)} AS origin "
            f"FROM {VIEW} WHERE {name(FAULTS)} IS NOT NULL OR NOT coalesce({known}, false)"
        )

    def _write(self, query: str) -> None:
        said = {STAMP: stamp_of(self._rules.plan).text}
        if self._trail is not None:
            said[TRAIL] = json_line(trail_data(self._trail))
        stamp = f"KV_METADATA {{{', '.join(f'{name(key)}: {text(value)}' for key, value in said.items())}}}"
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, {stamp}"
        self._database.execute(f"COPY ({query}) TO {text(str(self.path))} ({options})")

    # ---- asking

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._database.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows

    def _dicts(self, query: str) -> Iterator[dict[str, Any]]:
        with self._database.cursor() as cursor:
            cursor.execute(query)
            names = [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The results of each dossier by column, in the order of the file."""
        with told(self._file):
            yield from self._dicts("SELECT * FROM results")

    def summary(self) -> Summary:
        """What they come to, as any batch does."""
        found = Summary(self._rules.plan)
        with told(self._file):
            for theme, window, totals in self._totals():
                for status, count in totals.statuses.items():
                    found.statuses[status] = found.of(status) + count
                if theme is not None:
                    of_theme = found.totals.setdefault(theme, ThemeTotals())
                    of_theme.merge(totals)
                    if window is not None:
                        of_theme.windows.setdefault(window, Totals()).merge(totals)
            self._repeated(found)
        return found

    def _totals(self) -> Iterator[tuple[str | None, str | None, Totals]]:
        """The totals of each theme and window; of what could not be read, under None."""
        funded = '"grant" > 0 AND total_cost IS NOT NULL'
        rows = self._rows(
            'SELECT CASE WHEN faults IS NULL THEN theme END AS of_theme, "window", status, count(*), '  # noqa: S608
            'sum(total_cost), sum(requested), sum("grant"), '
            f'sum(total_cost) FILTER ({funded}), sum("grant") FILTER ({funded}) FROM results GROUP BY 1, 2, 3'
        )
        for theme, window, status, count, cost, requested, granted, funded_cost, granted_of_it in rows:
            yield (
                theme,
                window,
                Totals(
                    {status: count},
                    in_all(cost),
                    in_all(requested),
                    int(granted or 0),
                    int(funded_cost or 0),
                    int(granted_of_it or 0),
                ),
            )

    def _repeated(self, summary: Summary) -> None:
        """Count the references given twice, and list the first of them."""
        rows = self._rows(
            f"WITH twice AS (SELECT reference FROM results WHERE reference IS NOT NULL "  # noqa: S608 - quoted
            f"GROUP BY reference HAVING count(*) > 1), "
            f"placed AS (SELECT {name(PLACE)} AS place, reference, origin, "
            f"first_value(origin) OVER given AS first, row_number() OVER given AS time "
            f"FROM results WHERE reference IN (SELECT reference FROM twice) "
            f"WINDOW given AS (PARTITION BY reference ORDER BY {name(PLACE)})) "
            f"SELECT reference, first, origin, count(*) OVER () FROM placed WHERE time > 1 "
            f"ORDER BY place LIMIT {MAX_LISTED}"
        )
        for reference, first, again, count in rows:
            summary.duplicates.count = count
            summary.duplicates.listed.append(Duplicate(reference, first or "", again or ""))

    # ---- checking again

    def differences(self, count: int) -> Iterator[Difference]:
        """Check a sample of the dossiers again with the Python engine; what is not the same.

        Args:
            count: How many to check: some of every theme and status first.
        """
        sample = (
            f"SELECT {name(PLACE)} FROM (SELECT *, row_number() OVER "  # noqa: S608 - quoted
            f"(PARTITION BY theme, status, verdict ORDER BY hash({name(PLACE)})) AS turn FROM results "
            f"WHERE faults IS NULL AND {name(PLACE)} NOT IN (SELECT {name(PLACE)} FROM shared)) "
            f"ORDER BY turn, theme, status LIMIT {count}"
        )
        self._database.execute(f"CREATE OR REPLACE TABLE sample AS {sample}")
        ordered = f"WHERE {name(PLACE)} IN (SELECT {name(PLACE)} FROM sample) ORDER BY {name(PLACE)}"  # noqa: S608
        with told(self._file):
            found = self._dicts(f"SELECT * FROM results {ordered}")  # noqa: S608 - quoted
            given = self._dicts(f"SELECT * FROM sound {ordered}")  # noqa: S608 - quoted
            for result, row in zip(found, given, strict=True):
                (expected,) = checked_together([row].copy, self._rules[result["theme"]], self._rules)
                for column, value in expected.items():
                    if result[column] != value:
                        yield Difference(row[PLACE], result["reference"], column, result[column], value)


def _column(path: str) -> str:
    """The column, or the field of one, that holds a fact of no list."""
    return ".".join(map(name, path.split(".")))


def _read_lines(path: Path, longest: int, kinds: Mapping[str, str]) -> str:
    columns = ", ".join(f"{name(column)}: {text(kind)}" for column, kind in kinds.items())
    return (
        f"read_json({text(pattern(path))}, format = 'newline_delimited', maximum_object_size = {longest}, "
        f"columns = {{{columns}}})"
    )
