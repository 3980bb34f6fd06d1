"""A dossier beside every theme of its rule set: which may take it, why the others do not, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.questions import Asked, asked_next, opened
from relance_rules.checking.report import Finding, Report
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.ruleset import Plan

Fit: TypeAlias = Literal["fits", "open", "refused", "error"]


class Themes(NamedTuple):
    """A dossier beside every theme: its report by each, the most fitting first, and the facts to ask next."""

    plan: Plan
    dossier: Dossier
    reports: tuple[Report, ...]
    questions: tuple[Asked, ...]

    @property
    def reference(self) -> str | None:
        """The reference of the dossier."""
        path = self.plan.roles.reference
        reference: str | None = None if path is None else self.dossier.facts.get(path)
        return reference

    @property
    def ready(self) -> bool:
        """Whether one of the themes takes the dossier as it is."""
        return any(report.status == "ready" for report in self.reports)


def beside_themes(plan: Plan, dossier: Dossier) -> Themes:
    """A dossier beside every theme of its rule set.

    What to ask of an applicant is asked even where the dossier names none yet.
    """
    reports = check_themes(plan, dossier)
    started = opened(plan, dossier)
    asked = reports if started is dossier else check_themes(plan, started)
    return Themes(plan, dossier, tuple(reports), asked_next(plan, asked))


def check_themes(plan: Plan, dossier: Dossier) -> list[Report]:
    """The report of a dossier by each theme, the most fitting first.

    What is ready stands first, then what nothing refuses, the fewest answers lacking first, then what is refused, the
    fewest refusals first; among equals, the order of the rule set stays.

    Raises:
        RuleError: The rule file of a theme breaks the language.
    """
    return sorted(_reports(plan, dossier), key=_place)


def _reports(plan: Plan, dossier: Dossier) -> Iterable[Report]:
    role = plan.roles.theme
    for code, theme in plan.themes.items():
        named = dossier._replace(facts={**dossier.facts, role: code}) if role in plan.facts else dossier
        yield check_dossier(plan, theme, named)


def fit_of(report: Report) -> Fit:
    """Whether a theme takes a dossier: ``open`` is for what answers or a judge have yet to tell."""
    match report.status:
        case "ready":
            return "fits"
        case "ineligible":
            return "refused"
        case "error":
            return "error"
        case _:
            return "fits" if report.verdict == "eligible" else "open"


def refusals_of(report: Report) -> int:
    """How many rules refuse a dossier."""
    return sum(finding.outcome == "fail" for finding in report.findings)


def lacking(report: Report) -> int:
    """How many answers a dossier lacks."""
    return len(report.missing_facts) + len(report.commitments.missing) + len(report.documents.missing)


def to_judge(report: Report) -> list[Finding]:
    """The rules that no answer of the applicant settles, of a dossier that nothing refuses."""
    if report.verdict != "undetermined":
        return []
    return [finding for finding in report.findings if finding.outcome == "unknown" and not finding.missing]


def _place(report: Report) -> tuple[int, int, int]:
    if report.status == "ready":
        return 0, 0, 0
    refusals = refusals_of(report)
    return (2 if refusals else 1), refusals, lacking(report)
