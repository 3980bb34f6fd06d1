"""What the tests of the themes share: checking a dossier, changing one fact of it, reading its report."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import relance_rules
from relance_rules import Euro, Report, Rules
from relance_rules.checking.batch import Placed, earlier_grants
from relance_rules.checking.dossiers import dossier_from
from relance_rules.checking.report import Requirements
from relance_rules.language.theme import Theme

ROOT = Path(__file__).resolve().parents[2]

Data = dict[str, Any]


@cache
def rules() -> Rules:
    """The rules of the catalogue, loaded once."""
    return relance_rules.load_rules()


CATEGORIES = tuple(rules().vocabulary.facts["porteurs[].categorie"].values or ())
"""Every kind of applicant that the vocabulary knows."""


def check(theme: str, dossier: Mapping[str, Any]) -> Report:
    """The report of a dossier given as plain data, through the public function."""
    return relance_rules.check({"theme": theme, **dossier}, rules())


def check_example(theme: str, name: str) -> Report:
    """The report of ``examples/dossiers/<theme>/<name>.yaml``."""
    return relance_rules.check_file(ROOT / "examples" / "dossiers" / theme / f"{name}.yaml", rules())


def check_together(theme: str, *dossiers: Mapping[str, Any]) -> list[Report]:
    """The reports of dossiers checked as one batch, where the grants of one project add up."""
    placed = [
        Placed((place,), theme, dossier_from({"theme": theme, **dossier}, rules())[1])
        for place, dossier in enumerate(dossiers)
    ]
    earlier = earlier_grants(placed, rules())
    return [
        relance_rules.check({"theme": theme, **dossier}, rules(), granted_to_project=earlier.get((place,), Euro(0)))
        for place, dossier in enumerate(dossiers)
    ]


def with_(dossier: Data, path: str, value: Any) -> Data:
    """A copy where the fact at ``path`` (``porteurs[0].categorie``) has this value."""
    changed = copy.deepcopy(dossier)
    *steps, last = _steps(path)
    place: Any = changed
    for step in steps:
        place = place[step] if isinstance(step, int) else place.setdefault(step, {})
    place[last] = value
    return changed


def without(dossier: Data, *paths: str) -> Data:
    """A copy where the facts at these paths are not stated. A path that is not there is an error of the test."""
    changed = copy.deepcopy(dossier)
    for path in paths:
        *steps, last = _steps(path)
        place: Any = changed
        for step in steps:
            place = place[step]
        del place[last]
    return changed


def _steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def outcomes(report: Report) -> dict[str, str]:
    """The outcome of each rule of eligibility, by its id without the theme."""
    return {finding.rule.id.partition(".")[2]: finding.outcome for finding in report.findings}


def missing_of(report: Report, rule: str) -> tuple[str, ...]:
    """The facts that the finding of a rule misses."""
    return next(f.missing for f in report.findings if f.rule.id == f"{report.theme.code}.{rule}")


def missing_ids(requirements: Requirements) -> list[str]:
    """The ids of the commitments or documents that are missing."""
    return [requirement.statement.id for requirement in requirements.missing]


def given_ids(requirements: Requirements) -> list[str]:
    """The ids of the commitments or documents that are given."""
    return [requirement.statement.id for requirement in requirements.given]


def grant(report: Report) -> str | None:
    """The grant proposed, as a text with two decimals; None where it can't be computed."""
    return None if report.funding.grant is None else str(report.funding.grant)


def share(report: Report) -> str | None:
    """What remains to the applicant, as a text with two decimals."""
    return None if report.funding.applicant_share is None else str(report.funding.applicant_share)


def excluded(report: Report) -> dict[int, str]:
    """The rule that takes each excluded expense line out of the base, by the number of the line (from 1)."""
    return {entry.line: entry.exclusion.id.partition(".")[2] for entry in report.funding.excluded}


def notices(report: Report) -> set[str]:
    """The ids of the notices, without the theme."""
    return {notice.id.partition(".")[2] for notice in report.notices}


def settled_but(report: Report, rule: str, outcome: str) -> bool:
    """Whether this rule has this outcome, and every other one passes or does not apply."""
    found = outcomes(report)
    return found.pop(rule) == outcome and set(found.values()) <= {"pass", "not_applicable"}


def cites(item: Any, *lines: int) -> bool:
    """Whether a rule, a commitment or any other part of a theme cites these lines of the catalogue."""
    return all(any(first <= line <= last for first, last in item.source.ranges) for line in lines)


def parts_of(theme: Theme) -> dict[str, Any]:
    """The conditions, exclusions, commitments and documents of a theme, by their id."""
    parts: tuple[Any, ...] = (*theme.conditions, *theme.funding.exclude, *theme.requirements)
    return {part.id: part for part in parts}
