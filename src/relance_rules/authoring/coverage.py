"""Which branch of each rule the cases of a theme reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.authoring.cases import CaseResult
from relance_rules.checking.report import Report
from relance_rules.compiler.themes import CompiledRequirement, CompiledTheme
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import LINES
from relance_rules.values import FALSE, TRUE, UNKNOWN

Branch: TypeAlias = Literal["held", "failed", "unknown", "not_applicable"]
Kind: TypeAlias = Literal["eligibility", "exclusion", "ceiling", "commitment", "document"]

_OUTCOMES: dict[str, Branch] = {
    "pass": "held",
    "fail": "failed",
    "unknown": "unknown",
    "not_applicable": "not_applicable",
}


class RuleCoverage(NamedTuple):
    """How many cases reach each branch of a rule. A branch that the rule can't have is not there.

    An exclusion holds where it takes a line out; a ceiling holds where it decides the grant; a commitment or a
    document holds where it is given, and fails where it is missing.
    """

    id: str
    kind: Kind
    reached: dict[Branch, int]

    @property
    def unreached(self) -> tuple[Branch, ...]:
        """The branches that no case reaches."""
        return tuple(branch for branch, count in self.reached.items() if not count)


def coverage_of(theme: CompiledTheme, results: Iterable[CaseResult]) -> list[RuleCoverage]:
    """The coverage of every rule of a theme by its cases, in the order of the theme."""
    reports = [result.report for result in results if result.report is not None]
    return [
        *_eligibility(theme, reports),
        *_exclusions(theme, reports),
        *_ceilings(theme, reports),
        *_requirements("commitment", theme.commitments or (), reports),
        *_requirements("document", theme.documents, reports),
    ]


def _eligibility(theme: CompiledTheme, reports: Sequence[Report]) -> Iterator[RuleCoverage]:
    for place, rule in enumerate(theme.rules):
        if rule.require is None:
            continue
        reached: dict[Branch, int] = {"held": 0, "failed": 0, "unknown": 0}
        if rule.when is not None:
            reached["not_applicable"] = 0
        for report in reports:
            reached[_OUTCOMES[report.findings[place].outcome]] += 1
        yield RuleCoverage(rule.id, "eligibility", reached)


def _exclusions(theme: CompiledTheme, reports: Sequence[Report]) -> Iterator[RuleCoverage]:
    branches: dict[object, Branch] = {TRUE: "held", FALSE: "failed", UNKNOWN: "unknown"}
    for exclusion in theme.exclusions:
        reached: dict[Branch, int] = {"held": 0, "failed": 0, "unknown": 0}
        for report in reports:
            lines: Sequence[Facts] = report.facts.get(LINES, ())
            for branch in {branches[exclusion.when.test(report.facts, line)] for line in lines}:
                reached[branch] += 1
        yield RuleCoverage(exclusion.id, "exclusion", reached)


def _ceilings(theme: CompiledTheme, reports: Sequence[Report]) -> Iterator[RuleCoverage]:
    for place, (code, _) in enumerate(theme.ceilings):
        reached: dict[Branch, int] = {"held": 0, "failed": 0}
        for report in reports:
            if report.funding.grant is not None:
                reached["held" if report.funding.ceilings[place].binding else "failed"] += 1
        yield RuleCoverage(code, "ceiling", reached)


def _requirements(
    kind: Kind, asked: Sequence[CompiledRequirement], reports: Sequence[Report]
) -> Iterator[RuleCoverage]:
    for requirement in asked:
        reached: dict[Branch, int] = {"held": 0, "failed": 0}
        if requirement.when is not None:
            reached |= {"unknown": 0, "not_applicable": 0}
        for report in reports:
            reached[_given(requirement, report.facts)] += 1
        yield RuleCoverage(requirement.fact, kind, reached)


def _given(requirement: CompiledRequirement, facts: Facts) -> Branch:
    if facts.get(requirement.fact) is True:
        return "held"
    applies = TRUE if requirement.when is None else requirement.when.test(facts, facts)
    if applies is TRUE:
        return "failed"
    return "not_applicable" if applies is FALSE else "unknown"
