"""What the cases of a theme try of each of its rules: the branches, the values of its lists, its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.authoring.cases import CaseResult
from relance_rules.checking.report import Facts, Report
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Compare, Const, Fact, Fold, In, Named, Node, parts_of, plain
from relance_rules.plan.ruleset import Plan, Requirement, Rule, Theme
from relance_rules.targets.python import Program, program_of
from relance_rules.values import Money, Text

Branch: TypeAlias = Literal["held", "failed", "unknown", "not_applicable"]
Kind: TypeAlias = Literal["eligibility", "exclusion", "ceiling", "commitment", "document"]

_OUTCOMES: dict[str, Branch] = {
    "pass": "held",
    "fail": "failed",
    "unknown": "unknown",
    "not_applicable": "not_applicable",
}
_TRUTHS: dict[object, Branch] = {True: "held", False: "failed", None: "unknown"}

How: TypeAlias = Literal["stated", "at", "beyond"]


class Untried(NamedTuple):
    """What no case tries of a rule: a value of a list that none states; a bound that none is at, or none is beyond.

    ``of`` is the path of a fact, or the label of a quantity; ``value`` is the name of a value, an amount, a number or
    a day. Beyond a bound is where the comparison turns out otherwise than at it.
    """

    of: str | Text
    value: Any
    how: How


class RuleCoverage(NamedTuple):
    """How many cases reach each branch of a rule, and what none tries. A branch that it can't have is not there.

    An exclusion holds where it takes a line out; a ceiling holds where it decides the grant; a commitment or a
    document holds where it is given, and fails where it is missing.
    """

    id: str
    kind: Kind
    reached: dict[Branch, int]
    untried: tuple[Untried, ...] = ()

    @property
    def unreached(self) -> tuple[Branch, ...]:
        """The branches that no case reaches."""
        return tuple(branch for branch, count in self.reached.items() if not count)


def coverage_of(plan: Plan, theme: Theme, results: Iterable[CaseResult]) -> list[RuleCoverage]:
    """The coverage of every rule of a theme by its cases, in the order of the theme."""
    return list(_Coverage(plan, theme, [result.report for result in results if result.report is not None]).rules())


@dataclass(frozen=True)
class _Coverage:
    """The reports of the cases of a theme, looked at from each of its rules."""

    plan: Plan
    theme: Theme
    reports: Sequence[Report]

    @property
    def program(self) -> Program:
        return program_of(self.plan.facts)

    def rules(self) -> Iterator[RuleCoverage]:
        for place, rule in enumerate(self.theme.rules):
            if rule.require is not None:
                yield self.eligibility(place, rule)
        yield from self.exclusions()
        yield from self.ceilings()
        for requirement in self.theme.commitments.asked:
            yield self.requirement("commitment", requirement)
        for requirement in self.theme.documents.asked:
            yield self.requirement("document", requirement)

    def eligibility(self, place: int, rule: Rule) -> RuleCoverage:
        reached: dict[Branch, int] = {"held": 0, "failed": 0, "unknown": 0}
        if rule.when is not None:
            reached["not_applicable"] = 0
        for report in self.reports:
            reached[_OUTCOMES[report.findings[place].outcome]] += 1
        return RuleCoverage(rule.id, "eligibility", reached, self.untried(rule.when, rule.require))

    def exclusions(self) -> Iterator[RuleCoverage]:
        lines = self.plan.roles.lines
        funding = self.theme.funding
        for exclusion in () if funding is None or lines is None else funding.exclusions:
            if exclusion.when is None or lines is None:
                continue
            reached: dict[Branch, int] = {"held": 0, "failed": 0, "unknown": 0}
            for report in self.reports:
                stated: Sequence[Facts] = report.facts.get(lines.list, ())
                truths = [self.program.truth(exclusion.when, report.facts, {}, line).value for line in stated]
                for branch in {_TRUTHS[truth] for truth in truths}:
                    reached[branch] += 1
            yield RuleCoverage(exclusion.id, "exclusion", reached, self.untried(exclusion.when, within=lines.list))

    def ceilings(self) -> Iterator[RuleCoverage]:
        for ceiling in () if self.theme.funding is None else self.theme.funding.ceilings:
            if ceiling.staff:
                continue
            reached: dict[Branch, int] = {"held": 0, "failed": 0}
            for report in self.reports:
                if report.funding.grant is not None:
                    binding = {use.id for use in report.funding.ceilings if use.binding}
                    reached["held" if ceiling.id in binding else "failed"] += 1
            yield RuleCoverage(ceiling.id, "ceiling", reached)

    def requirement(self, kind: Kind, asked: Requirement) -> RuleCoverage:
        reached: dict[Branch, int] = {"held": 0, "failed": 0}
        if asked.when is not None:
            reached |= {"unknown": 0, "not_applicable": 0}
        for report in self.reports:
            reached[self.given(asked, report.facts)] += 1
        return RuleCoverage(asked.fact, kind, reached, self.untried(asked.when))

    def given(self, asked: Requirement, facts: Facts) -> Branch:
        if facts.get(asked.fact) is True:
            return "held"
        applies = True if asked.when is None else self.program.truth(asked.when, facts, {}).value
        if applies is True:
            return "failed"
        return "not_applicable" if applies is False else "unknown"

    # ---- values and bounds

    def untried(self, *roots: Node | None, within: str | None = None) -> tuple[Untried, ...]:
        """What no case tries of some conditions, about the items of a list where one is given."""
        found: dict[tuple[object, object, How], Untried] = {}
        tests = [test for root in roots if root is not None for test in _tests(root, within)]
        for test in tests:
            new = self.of_choice(test.node) if isinstance(test.node, In) else self.of_bound(test)
            for each in new:
                found.setdefault((str(each.of), each.value, each.how), each)
        return tuple(found.values())

    def of_choice(self, node: In) -> Iterator[Untried]:
        asked = plain(node.choice)
        if not isinstance(asked, Fact) or len(node.values) < 2:
            return
        stated = {value for report in self.reports for value in _stated(asked.path, report.facts)}
        for value in node.values:
            if value not in stated:
                yield Untried(asked.path, value, "stated")

    def of_bound(self, test: _Test) -> Iterator[Untried]:
        bound = _bound(test.node)
        if bound is None:
            return
        node, limit, most = bound
        scale = self.program.scales.of(node)
        at = int(limit.value or 0) * 10 ** max(0, scale - limit.scale)
        values = {value * 10 ** max(0, limit.scale - scale) for value in self.values(node, test.within)}
        shown = (None if isinstance(plain(node), Fold) else _name(node)) or test.label or ""
        # To be more than nothing has no case at its bound: there is nothing to state.
        if at not in values and not (at == 0 and not most):
            yield Untried(shown, self.written(limit, node), "at")
        # Beyond a bound that is accepted, a value is refused; beyond one that is refused, it is accepted.
        over = most is not (isinstance(test.node, Compare) and test.node.strict)
        if not any(value > at if over else value < at for value in values):
            yield Untried(shown, self.written(limit, node), "beyond")

    def values(self, node: Node, within: str | None) -> Iterator[int]:
        """What a number comes to in the cases, where it is known."""
        point = self.program.point(node)
        for report in self.reports:
            items: Sequence[Facts] = (report.facts,) if within is None else report.facts.get(within, ())
            for item in items:
                value = point(report.facts, item, {})
                if value is not None:
                    yield value

    def written(self, limit: Const, node: Node) -> Any:
        """A limit as people write it."""
        value = limit.value
        if limit.sort == "day" and isinstance(value, int):
            return date.fromordinal(value)
        if not isinstance(value, int):
            return value
        exact = Fraction(value, 10**limit.scale)
        match _kind(node, self.plan.facts):
            case "money":
                return Money(int(exact * 100))
            case "rate":
                return exact
            case _:
                return exact.numerator if exact.denominator == 1 else exact


class _Test(NamedTuple):
    """A comparison of a condition: about the items of a list, or of the dossier; under what label it stands."""

    node: In | Compare
    within: str | None
    label: Text | None


def _tests(node: Node, within: str | None, label: Text | None = None) -> Iterator[_Test]:
    """Every comparison of a condition, from the top down."""
    if isinstance(node, Named) and node.label is not None:
        label = node.label
    if isinstance(node, (In, Compare)):
        yield _Test(node, within, label)
    for part in parts_of(node):
        inside = node.list if isinstance(node, Fold) and part is node.of else within
        yield from _tests(part, inside, label)


def _bound(node: Node) -> tuple[Node, Const, bool] | None:
    """What a comparison limits, by how much, and whether the limit is the most it may be."""
    if not isinstance(node, Compare):
        return None
    for side, limit, most in ((node.left, node.right, True), (node.right, node.left, False)):
        if isinstance(limit, Const) and limit.value is not None and not isinstance(side, Const):
            return side, limit, most
    return None


def _stated(path: str, facts: Facts) -> Iterator[Any]:
    """The values that a dossier states of a fact, for each item of a list."""
    owner, inside, name = path.partition("[].")
    for item in facts.get(owner, ()) if inside else (facts,):
        if (value := item.get(name if inside else path)) is not None:
            yield value


def _name(node: Node) -> str | Text | None:
    """A quantity as people call it."""
    if isinstance(node, Named) and node.kind != "test" and node.label is not None:
        return node.label
    found = plain(node)
    return found.path if isinstance(found, Fact) else None


def _kind(node: Node, facts: Vocabulary) -> str | None:
    """What a number counts, as its fact or its name says; None where neither does."""
    found: Node = node
    while isinstance(found, Named):
        if found.dimension is not None:
            return found.dimension
        found = found.of
    if isinstance(found, Fact) and found.path in facts:
        return {"money": "money", "percentage": "rate"}.get(facts[found.path].type)
    return None
