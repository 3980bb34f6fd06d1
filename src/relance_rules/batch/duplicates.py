"""References that several dossiers of a batch give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from relance_rules.batch.kept import Kept
from relance_rules.checking.projects import BatchPlace

MAX_LISTED = 1_000
"""How many references given twice, and how many remarks, are listed one by one; the others are only counted."""


class Referenced(NamedTuple):
    """A dossier that gives its reference: its place in the batch, where it was found, and the reference."""

    place: BatchPlace
    origin: str
    reference: str


class Duplicate(NamedTuple):
    """A reference, where it was first met, and where it was met again."""

    reference: str
    first: str
    again: str


@dataclass
class Duplicates:
    """The references met twice or more, and the first of them, in the order of the batch."""

    count: int = 0
    listed: list[Duplicate] = field(default_factory=list)

    def add(self, dossiers: Iterable[Referenced], kept: Kept) -> None:
        """Look at the next dossiers of the batch; ``kept`` is told of each that is not the first of its reference."""
        for place, origin, reference in dossiers:
            first = kept.first(reference, origin)
            if first is None:
                continue
            self.count += 1
            kept.repeat(place, first)
            if len(self.listed) < MAX_LISTED:
                self.listed.append(Duplicate(reference, first, origin))
