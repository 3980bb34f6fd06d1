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
    if not _may_cite(report.plan, rule.require):
        return rule.source, tuple(dict.fromkeys(rule.readings))
    deciding = _deciding(rule.require.of, program_of(report.plan.facts), report.facts, {})
    applied = [named for named in deciding if named.kind in _CITED]
    cited = [named for named in applied if named.source is not None]
    sources = {named.source for named in cited}
    source = cited[0].source if len(sources) == 1 else rule.source
    nearest = [code for named in applied for code in named.readings]
    return source, tuple(dict.fromkeys([*nearest, *rule.readings]))


def _may_cite(plan: Plan, node: Named) -> bool:
    """Whether anything that decides a node may be told with it, in whatever dossier."""

    def cites() -> bool:
        return any(isinstance(each, Named) and each.kind in _CITED for each in nodes.walk(node.of))

    # The node is kept, so that nothing else takes its identity.
    return plan.facts.made_once((__name__, id(node)), lambda: (node, cites()))[1]


def _deciding(node: Node, program: Program, facts: Facts, memo: Memo) -> Iterator[Named]:
    """The named nodes that decided the truth of a node, or what it comes to."""

    def truth(part: Node) -> bool | None:
        value: bool | None = program.truth(part, facts, memo).value
        return value

    match node:
        case Named():
            yield node
            yield from _deciding(node.of, program, facts, memo)
        case Choose(when=when, then=then, otherwise=otherwise):
            holds = truth(when)
            yield from _deciding(when, program, facts, memo)
            if holds is not False:
                yield from _deciding(then, program, facts, memo)
            if holds is not True:
                yield from _deciding(otherwise, program, facts, memo)
        case nodes.All(parts=parts) | nodes.Any(parts=parts):
            settles = isinstance(node, nodes.Any)
            first = next((part for part in parts if truth(part) is settles), None)
            for part in parts if first is None else (first,):
                yield from _deciding(part, program, facts, memo)
        case Fold() | Fact():
            return
        case _:
            for part in nodes.parts_of(node):
                yield from _deciding(part, program, facts, memo)
