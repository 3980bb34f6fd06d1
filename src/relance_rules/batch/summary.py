"""What a whole batch comes to: statuses, totals and envelopes by theme, references given twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from relance_rules.batch.rows import Row
from relance_rules.batch.worker import Checked
from relance_rules.checking.batch import ThemeTotals, Totals, Use
from relance_rules.checking.report import Status
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.theme import Window
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.values import Message, Money

STATUSES: tuple[Status, ...] = ("ready", "incomplete", "ineligible", "error")

MAX_LISTED = 1_000
"""How many references given twice, and how many remarks, are listed one by one; the others are only counted."""


class Duplicate(NamedTuple):
    """A reference, where it was first met, and where it was met again."""

    reference: str
    first: str
    again: str


class Session(NamedTuple):
    """A window of a theme that has several, and the totals of the dossiers filed in it."""

    theme: str
    window: Window
    totals: Totals


@dataclass
class Summary:
    """The totals of a batch. It grows with the number of themes, and by a hundred bytes for each reference."""

    language: Localization
    statuses: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    totals: dict[str, ThemeTotals] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    duplicate_count: int = 0
    remarks: list[tuple[str, str]] = field(default_factory=list)
    remark_count: int = 0
    lost: list[Problem] = field(default_factory=list)
    _seen: dict[bytes, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of rows."""
        return sum(self.statuses.values())

    def add(self, checked: Checked) -> Iterator[Row]:
        """Count in the rows of a chunk, and give them back with what the batch alone can tell of them."""
        for code, totals in checked.totals.items():
            self.totals.setdefault(code, ThemeTotals()).merge(totals)
        self.remark_count += len(checked.remarks)
        self.remarks += checked.remarks[: max(0, MAX_LISTED - len(self.remarks))]
        self.lost += (problem for problem in checked.lost if problem not in self.lost)
        for row in checked.rows:
            self.statuses[row.status] += 1
            yield self._marked(row)

    def _marked(self, row: Row) -> Row:
        """Mark a row whose reference an earlier one already has."""
        reference = row.report["reference"]
        if not reference:
            return row
        key = hashlib.blake2b(reference.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        if key not in self._seen:
            self._seen[key] = row.origin
            return row
        first = self._seen[key]
        self.duplicate_count += 1
        if len(self.duplicates) < MAX_LISTED:
            self.duplicates.append(Duplicate(reference, first, row.origin))
        note = Message(
            "la référence « {reference} » est déjà celle de {first} ; les deux dossiers sont comptés",
            {"reference": reference, "first": first},
        )
        return row._replace(notes=(*row.notes, self.language.say(note)))

    def by_theme(self) -> Iterator[tuple[str, ThemeTotals]]:
        """The totals of each theme, in alphabetical order."""
        for code in sorted(self.totals):
            yield code, self.totals[code]

    def sessions(self, themes: Mapping[str, CompiledTheme]) -> list[Session]:
        """The totals of each window of the themes that have several."""
        return [
            Session(code, window, totals)
            for code, whole in self.by_theme()
            for window, totals in whole.sessions(themes[code])
        ]

    def uses(self, themes: Mapping[str, CompiledTheme]) -> list[Use]:
        """The use of each envelope, theme by theme."""
        return [use for code, totals in self.by_theme() for use in totals.uses(themes[code])]

    @property
    def requested(self) -> Money:
        """What all the dossiers ask for, in cents TTC."""
        return Money(sum(totals.requested for totals in self.totals.values()))

    @property
    def granted(self) -> Money:
        """What is proposed to the eligible dossiers, in cents TTC."""
        return Money(sum(totals.granted for totals in self.totals.values()))
