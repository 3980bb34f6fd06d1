"""Rows to a Parquet file: kept as lines of JSON on the disk first, so that memory does not grow with them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

from relance_rules.batch.parquet.columns import STAMP, columns_of, stamp_of
from relance_rules.batch.parquet.engine import connect, name, pattern, text, told
from relance_rules.loading.files import shown
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.files import writing
from relance_rules.targets.sql.layout import PLACE

ROW_GROUP = 16_384
"""How many dossiers stand together in the file: what is held in memory at once."""
_LEAST_BUFFER = 1024 * 1024


class ParquetWriter:
    """The rows of a table, on their way to a Parquet file."""

    def __init__(self, plan: Plan, scratch: Path) -> None:
        """Keep rows in the folder ``scratch``, which its owner removes.

        Raises:
            DossierError: It can't be written there.
        """
        self._plan, self._scratch, self._waiting = plan, scratch, scratch / "rows.ndjson.gz"
        self.count = 0
        self._longest = _LEAST_BUFFER
        with writing(shown(scratch)):
            self._stream = gzip.open(self._waiting, "wb", compresslevel=1)  # noqa: SIM115 - closed by ``write`` or ``close``

    def add(self, lines: Iterable[str]) -> None:
        """Take rows, each an object of JSON, in their order.

        Raises:
            DossierError: They can't be kept: the disk is full.
        """
        with writing(shown(self._scratch)):
            for line in lines:
                self.count += 1
                data = f'{{"{PLACE}":{self.count},{line[1:]}\n'.encode()
                self._longest = max(self._longest, len(data))
                self._stream.write(data)

    def write(self, path: Path) -> None:
        """Write all of them, stamped.

        Raises:
            DossierError: They can't be written.
            RuleError: A theme of the rules breaks the language.
        """
        with writing(shown(self._scratch)):
            self._stream.close()
        columns = ", ".join(f"{name(column)}: {text(kind)}" for column, kind in columns_of(self._plan).items())
        source = (
            f"read_json({text(pattern(self._waiting))}, format = 'newline_delimited', compression = 'gzip', "
            f"maximum_object_size = {self._longest}, columns = {{{columns}}})"
        )
        options = (
            f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, "
            f"KV_METADATA {{{name(STAMP)}: {text(stamp_of(self._plan).text)}}}"
        )
        with told(shown(path)), connect(self._scratch) as database:
            database.execute(f"COPY (SELECT * FROM {source}) TO {text(str(path))} ({options})")  # noqa: S608 - quoted

    def close(self) -> None:
        """Let go of what waits."""
        self._stream.close()
