"""References that several dossiers of a batch give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

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
    """The references met twice or more; it grows by a hundred bytes for each reference.

    ``listed`` is the first of them, in the order of the batch; ``firsts`` tells each dossier that is not the first of
    its reference where that one is.
    """

    count: int = 0
    listed: list[Duplicate] = field(default_factory=list)
    firsts: dict[BatchPlace, str] = field(default_factory=dict)
    _seen: dict[bytes, str] = field(default_factory=dict)

    def add(self, dossiers: Iterable[Referenced]) -> None:
        """Look at the next dossiers of the batch."""
        for place, origin, reference in dossiers:
            key = hashlib.blake2b(reference.encode("utf-8", "surrogatepass"), digest_size=12).digest()
            first = self._seen.get(key)
            if first is None:
                self._seen[key] = origin
                continue
            self.count += 1
            self.firsts[place] = first
            if len(self.listed) < MAX_LISTED:
                self.listed.append(Duplicate(reference, first, origin))
