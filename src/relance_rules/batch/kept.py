"""What a batch keeps of its dossiers from its first pass to its second: on disk, so that memory does not grow."""

from __future__ import annotations

import errno
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from relance_rules.checking.check import Known
from relance_rules.checking.projects import BatchPlace, Filing, Placed, SharedKey
from relance_rules.loading.problems import DossierError
from relance_rules.showing.files import unwritable
from relance_rules.values import Money

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -8000;
CREATE TABLE sharing (filed INTEGER, unnamed INTEGER, name BLOB, chunk INTEGER, part INTEGER, record INTEGER, it BLOB);
CREATE TABLE costs (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE granted (shared BLOB PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE TABLE known (chunk INTEGER, part INTEGER, record INTEGER, it BLOB, PRIMARY KEY (chunk, part, record));
BEGIN;
"""


class Kept:
    """Tables in a file that has no name, among temporary files: the system removes it, however the run ends.

    What is written there is read by nothing else, and what it holds of dossiers is what processes send one another.

    Raises:
        DossierError: There is no room for it, from any method.
    """

    def __init__(self) -> None:
        """Make the tables."""
        with _written():
            self._tables = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._tables.executescript(_TABLES)
        self.costs, self.granted = Amounts(self._tables, "costs"), Amounts(self._tables, "granted")

    def close(self) -> None:
        """Let the file go."""
        self._tables.close()

    # ---- what others keep beside

    def run(self, *statements: str) -> None:
        """Run statements of SQL, one after the other."""
        with _written():
            for statement in statements:
                self._tables.execute(statement)

    def put(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of the rows."""
        with _written():
            self._tables.executemany(statement, rows)

    def rows(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows of a query, as they are asked for."""
        with _written():
            yield from self._tables.execute(query, values)

    # ---- dossiers that share a ceiling

    def share(self, placed: Placed, filing: Filing) -> None:
        """Keep a dossier that shares a ceiling."""
        filed, unnamed, name, place = filing
        row = (filed.toordinal(), unnamed, _bytes(name), *place, pickle.dumps(placed, pickle.HIGHEST_PROTOCOL))
        with _written():
            self._tables.execute("INSERT INTO sharing VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def sharing(self) -> Iterator[Placed]:
        """Those dossiers, in the order they were filed."""
        with _written():
            found = self._tables.execute("SELECT it FROM sharing ORDER BY filed, unnamed, name, chunk, part, record")
            for (it,) in found:
                yield pickle.loads(it)  # noqa: S301 - written above, to a file that nothing else can open

    def know(self, found: Iterable[tuple[BatchPlace, Known]]) -> None:
        """Keep what is known of the others, by place."""
        rows = ((*place, pickle.dumps(dict(known), pickle.HIGHEST_PROTOCOL)) for place, known in found)
        with _written():
            self._tables.executemany("INSERT INTO known VALUES (?, ?, ?, ?)", rows)
            self._tables.execute("DELETE FROM sharing")

    def known(self, chunk: int) -> dict[BatchPlace, Known]:
        """The same for the dossiers of a chunk."""
        return {place: pickle.loads(it) for place, it in self._of("known", "it", chunk)}  # noqa: S301 - the same file

    def _of(self, table: str, column: str, chunk: int) -> Iterator[tuple[BatchPlace, Any]]:
        asked = f"SELECT chunk, part, record, {column} FROM {table} WHERE chunk = ?"  # noqa: S608 - names of ours
        with _written():
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
        with _written():
            found = self._tables.execute(self._get, (_key(key),)).fetchone()
        if found is None:
            return default
        return None if found[0] is None else Money(int(found[0]))

    def __setitem__(self, key: SharedKey, amount: Money | None) -> None:
        # As a text: what a whole batch costs may be more than a number of the tables holds.
        with _written():
            self._tables.execute(self._set, (_key(key), None if amount is None else str(int(amount))))


def _key(key: SharedKey) -> bytes:
    """Tuples of texts, numbers and days that are equal are written alike, and no others are."""
    return _bytes(repr(key))


def _bytes(text: str) -> bytes:
    """A text as bytes, which are in the order of the texts; halves of characters are kept."""
    return text.encode("utf-8", "surrogatepass")


@contextmanager
def _written() -> Iterator[None]:
    """Say what went wrong with the file."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        failed = OSError(errno.ENOSPC, "") if full else OSError(0, str(error))
        raise DossierError([unwritable(failed, tempfile.gettempdir())]) from None
