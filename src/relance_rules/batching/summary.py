"""What a whole batch comes to: statuses, totals and envelopes by theme, references given twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from relance_rules.batching.pipeline import Checked
from relance_rules.batching.rows import Row
from relance_rules.checking.batch import ThemeTotals, Use
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.localization import Localization
from relance_rules.values import Message

STATUSES = ("ready", "incomplete", "ineligible", "error")

MAX_DUPLICATES = 1_000
"""How many references given twice are listed one by one; the others are only counted."""


@dataclass
class Summary:
    """The totals of a batch. It grows with the number of themes, and by a few bytes for each reference."""

    language: Localization
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    totals: dict[str, ThemeTotals] = field(default_factory=dict)
    duplicates: list[tuple[str, str, str]] = field(default_factory=list)
    duplicate_count: int = 0
    _seen: dict[bytes, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of rows."""
        return sum(self.statuses.values())

    def add(self, checked: Checked) -> Iterator[Row]:
        """Count in the rows of a chunk, and give them back with what the batch alone can tell of them."""
        for code, totals in checked.totals.items():
            self.totals.setdefault(code, ThemeTotals()).merge(totals)
        for row in checked.rows:
            self.statuses[row.status] += 1
            yield self._marked(row)

    def _marked(self, row: Row) -> Row:
        """Mark a row whose reference an earlier one already has."""
        reference = row.report["reference"]
        if not reference:
            return row
        key = hashlib.blake2b(reference.encode(), digest_size=12).digest()
        first = self._seen.setdefault(key, row.origin)
        if first == row.origin:
            return row
        self.duplicate_count += 1
        if len(self.duplicates) < MAX_DUPLICATES:
            self.duplicates.append((reference, first, row.origin))
        note = Message(
            "la référence « {reference} » est déjà celle de {first}", {"reference": reference, "first": first}
        )
        return row._replace(notes=(*row.notes, self.language.say(note)))

    def uses(self, themes: Mapping[str, CompiledTheme]) -> list[Use]:
        """The use of each envelope, theme by theme in alphabetical order."""
        return [use for code in sorted(self.totals) for use in self.totals[code].uses(themes[code])]
