"""What a batch writes: outputs and letters, which all succeed together or leave nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from relance_rules.batch.files import NewFile, StandardOutput, writing
from relance_rules.batch.outputs import Outlet, is_binary, make_writer
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.localization import Localization


class Target(Protocol):
    """Something that a batch writes. What can't be written raises DossierError, which names the file."""

    def row(self, row: Row) -> None:
        """Write one dossier."""

    def finish(self, summary: Summary) -> None:
        """Write the rest."""

    def keep(self) -> None:
        """Put it in its place, now that everything is written."""

    def discard(self) -> None:
        """Leave nothing of it, unless it was kept."""


class Output:
    """A file, or standard output, in one of the formats."""

    def __init__(
        self,
        path: Path | None,
        name: str,
        language: Localization,
        themes: Mapping[str, CompiledTheme],
        scratch: Path,
    ) -> None:
        """Open the file.

        Args:
            path: The file; standard output for None.
            name: The format.
            language: The reader's.
            themes: What the batch is checked with.
            scratch: A folder for what has to wait until the end.

        Raises:
            DossierError: It can't be made there.
        """
        binary = is_binary(name)
        self._file = StandardOutput(binary=binary) if path is None else NewFile(path, binary=binary)
        with writing(self._file.name):
            self._writer = make_writer(name, Outlet(self._file.stream, language, themes, scratch))

    def row(self, row: Row) -> None:
        """Write one dossier."""
        with writing(self._file.name):
            self._writer.row(row)

    def finish(self, summary: Summary) -> None:
        """Write the rest, to the disk."""
        with writing(self._file.name):
            self._writer.end(summary)
        self._file.finish()

    def keep(self) -> None:
        """Put the file in its place."""
        self._file.keep()

    def discard(self) -> None:
        """Leave nothing of it, unless it was kept."""
        self._file.discard()


def settle(targets: Sequence[Target], summary: Summary) -> None:
    """Write what is left of every target, and only then put them in their places.

    Raises:
        DossierError: One of them can't be written.
    """
    for target in targets:
        target.finish(summary)
    for target in targets:
        target.keep()
