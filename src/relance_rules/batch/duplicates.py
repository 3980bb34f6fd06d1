"""References that several dossiers of a batch give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_LISTED = 1_000
"""How many references given twice, and how many remarks, are listed one by one; the others are only counted."""


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
