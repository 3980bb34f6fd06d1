"""A dossier beside every theme of its rule set: which may take it, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.problems import RuleError
from relance_rules.plan.ruleset import Plan

Fit: TypeAlias = Literal["fits", "open", "refused", "error"]


def check_themes(plan: Plan, dossier: Dossier) -> list[Report]:
    """The report of a dossier by each theme, the most fitting first; one whose rules can't be read is left out.

    What is ready stands first, then what nothing refuses, the fewest answers lacking first, then what is refused, the
    fewest refusals first; among equals, the order of the rule set stays.
    """
    return sorted(_reports(plan, dossier), key=_place)


def _reports(plan: Plan, dossier: Dossier) -> Iterable[Report]:
    role = plan.roles.theme
    for code in plan.themes:
        try:
            theme = plan.themes[code]
        except RuleError:
            continue
        named = replace(dossier, facts={**dossier.facts, role: code}) if role in plan.facts else dossier
        yield check_dossier(plan, theme, named)


def fit_of(report: Report) -> Fit:
    """Whether a theme takes a dossier: ``open`` is for answers, commitments or documents to tell."""
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


def _place(report: Report) -> tuple[int, int, int]:
    if report.status == "ready":
        return 0, 0, 0
    refusals = refusals_of(report)
    return (2 if refusals else 1), refusals, lacking(report)
