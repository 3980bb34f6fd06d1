"""What a batch keeps of its dossiers from its first pass to its second: on disk, so that memory does not grow."""

from __future__ import annotations

import errno
import pickle
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import finalize

from relance_rules.batch.projects import Member, Project, in_order, project_of
from relance_rules.batch.twins import MAX_SERIES, Named, Twins, are_near, near_words, project_digest
from relance_rules.checking.check import Known
from relance_rules.checking.projects import BatchPlace, Filing, Ledger, Placed, SharedKey, Step
from relance_rules.loading.problems import DossierError
from relance_rules.showing.files import unwritable
from relance_rules.values import Message, Money

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -8000;
CREATE TABLE held (chunk INTEGER, it BLOB);
CREATE INDEX held_chunk ON held (chunk);
CREATE TABLE counted (chunk INTEGER, part INTEGER, record INTEGER, key BLOB, origin BLOB);
CREATE TABLE before (chunk INTEGER, part INTEGER, record INTEGER, origin BLOB, PRIMARY KEY (chunk, part, record));
CREATE TABLE sharing (filed INTEGER, unnamed INTEGER, name BLOB, chunk INTEGER, part INTEGER, record INTEGER, it BLOB);
CREATE TABLE costs (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE granted (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE awarded (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE open (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE members (project BLOB, rank INTEGER, it BLOB, PRIMARY KEY (project, rank)) WITHOUT ROWID;
CREATE TABLE named (
  id INTEGER PRIMARY KEY, project BLOB, place INTEGER, text BLOB, written BLOB, origin BLOB, series BLOB,
  UNIQUE (project, place)
);
CREATE INDEX series ON named (series);
CREATE TABLE hints (key BLOB, sort TEXT, id INTEGER);
CREATE TABLE titles (id INTEGER, title BLOB, PRIMARY KEY (id, title)) WITHOUT ROWID;
CREATE TABLE twins (first INTEGER, second INTEGER, sort TEXT, PRIMARY KEY (first, second)) WITHOUT ROWID;
CREATE INDEX twice ON twins (second);
CREATE TABLE known (chunk INTEGER, part INTEGER, record INTEGER, it BLOB, PRIMARY KEY (chunk, part, record));
BEGIN;
"""


_HELD = 10
"""How many projects that share a hint each is held against."""


class Counted(NamedTuple):
    """A decided dossier of a batch: where it is, and what tells that it is the same as another."""

    place: BatchPlace
    origin: str
    key: str


class Kept:
    """Tables in a file that has no name, among temporary files: the system removes it, however the run ends.

    What is written there is read by nothing else, and what it holds of dossiers is what processes send one another.

    Raises:
        DossierError: There is no room for it, from any method.
    """

    def __init__(self) -> None:
        """Make the tables."""
        with _WRITING:
            self._tables = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._tables.executescript(_TABLES)
        # The summary of a batch reads its projects as long as it is there.
        self.close = finalize(self, self._tables.close)
        self._ranks = 0
        self.ledger = Ledger(*(Amounts(self._tables, name) for name in Ledger._fields))

    # ---- what others keep beside

    def run(self, *statements: str) -> None:
        """Run statements of SQL, one after the other."""
        with _WRITING:
            for statement in statements:
                self._tables.execute(statement)

    def put(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of the rows."""
        with _WRITING:
            self._tables.executemany(statement, rows)

    def rows(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows of a query, as they are asked for."""
        with _WRITING:
            yield from self._tables.execute(query, values)

    # ---- dossiers, once read

    def hold(self, chunk: int, dossiers: bytes) -> None:
        """Keep what was made of the dossiers of a chunk, or of a piece of it."""
        with _WRITING:
            self._tables.execute("INSERT INTO held VALUES (?, ?)", (chunk, dossiers))

    def held(self, chunk: int) -> list[bytes]:
        """What was kept of them, in order."""
        with _WRITING:
            found = self._tables.execute("SELECT it FROM held WHERE chunk = ? ORDER BY rowid", (chunk,)).fetchall()
        return [it for (it,) in found]

    # ---- decided dossiers, which count once

    def count_once(self, dossiers: Iterable[Counted]) -> None:
        """Note decided dossiers, of which one that is met twice counts once."""
        with _WRITING:
            rows = ((*place, to_bytes(key), to_bytes(origin)) for place, origin, key in dossiers)
            self._tables.executemany("INSERT INTO counted VALUES (?, ?, ?, ?, ?)", rows)

    def settle_decided(self) -> None:
        """Find which of them were met before, once those that do not count are set aside."""
        self.run(
            "DELETE FROM counted WHERE (chunk, part, record) IN (SELECT chunk, part, record FROM aside)",
            "INSERT INTO before SELECT chunk, part, record, first.origin FROM counted JOIN "
            "(SELECT key, origin, MIN(rowid) AS id FROM counted GROUP BY key) AS first USING (key) "
            "WHERE counted.rowid <> first.id",
            "DELETE FROM sharing WHERE (chunk, part, record) IN (SELECT chunk, part, record FROM before)",
        )

    def again(self, chunk: int) -> dict[BatchPlace, str]:
        """Where the decided dossiers of a chunk were first met, for those that are not the first."""
        return {place: to_text(origin) for place, origin in self._of("before", "origin", chunk)}

    # ---- dossiers that share a ceiling

    def share(self, placed: Placed, filing: Filing) -> None:
        """Keep a dossier that shares a ceiling."""
        filed, unnamed, name, place = filing
        row = (filed.toordinal(), unnamed, to_bytes(name), *place, pickle.dumps(placed, pickle.HIGHEST_PROTOCOL))
        with _WRITING:
            self._tables.execute("INSERT INTO sharing VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def sharing(self, order: str = "filed, unnamed, name, chunk, part, record") -> Iterator[Placed]:
        """Those dossiers, in the order they were filed, or in another."""
        with _WRITING:
            for (it,) in self._tables.execute(f"SELECT it FROM sharing ORDER BY {order}"):  # noqa: S608 - ours
                yield pickle.loads(it)  # noqa: S301 - written above, to a file that nothing else can open

    def know(self, steps: Iterable[Step]) -> None:
        """Keep what is known of the others, by place."""
        rows = ((*step.placed.place, pickle.dumps(dict(step.known), pickle.HIGHEST_PROTOCOL)) for step in steps)
        with _WRITING:
            self._tables.executemany("INSERT INTO known VALUES (?, ?, ?, ?)", rows)
            self._tables.execute("DELETE FROM sharing")

    def known(self, chunk: int) -> dict[BatchPlace, Known]:
        """The same for the dossiers of a chunk."""
        return {place: pickle.loads(it) for place, it in self._of("known", "it", chunk)}  # noqa: S301 - the same file

    # ---- projects

    def name(self, found: Named) -> None:
        """Note how a dossier names its project, and what another may share with it."""
        with _WRITING:
            here = (found.project, found.place)
            row = (*here, *map(to_bytes, (found.text, found.written, found.origin)), found.series)
            asked = (
                "INSERT OR IGNORE INTO named (project, place, text, written, origin, series) VALUES (?, ?, ?, ?, ?, ?)"
            )
            new = self._tables.execute(asked, row).rowcount
            (it,) = self._tables.execute("SELECT id FROM named WHERE project = ? AND place = ?", here).fetchone()
            hints = ((hint.key, hint.sort, it) for hint in found.hints if new or hint.sort == "same")
            self._tables.executemany("INSERT INTO hints VALUES (?, ?, ?)", hints)
            if found.title is not None:
                self._tables.execute("INSERT OR IGNORE INTO titles VALUES (?, ?)", (it, found.title))

    def twins(self) -> Iterator[Twins]:
        """The projects that may be one, in the order that they were met."""
        with _WRITING:
            hints = self._tables.execute(
                "SELECT key, sort, id, text, series FROM hints JOIN named USING (id) GROUP BY key, id ORDER BY key, id"
            )
            for _, group in groupby(hints, itemgetter(0)):
                # Each is held against a few of those that follow it: however many they are, all are told.
                before = deque[tuple[Any, ...]](maxlen=_HELD)
                for _, sort, it, text, series in group:
                    for other, one, its in before:
                        if are_near(sort, to_text(one), to_text(text)) and not self._expected(
                            sort, (other, its), (it, series)
                        ):
                            self._tables.execute("INSERT OR IGNORE INTO twins VALUES (?, ?, ?)", (other, it, sort))
                    before.append((it, text, series))
            found = self._tables.execute(
                "SELECT sort, a.written, a.origin, b.written, b.origin FROM twins "
                "JOIN named AS a ON a.id = first JOIN named AS b ON b.id = second ORDER BY first, second"
            )
            for sort, *texts in found:
                written, origin, other, there = map(to_text, texts)
                yield Twins(sort, (written, origin), (other, there))

    def _expected(self, sort: str, *projects: tuple[int, bytes]) -> bool:
        """Whether two references that differ by digits are no more than two numbers of a series."""
        if sort != "digits":
            return False
        asked = "SELECT count(*) FROM (SELECT 1 FROM named WHERE series = ? LIMIT ?)"
        if all(self._tables.execute(asked, (s, MAX_SERIES + 1)).fetchone()[0] <= MAX_SERIES for _, s in projects):
            return False
        asked = "SELECT 1 FROM titles AS a JOIN titles AS b USING (title) WHERE a.id = ? AND b.id = ?"
        return self._tables.execute(asked, [it for it, _ in projects]).fetchone() is None

    def enlist(self, key: SharedKey, member: Member) -> None:
        """Keep a dossier of a project, after those that were filed before it."""
        self._ranks += 1
        it = pickle.dumps(member, pickle.HIGHEST_PROTOCOL)
        with _WRITING:
            row = (to_bytes(f"{in_order(key)}\0{key!r}"), self._ranks, it)
            self._tables.execute("INSERT INTO members VALUES (?, ?, ?)", row)

    def count_projects(self) -> int:
        """How many projects there are."""
        with _WRITING:
            (count,) = self._tables.execute("SELECT count(DISTINCT project) FROM members").fetchone()
        return int(count)

    def projects(self) -> Iterator[Project]:
        """The projects, theme by theme, each with its dossiers in the order they were filed."""
        with _WRITING:
            for (project,) in self._tables.execute("SELECT DISTINCT project FROM members ORDER BY 1"):
                theme, scope, *_ = to_text(project).split("\0")
                near = self._near(project_digest(to_text(project).rpartition("\0")[2]))
                yield project_of(theme, scope, partial(self._members, project), tuple(near))

    def _near(self, project: bytes) -> Iterator[Message]:
        """What is said of the others that a project may be, of a few of them."""
        ours = "(SELECT id FROM named WHERE project = ?)"
        both = (
            f"SELECT sort, second AS other FROM twins WHERE first IN {ours} UNION ALL "  # noqa: S608 - a text of ours
            f"SELECT sort, first AS other FROM twins WHERE second IN {ours}"
        )
        asked = f"SELECT sort, written, origin FROM ({both}) JOIN named ON id = other ORDER BY id LIMIT ?"  # noqa: S608
        found = self._tables.execute(asked, (project, project, _HELD))
        for sort, written, origin in found:
            yield near_words(sort, to_text(written), to_text(origin))

    def _members(self, project: bytes) -> Iterator[Member]:
        with _WRITING:
            for (it,) in self._tables.execute("SELECT it FROM members WHERE project = ? ORDER BY rank", (project,)):
                yield pickle.loads(it)  # noqa: S301 - the same file

    def _of(self, table: str, column: str, chunk: int) -> Iterator[tuple[BatchPlace, Any]]:
        asked = f"SELECT chunk, part, record, {column} FROM {table} WHERE chunk = ?"  # noqa: S608 - names of ours
        with _WRITING:
            for *place, value in self._tables.execute(asked, (chunk,)):
                yield tuple(place), value


class Amounts:
    """Amounts in hundredths of the currency, None for one that is not settled, by what shares them."""

    def __init__(self, tables: sqlite3.Connection, name: str) -> None:
        """Take the table of that name."""
        self._tables = tables
        self._get = f"SELECT amount FROM {name} WHERE shared = ?"  # noqa: S608 - a name of ours
        self._set = f"INSERT OR REPLACE INTO {name} VALUES (?, ?)"  # noqa: S608 - the same

    def get(self, key: SharedKey, default: Money) -> Money | None:
        """The amount, or ``default`` where there is none yet."""
        with _WRITING:
            found = self._tables.execute(self._get, (_key(key),)).fetchone()
        if found is None:
            return default
        return None if found[0] is None else Money(int(found[0]))

    def __setitem__(self, key: SharedKey, amount: Money | None) -> None:
        # As a text: what a whole batch costs may be more than a number of the tables holds.
        with _WRITING:
            self._tables.execute(self._set, (_key(key), None if amount is None else str(int(amount))))


def _key(key: SharedKey) -> bytes:
    """Tuples of texts, numbers and days that are equal are written alike, and no others are."""
    return to_bytes(repr(key))


def to_bytes(text: str) -> bytes:
    """A text as bytes, which are in the order of the texts; halves of characters are kept."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """The text that bytes hold, as :func:`to_bytes` wrote it."""
    return data.decode("utf-8", "surrogatepass")


class _Writing:
    """Say what went wrong with the file. A batch does so several times for each dossier: it is no generator."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing is written yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            failed = OSError(errno.ENOSPC, "") if full else OSError(0, str(error))
            raise DossierError([unwritable(failed, tempfile.gettempdir())]) from None


_WRITING = _Writing()
