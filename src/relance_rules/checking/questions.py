"""What to ask next: the facts that can still change the most answers, and the subjects in the order to take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from relance_rules.checking.report import Report
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan


class Asked(NamedTuple):
    """A fact that is missing, and how many conditions of the themes still open it may settle."""

    path: str
    weight: int


def asked_next(plan: Plan, reports: Sequence[Report]) -> tuple[Asked, ...]:
    """The facts that the themes still open lack for their verdict, those that may settle the most conditions first.

    Of several items of a list, each one's fact counts as the same. Among equals, the order of the vocabulary stays.
    """
    weights = Counter(_unsettled(reports))
    places = {path: place for place, path in enumerate(plan.facts)}
    ordered = sorted(weights, key=lambda path: (-weights[path], places[path]))
    return tuple(Asked(path, weights[path]) for path in ordered)


def _unsettled(reports: Iterable[Report]) -> Iterable[str]:
    for report in reports:
        if report.verdict != "ineligible":
            for finding in report.findings:
                yield from dict.fromkeys(general_path(path) for path in finding.missing)


def opened(plan: Plan, dossier: Dossier) -> Dossier:
    """A dossier that names no applicant, with one of whom nothing is known: its questions can then be asked."""
    applicants = plan.roles.applicants
    if applicants is None or applicants in dossier.facts:
        return dossier
    return replace(dossier, facts={**dossier.facts, applicants: ({},)})


def subjects_of(plan: Plan, paths: Iterable[str]) -> tuple[str, ...]:
    """The subjects of some facts, in the order of the rule set; the facts that have none are of a last one, ``""``."""
    order = {name: place for place, name in enumerate(plan.subjects)}
    found = {plan.facts[path].subject or "" for path in paths}
    return tuple(sorted(found, key=lambda name: (not name, order.get(name, len(order)), name)))
