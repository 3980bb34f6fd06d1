"""Rule sets of other schemes, and the dossiers of their cases."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from relance_rules import Report, Rules, check, load_rules
from relance_rules.language.theme import Expectation
from relance_rules.values import parse_money
from rule_sets import Data

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = Path(__file__).parent / "schemes"
EXAMPLES = ROOT / "examples" / "rulesets"
ALL = {folder.name: folder for home in (SCHEMES, EXAMPLES) for folder in sorted(home.iterdir())}


class Tried(NamedTuple):
    """A case of a rule file: its rule set, its name, its dossier and what it expects."""

    scheme: str
    name: str
    dossier: Data
    expect: Expectation


@cache
def rules_of(scheme: str) -> Rules:
    """A rule set, loaded once."""
    return load_rules(ALL[scheme])


def cases() -> list[Tried]:
    """The cases of every scheme."""
    return [
        Tried(scheme, case.name, case.dossier, case.expect)
        for scheme in ALL
        for code in rules_of(scheme)
        for case in rules_of(scheme).model(code).cases
    ]


def unmet(report: Report, expect: Expectation) -> Iterator[str]:
    """What a report says that is not what a case expects."""
    found = report.funding.grant
    for name, value in (("verdict", expect.verdict), ("status", expect.status)):
        if value is not None and getattr(report, name) != value:
            yield f"{name}: {getattr(report, name)}"
    if expect.grant is not None:
        wanted = None if expect.grant == "unknown" else parse_money(expect.grant, report.plan.currency)  # type: ignore[arg-type]
        if found != wanted:
            yield f"grant: {found}, {report.funding.ranges}"
    outcomes = {finding.rule.id.partition(".")[2]: finding.outcome for finding in report.findings}
    yield from (f"{rule}: {outcomes.get(rule)}" for rule, want in expect.findings.items() if outcomes.get(rule) != want)
    lacking = (*report.commitments.missing, *report.documents.missing)
    asked = [*report.missing_facts, *(requirement.fact for requirement in lacking)]
    yield from (f"missing: {asked}" for path in expect.missing if path not in asked)
    told = [notice.id.partition(".")[2] for notice in report.notices]
    yield from (f"notices: {told}" for notice in expect.notices if notice not in told)


def holes(dossier: Data) -> Iterator[tuple[str, Data]]:
    """The dossier without one of its facts, for each of them; an item keeps one, for an empty one says nothing."""
    for steps in list(_leaves(dossier)):
        torn: Any = copy.deepcopy(dossier)
        inside = torn
        for step in steps[:-1]:
            inside = inside[step]
        del inside[steps[-1]]
        if inside or len(steps) < 2 or not isinstance(steps[-2], int):
            yield ".".join(map(str, steps)), torn


def _leaves(data: Any) -> Iterator[tuple[str | int, ...]]:
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict):
            yield from ((step, *rest) for rest in _leaves(value))
        elif isinstance(value, list):
            yield (step,)
            yield from ((step, *rest) for rest in _leaves(value) if len(rest) > 1)
        else:
            yield (step,)


def checked(scheme: str, dossier: Data) -> Report:
    """The report of a dossier that names no theme: each of these sets has one."""
    return check(dossier, rules_of(scheme))
