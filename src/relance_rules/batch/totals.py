"""What a batch comes to: counts by status, amounts, the totals of each theme and of each of its windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from relance_rules.checking.projects import proposed
from relance_rules.checking.report import Report, Status
from relance_rules.dossiers.handling import Decision, Outcome
from relance_rules.plan.ruleset import Theme, Window
from relance_rules.values import Money

OUTCOMES: tuple[Outcome, ...] = ("awarded", "refused", "withdrawn")
STATUSES: tuple[Status, ...] = ("ready", "incomplete", "ineligible", "error")


_NOTHING: Mapping[str, Money] = {}


class EnvelopeUse(NamedTuple):
    """How much of an envelope is used, in hundredths of the currency.

    ``granted`` is what is proposed to the dossiers that are judged, ``awarded`` what was awarded to those that are
    decided, ``committed`` what is engaged elsewhere. ``unsaid`` is how many were awarded an amount that is not known.
    """

    id: str
    envelope: Money
    granted: Money
    awarded: Money = Money(0)
    committed: Money = Money(0)
    unsaid: int = 0

    @property
    def used(self) -> Money:
        """All that is known to be used of it."""
        return Money(self.committed + self.awarded + self.granted)

    @property
    def is_shared(self) -> bool:
        """Whether something else than the proposed grants uses it."""
        return bool(self.committed or self.awarded or self.unsaid)

    @property
    def share(self) -> Decimal:
        """What is used of it, cut to the hundredth of a percent, or to the first decimal that is not nought."""
        places = 4
        while self.used and self.used * 10**places < self.envelope:
            places += 1
        return Decimal(self.used * 10**places // self.envelope).scaleb(-places)

    @property
    def exceeded(self) -> bool:
        """Whether more is used than there is: a warning, never a refusal."""
        return self.used > self.envelope


def in_all(*amounts: int | None) -> int | None:
    """What the amounts that are stated come to; None where none is."""
    stated = [int(amount) for amount in amounts if amount is not None]
    return sum(stated) if stated else None


class Counts(NamedTuple):
    """What a dossier that is judged counts for: its theme and the window it was filed in, amounts in hundredths."""

    theme: str
    window: str | None
    status: Status
    total_cost: int | None
    requested: int | None
    granted: int


def counts_of(report: Report, window: Window | None) -> Counts:
    """What a report counts for, filed in a window."""
    cost, asked = report.funding.total_cost, report.funding.requested
    return Counts(
        report.theme.code,
        None if window is None else window.id,
        report.status,
        None if cost is None else int(cost),
        None if asked is None else int(asked),
        int(proposed(report)),
    )


@dataclass
class Totals:
    """Counts by status, and amounts in hundredths of the currency.

    ``total_cost`` and ``requested`` are those of all the dossiers that state them, and None where none does;
    ``granted`` is what is proposed to the eligible ones. ``funded_cost`` is the total cost of those that get something
    and state one, and ``funded`` what they get.

    All these are of the dossiers that are judged. ``decisions`` counts those that are decided, ``awarded`` is what
    they were awarded, and ``unsaid`` how many were awarded an amount that is not known.
    """

    statuses: dict[Status, int] = field(default_factory=dict)
    total_cost: int | None = None
    requested: int | None = None
    granted: int = 0
    funded_cost: int = 0
    funded: int = 0
    decisions: dict[Outcome, int] = field(default_factory=dict)
    awarded: int = 0
    unsaid: int = 0

    @property
    def count(self) -> int:
        """The number of dossiers."""
        return sum(self.statuses.values())

    def of(self, status: Status) -> int:
        """The number of dossiers of a status."""
        return self.statuses.get(status, 0)

    def add(self, counts: Counts) -> None:
        """Count a dossier that is judged in, whatever the window it was filed in."""
        status, cost, grant = counts.status, counts.total_cost, counts.granted
        self.statuses[status] = self.of(status) + 1
        self.total_cost = in_all(self.total_cost, cost)
        self.requested = in_all(self.requested, counts.requested)
        if grant:
            self.granted += grant
            if cost is not None:
                self.funded_cost += cost
                self.funded += grant

    def decide(self, decision: Decision, window: Window | None) -> None:
        """Count a decided dossier in, whatever the window it was filed in."""
        self.decisions[decision.outcome] = self.decisions.get(decision.outcome, 0) + 1
        self.awarded += decision.awarded or 0
        self.unsaid += decision.awarded is None

    @property
    def decided(self) -> int:
        """The number of decided dossiers."""
        return sum(self.decisions.values())

    def merge(self, other: Totals) -> None:
        """Count in the totals of another part of the batch."""
        for outcome, count in other.decisions.items():
            self.decisions[outcome] = self.decisions.get(outcome, 0) + count
        self.awarded += other.awarded
        self.unsaid += other.unsaid
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

    def add(self, counts: Counts) -> None:
        """Count a dossier that is judged in, and in its window."""
        super().add(counts)
        if counts.window is not None:
            if (totals := self.windows.get(counts.window)) is None:
                totals = self.windows[counts.window] = Totals()
            totals.add(counts)

    def decide(self, decision: Decision, window: Window | None) -> None:
        """Count a decided dossier in, and in its window."""
        super().decide(decision, window)
        if window is not None:
            self.windows.setdefault(window.id, Totals()).decide(decision, None)

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

    def uses(self, theme: Theme, committed: Mapping[str, Money] = _NOTHING) -> Iterator[EnvelopeUse]:
        """The use of the theme's envelope, then of those its windows set aside; none where the source sets none.

        Args:
            theme: The theme.
            committed: What is engaged elsewhere, by the theme's code, or that and a window's id.
        """

        def use(name: str, envelope: Money, totals: Totals) -> EnvelopeUse:
            engaged = committed.get(name, Money(0))
            return EnvelopeUse(name, envelope, Money(totals.granted), Money(totals.awarded), engaged, totals.unsaid)

        if theme.envelope is not None and theme.envelope.amount:
            yield use(theme.code, theme.envelope.amount, self)
        for window in theme.windows:
            if window.envelope:
                yield use(f"{theme.code}.{window.id}", window.envelope, self.windows.get(window.id, Totals()))
