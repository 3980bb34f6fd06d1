"""What a batch comes to: counts by status, amounts, the totals of each theme and of each of its windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from relance_rules.checking.projects import proposed
from relance_rules.checking.report import Report, Status
from relance_rules.checking.windows import window_of
from relance_rules.plan.ruleset import Theme, Window
from relance_rules.values import Money

STATUSES: tuple[Status, ...] = ("ready", "incomplete", "ineligible", "error")


class EnvelopeUse(NamedTuple):
    """How much of an envelope the proposed grants use, in hundredths of the currency."""

    id: str
    envelope: Money
    granted: Money

    @property
    def exceeded(self) -> bool:
        """Whether the grants are more than the envelope: a warning, never a refusal."""
        return self.granted > self.envelope


def in_all(*amounts: int | None) -> int | None:
    """What the amounts that are stated come to; None where none is."""
    stated = [int(amount) for amount in amounts if amount is not None]
    return sum(stated) if stated else None


@dataclass
class Totals:
    """Counts by status, and amounts in hundredths of the currency.

    ``total_cost`` and ``requested`` are those of all the dossiers that state them, and None where none does;
    ``granted`` is what is proposed to the eligible ones. ``funded_cost`` is the total cost of those that get something
    and state one, and ``funded`` what they get.
    """

    statuses: dict[Status, int] = field(default_factory=dict)
    total_cost: int | None = None
    requested: int | None = None
    granted: int = 0
    funded_cost: int = 0
    funded: int = 0

    @property
    def count(self) -> int:
        """The number of dossiers."""
        return sum(self.statuses.values())

    def of(self, status: Status) -> int:
        """The number of dossiers of a status."""
        return self.statuses.get(status, 0)

    def add(self, report: Report) -> None:
        """Count a report in."""
        self.statuses[report.status] = self.of(report.status) + 1
        cost = report.funding.total_cost
        self.total_cost = in_all(self.total_cost, cost)
        self.requested = in_all(self.requested, report.funding.requested)
        if grant := proposed(report):
            self.granted += grant
            if cost is not None:
                self.funded_cost += cost
                self.funded += grant

    def merge(self, other: Totals) -> None:
        """Count in the totals of another part of the batch."""
        for status, count in other.statuses.items():
            self.statuses[status] = self.of(status) + count
        self.total_cost = in_all(self.total_cost, other.total_cost)
        self.requested = in_all(self.requested, other.requested)
        self.granted += other.granted
        self.funded_cost += other.funded_cost
        self.funded += other.funded


@dataclass
class ThemeTotals(Totals):
    """The totals of a theme, and of each of its windows by id: a dossier filed in none of them is in no window's."""

    windows: dict[str, Totals] = field(default_factory=dict)

    def add(self, report: Report) -> None:
        """Count a report in, and in its window."""
        super().add(report)
        window = window_of(report.plan, report.theme, report.facts)
        if window is not None:
            self.windows.setdefault(window.id, Totals()).add(report)

    def merge(self, other: Totals) -> None:
        """Count in the totals of another part of the batch."""
        super().merge(other)
        if isinstance(other, ThemeTotals):
            for window, totals in other.windows.items():
                self.windows.setdefault(window, Totals()).merge(totals)

    def sessions(self, theme: Theme) -> Iterator[tuple[Window, Totals]]:
        """The totals of each window, in the order of the theme, where it has several."""
        if len(theme.windows) > 1:
            for window in theme.windows:
                yield window, self.windows.get(window.id, Totals())

    def uses(self, theme: Theme) -> Iterator[EnvelopeUse]:
        """The use of the theme's envelope, then of those its windows set aside; none where the source sets none."""
        if theme.envelope is not None and theme.envelope.amount:
            yield EnvelopeUse(theme.code, theme.envelope.amount, Money(self.granted))
        for window in theme.windows:
            if window.envelope:
                granted = self.windows.get(window.id, Totals()).granted
                yield EnvelopeUse(f"{theme.code}.{window.id}", window.envelope, Money(granted))
