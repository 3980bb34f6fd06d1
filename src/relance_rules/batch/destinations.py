"""What a batch writes: outputs and letters, which all succeed together or leave nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from relance_rules.batch.outputs import FOR_PERSONS, Outlet, is_binary, make_writer, trail_beside
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import trail_data
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.files import NewFile, StandardOutput, writing
from relance_rules.showing.plain import json_text
from relance_rules.values import Message


class Destination(Protocol):
    """Something that a batch writes. What can't be written raises DossierError, which names the file."""

    def add(self, printed: Any) -> None:
        """Write what was printed of one dossier."""

    def finish(self, summary: Summary) -> None:
        """Write the rest."""

    def keep(self) -> None:
        """Put it in its place, now that everything is written."""

    def discard(self) -> None:
        """Leave nothing of it, unless it was kept."""

    def told(self, summary: Summary) -> Problem | None:
        """What to say of it once it was kept: its place, and how much it holds; nothing of standard output."""


class OutputFile:
    """A file, or standard output, in one of the formats; what has no room for the trail has it in a file beside."""

    def __init__(
        self,
        path: Path | None,
        name: str,
        language: Localization,
        plan: Plan,
        scratch: Path,
        *,
        compared: bool = False,
    ) -> None:
        """Open the file.

        Args:
            path: The file; standard output for None.
            name: The format.
            language: The reader's.
            plan: The rule set that the batch is checked with.
            scratch: A folder for what has to wait until the end.
            compared: Whether the batch is compared with an earlier one.

        Raises:
            DossierError: It can't be made there.
        """
        binary = is_binary(name)
        self._beside: NewFile | None = None
        if path is None:
            self._file: StandardOutput | NewFile = StandardOutput(binary=binary, text=name in FOR_PERSONS)
        else:
            self._file = NewFile(path, binary=binary)
            if (beside := trail_beside(name, path)) is not None:
                self._beside = NewFile(beside, binary=False)
        with writing(self._file.name):
            self._writer = make_writer(name, Outlet(self._file.stream, language, plan, scratch, compared))
        self._count = 0

    def add(self, printed: Any) -> None:
        """Write what was printed of one dossier."""
        with writing(self._file.name):
            self._writer.add(printed)
        self._count += 1

    def finish(self, summary: Summary) -> None:
        """Write the rest, to the disk."""
        with writing(self._file.name):
            self._writer.end(summary)
        self._file.finish()
        if self._beside is not None and summary.trail is not None:
            with writing(self._beside.name):
                self._beside.stream.write(f"{json_text(trail_data(summary.trail))}\n")
            self._beside.finish()

    def keep(self) -> None:
        """Put the file in its place."""
        self._file.keep()
        if self._beside is not None:
            self._beside.keep()

    def discard(self) -> None:
        """Leave nothing of it, unless it was kept."""
        self._file.discard()
        if self._beside is not None:
            self._beside.discard()

    def told(self, summary: Summary) -> Problem | None:
        """The file, and how many dossiers it holds."""
        if isinstance(self._file, StandardOutput):
            return None
        return Problem(Message("dossiers écrits : {count}", {"count": self._count}), self._file.name)


def settle(destinations: Sequence[Destination], summary: Summary) -> None:
    """Write what is left of every destination, and only then put them in their places.

    Raises:
        DossierError: One of them can't be written.
    """
    for destination in destinations:
        destination.finish(summary)
    for destination in destinations:
        destination.keep()
