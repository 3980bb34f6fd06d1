"""Many dossiers: the grants that add up on one project, the totals of each theme, the references given twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report, Status
from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.theme import Window
from relance_rules.reading.facts import Dossier
from relance_rules.values import TRUE, Euro

PROJECT = "projet.reference"
REFERENCE = "reference"

Place: TypeAlias = tuple[int, ...]
"""Where a dossier stands in a batch: places are compared as tuples are."""

EarlierGrants: TypeAlias = Mapping[Place, Euro]
"""By place in the batch: what the other dossiers of the same project were granted before, in cents TTC."""


class Placed(NamedTuple):
    """A dossier and its place in the batch."""

    place: Place
    theme: CompiledTheme
    dossier: Dossier


def shares_project(theme: CompiledTheme, dossier: Dossier) -> bool:
    """Whether the grant of a dossier may depend on the other dossiers of its project."""
    return theme.limits_project and PROJECT in dossier.facts


def earlier_grants(dossiers: Iterable[Placed]) -> dict[Place, Euro]:
    """Cumulate the grants of each project in order of filing, then of reference (readings SNAP3 and SNAP4).

    A dossier that is not eligible is granted nothing, and one without filing date comes last. Only the dossiers of
    themes that limit the grants of a project are kept in memory.

    Returns:
        For each place whose dossier follows others on its project, the sum of their grants.
    """
    projects: dict[tuple[str, str], list[Placed]] = {}
    for placed in dossiers:
        if shares_project(placed.theme, placed.dossier):
            key = (placed.theme.code, placed.dossier.facts[PROJECT])
            projects.setdefault(key, []).append(placed)
    found: dict[Place, Euro] = {}
    for members in projects.values():
        granted = 0
        for place, theme, dossier in sorted(members, key=_filing_order):
            if granted:
                found[place] = Euro(granted)
            report = check_dossier(theme, dossier, Euro(granted))
            if report.verdict == "eligible" and report.funding.grant is not None:
                granted += report.funding.grant
    return found


def _filing_order(placed: Placed) -> tuple[date, str, Place]:
    facts = placed.dossier.facts
    return facts.get(FILED_ON, date.max), facts.get(REFERENCE, ""), placed.place


class Use(NamedTuple):
    """How much of an envelope the proposed grants use; ``envelope`` is None where the catalogue sets none."""

    id: str
    envelope: Euro | None
    granted: Euro

    @property
    def exceeded(self) -> bool:
        """Whether the grants are more than the envelope (reading R14: a warning, never a refusal)."""
        return self.envelope is not None and self.granted > self.envelope


@dataclass
class ThemeTotals:
    """The totals of one theme, in cents TTC: costs and requests of all its dossiers, grants of the eligible ones."""

    statuses: dict[Status, int] = field(default_factory=dict)
    total_cost: int = 0
    requested: int = 0
    granted: int = 0
    by_window: dict[str, int] = field(default_factory=dict)

    def add(self, report: Report) -> None:
        """Count a report in."""
        self.statuses[report.status] = self.statuses.get(report.status, 0) + 1
        self.total_cost += report.funding.total_cost or 0
        self.requested += report.funding.requested or 0
        if report.verdict == "eligible" and report.status != "error" and report.funding.grant:
            self.granted += report.funding.grant
            window = window_of(report)
            if window is not None:
                self.by_window[window.id] = self.by_window.get(window.id, 0) + report.funding.grant

    def merge(self, other: ThemeTotals) -> None:
        """Count in the totals of another part of the batch."""
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.total_cost += other.total_cost
        self.requested += other.requested
        self.granted += other.granted
        for window, amount in other.by_window.items():
            self.by_window[window] = self.by_window.get(window, 0) + amount

    def uses(self, theme: CompiledTheme) -> list[Use]:
        """The use of the theme's envelope, then of those its windows set aside."""
        found = [Use(theme.code, theme.theme.envelope.amount, Euro(self.granted))]
        for window in theme.theme.windows:
            if window.envelope is not None:
                granted = Euro(self.by_window.get(window.id, 0))
                found.append(Use(f"{theme.code}.{window.id}", window.envelope, granted))
        return found


def window_of(report: Report) -> Window | None:
    """The window in which a dossier was filed, if it is known."""
    for entry in report.theme.windows:
        if isinstance(entry.statement, Window) and entry.within.test(report.facts, report.facts) is TRUE:
            return entry.statement
    return None
