"""What decided a finding: the facts that were met, and the passages and readings of what applied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from relance_rules.checking.report import Facts, Finding, Report
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Citation, Fact, Fold, Named, Node
from relance_rules.plan.ruleset import Plan
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.tracing import met

_CITED = ("window", "range", "choice", "parameter", "derived")


def facts_met(report: Report, finding: Finding) -> dict[str, Any]:
    """The facts that a rule reads and that the dossier states, by path."""
    found: dict[str, Any] = {}
    rule = finding.rule
    if finding.outcome != "not_applicable" and rule.require is not None:
        found.update(met(rule.require, report.facts, report.facts, ""))
    if rule.when is not None:
        found.update(met(rule.when, report.facts, report.facts, ""))
    return found


def decided(report: Report, finding: Finding) -> tuple[Citation | None, tuple[str, ...]]:
    """The passage and the readings of a finding: those of the window, the range or the choice that applied come first.

    Where several may apply, those of the rule as a whole hold.
    """
    rule = finding.rule
    if rule.require is None or finding.outcome == "not_applicable":
        return rule.source, rule.readings
    plan = report.plan
    if not _may_cite(plan, rule.require.of):
        return rule.source, tuple(dict.fromkeys(rule.readings))
    applied = list(_applied(rule.require.of, plan, program_of(plan.facts), report.facts, {}))
    cited = [named for named in applied if named.source is not None]
    same = bool(cited) and all(named.source == cited[0].source for named in cited[1:])
    source = cited[0].source if same else rule.source
    nearest = [code for named in applied for code in named.readings]
    return source, tuple(dict.fromkeys([*nearest, *rule.readings]))


def _may_cite(plan: Plan, node: Node) -> bool:
    """Whether a node, or anything that decides it, may be told with what it decides, in whatever dossier."""
    # The node is kept, so that nothing else takes its identity.
    return plan.facts.made_once((__name__, id(node)), lambda: (node, _cites(plan, node)))[1]


def _cites(plan: Plan, node: Node) -> bool:
    if isinstance(node, (Fold, Fact)):
        return False
    if isinstance(node, Named) and node.kind in _CITED:
        return True
    return any(_may_cite(plan, part) for part in nodes.parts_of(node))


def _applied(node: Node, plan: Plan, program: Program, facts: Facts, memo: Memo) -> Iterator[Named]:
    """The named nodes to tell among those that decided the truth of a node, or what it comes to."""
    if not _may_cite(plan, node):
        return

    def truth(part: Node) -> bool | None:
        value: bool | None = program.truth(part, facts, memo).value
        return value

    match node:
        case Named():
            if node.kind in _CITED:
                yield node
            yield from _applied(node.of, plan, program, facts, memo)
        case Choose(when=when, then=then, otherwise=otherwise):
            holds = truth(when)
            yield from _applied(when, plan, program, facts, memo)
            if holds is not False:
                yield from _applied(then, plan, program, facts, memo)
            if holds is not True:
                yield from _applied(otherwise, plan, program, facts, memo)
        case nodes.All(parts=parts) | nodes.Any(parts=parts):
            if len(parts) > 1:
                settles = isinstance(node, nodes.Any)
                first = next((part for part in parts if truth(part) is settles), None)
                parts = parts if first is None else (first,)
            for part in parts:
                yield from _applied(part, plan, program, facts, memo)
        case _:
            for part in nodes.parts_of(node):
                yield from _applied(part, plan, program, facts, memo)
