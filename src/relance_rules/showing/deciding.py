"""What decided a finding: the facts that were met, and the passages and readings of what applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from relance_rules.checking.report import Facts, Finding, Report
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Citation, Fact, Fold, Named, Node
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.tracing import met

Decided: TypeAlias = tuple[Citation | None, tuple[str, ...]]
"""A passage, and the codes of readings."""

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


def decided(report: Report, finding: Finding) -> Decided:
    """The passage and the readings of a finding: those of the window, the range or the choice that applied come first.

    Where several may apply, those of the rule as a whole hold.
    """
    rule = finding.rule
    if rule.require is None or finding.outcome == "not_applicable":
        return rule.source, rule.readings
    plan = report.plan
    always = _always_decided(plan, report.theme).get(id(rule))
    return always or _cited(rule, _applied(rule.require.of, plan, program_of(plan.facts), report.facts, {}))


def each_decided(report: Report) -> list[Decided]:
    """The same of each finding of a report, in order."""
    always = _always_decided(report.plan, report.theme)
    return [
        (always.get(id(each.rule)) if each.outcome != "not_applicable" else None) or decided(report, each)
        for each in report.findings
    ]


def _cited(rule: Rule, found: Iterable[Named]) -> Decided:
    """The passage and the readings of a rule, by the named nodes that applied."""
    applied = list(found)
    cited = [named for named in applied if named.source is not None]
    same = bool(cited) and all(named.source == cited[0].source for named in cited[1:])
    nearest = [code for named in applied for code in named.readings]
    return cited[0].source if same else rule.source, tuple(dict.fromkeys([*nearest, *rule.readings]))


def _always_decided(plan: Plan, theme: Theme) -> dict[int, Decided]:
    """What decides most rules of a theme, whatever the dossier, by the identity of each; the others are left out."""

    def found() -> tuple[Theme, dict[int, Decided]]:
        nodes_of = ((rule, _always(plan, rule.require.of)) for rule in theme.rules if rule.require is not None)
        # The theme is kept, so that nothing else takes its identity, or that of its rules.
        return theme, {id(rule): _cited(rule, always) for rule, always in nodes_of if always is not None}

    return plan.facts.made_once((_always_decided, id(theme)), found)[1]


def _always(plan: Plan, node: Node) -> tuple[Named, ...] | None:
    """What :func:`_applied` gives of a node whatever the facts; None where it depends on them."""
    # The node is kept, so that nothing else takes its identity.
    return plan.facts.made_once((_always, id(node)), lambda: (node, _found_always(plan, node)))[1]


def _found_always(plan: Plan, node: Node) -> tuple[Named, ...] | None:
    if isinstance(node, (Fold, Fact)):
        return ()
    below = [_always(plan, part) for part in nodes.parts_of(node)]
    chosen = isinstance(node, (Choose, nodes.All, nodes.Any)) and len(below) > 1
    if None in below or (chosen and any(below)):
        return None
    own = (node,) if isinstance(node, Named) and node.kind in _CITED else ()
    return (*own, *(named for part in below for named in part or ()))


def _applied(node: Node, plan: Plan, program: Program, facts: Facts, memo: Memo) -> Iterator[Named]:
    """The named nodes to tell among those that decided the truth of a node, or what it comes to."""
    if (always := _always(plan, node)) is not None:
        yield from always
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
