"""Many dossiers: the grants that add up on one project, the totals of each theme and of each of its windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.dossiers import dossier_of
from relance_rules.checking.report import Report, Status
from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.rules import Rules
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.documents import Document
from relance_rules.dossiers.facts import Dossier
from relance_rules.language.theme import Window
from relance_rules.loading.problems import RelanceError
from relance_rules.values import TRUE, Money

PROJECT = "projet.reference"
REFERENCE = "reference"

Place: TypeAlias = tuple[int, ...]
"""Where a dossier stands in a batch: places are compared as tuples are."""

EarlierGrants: TypeAlias = Mapping[Place, Money | None]
"""By place in the batch: what the other dossiers of the same project were granted before, in cents TTC.

None where one of them is not settled: it may yet be granted something.
"""


class Placed(NamedTuple):
    """A dossier, its theme's code and its place in the batch."""

    place: Place
    theme: str
    dossier: Dossier


def sharing_projects(documents: Iterable[tuple[Place, Document]], rules: Rules) -> Iterator[Placed]:
    """The dossiers whose grant may depend on others of their project; those that can't be read are passed over."""
    limited = {code for code in rules if rules[code].limits_project}
    for place, document in documents:
        # The theme is looked at before the facts are read: most dossiers stop here.
        if str(document.data.get("theme")).strip() not in limited:
            continue
        try:
            theme, dossier = dossier_of(document, rules)
        except RelanceError:
            continue
        if PROJECT in dossier.facts:
            yield Placed(place, theme.code, dossier)


def earlier_grants(dossiers: Iterable[Placed], rules: Rules) -> dict[Place, Money | None]:
    """Cumulate the grants of each project in order of filing, then of reference.

    A dossier that is not eligible is granted nothing. One without filing date comes last, one without reference
    after the others of its day, and two that nothing else tells apart go by their places.

    Args:
        dossiers: What :func:`sharing_projects` gives. They are all kept in memory.
        rules: The rules that they are checked with.

    Returns:
        For each place whose dossier follows others on its project, the sum of their grants in cents TTC, or None
        where one of them is not settled yet.
    """
    projects: dict[tuple[str, str], list[Placed]] = {}
    for placed in dossiers:
        projects.setdefault((placed.theme, placed.dossier.facts[PROJECT]), []).append(placed)
    found: dict[Place, Money | None] = {}
    for members in projects.values():
        granted: Money | None = Money(0)
        for place, code, dossier in sorted(members, key=_filing_order):
            if granted != 0:
                found[place] = granted
            report = check_dossier(rules[code], dossier, granted)
            if _unsettled(report):
                granted = None
            elif granted is not None:
                granted = Money(granted + proposed(report))
    return found


def _unsettled(report: Report) -> bool:
    """Whether a dossier may yet be granted something that is not known: it is not refused, and not computed."""
    if report.verdict == "ineligible" or report.funding.grant == 0:
        return False
    return report.verdict == "undetermined" or report.funding.grant is None


def _filing_order(placed: Placed) -> tuple[date, bool, str, Place]:
    facts = placed.dossier.facts
    return facts.get(FILED_ON, date.max), REFERENCE not in facts, facts.get(REFERENCE, ""), placed.place


def proposed(report: Report) -> Money:
    """The grant that a batch counts, in cents TTC: that of an eligible dossier, and nothing for the others."""
    grant = report.funding.grant if report.verdict == "eligible" else None
    return Money(0) if grant is None else grant


class Use(NamedTuple):
    """How much of an envelope the proposed grants use, in cents TTC."""

    id: str
    envelope: Money
    granted: Money

    @property
    def exceeded(self) -> bool:
        """Whether the grants are more than the envelope (reading R14: a warning, never a refusal)."""
        return self.granted > self.envelope


@dataclass
class Totals:
    """Counts by status, and amounts in cents TTC.

    ``total_cost`` and ``requested`` are those of all the dossiers that state them; ``granted`` is what is proposed
    to the eligible ones, and ``funded_cost`` the total cost of those that get something.
    """

    statuses: dict[Status, int] = field(default_factory=dict)
    total_cost: int = 0
    requested: int = 0
    granted: int = 0
    funded_cost: int = 0

    @property
    def count(self) -> int:
        """The number of dossiers."""
        return sum(self.statuses.values())

    def add(self, report: Report) -> None:
        """Count a report in."""
        self.statuses[report.status] = self.statuses.get(report.status, 0) + 1
        self.total_cost += report.funding.total_cost or 0
        self.requested += report.funding.requested or 0
        if grant := proposed(report):
            self.granted += grant
            self.funded_cost += report.funding.total_cost or 0

    def merge(self, other: Totals) -> None:
        """Count in the totals of another part of the batch."""
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.total_cost += other.total_cost
        self.requested += other.requested
        self.granted += other.granted
        self.funded_cost += other.funded_cost


@dataclass
class ThemeTotals(Totals):
    """The totals of a theme, and of each of its windows by id: a dossier filed in none of them is in no window's."""

    windows: dict[str, Totals] = field(default_factory=dict)

    def add(self, report: Report) -> None:
        """Count a report in, and in its window."""
        super().add(report)
        window = window_of(report)
        if window is not None:
            self.windows.setdefault(window.id, Totals()).add(report)

    def merge(self, other: Totals) -> None:
        """Count in the totals of another part of the batch."""
        super().merge(other)
        if isinstance(other, ThemeTotals):
            for window, totals in other.windows.items():
                self.windows.setdefault(window, Totals()).merge(totals)

    def sessions(self, theme: CompiledTheme) -> Iterator[tuple[Window, Totals]]:
        """The totals of each window, in the order of the theme, where it has several."""
        if len(theme.theme.windows) > 1:
            for window in theme.theme.windows:
                yield window, self.windows.get(window.id, Totals())

    def uses(self, theme: CompiledTheme) -> Iterator[Use]:
        """The use of the theme's envelope, then of those its windows set aside; none where the catalogue sets none."""
        whole = theme.theme.envelope.amount
        if whole:
            yield Use(theme.code, whole, Money(self.granted))
        for window in theme.theme.windows:
            if window.envelope:
                granted = self.windows.get(window.id, Totals()).granted
                yield Use(f"{theme.code}.{window.id}", window.envelope, Money(granted))


def window_of(report: Report) -> Window | None:
    """The window in which a dossier was filed, if it is known."""
    for entry in report.theme.windows:
        if isinstance(entry.statement, Window) and entry.within.test(report.facts, report.facts) is TRUE:
            return entry.statement
    return None
