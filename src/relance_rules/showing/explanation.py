"""Why a report says what it says: each condition as a tree of answers, and the funding step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from relance_rules.checking.report import Finding, Report
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan import nodes
from relance_rules.plan.facts import RATE_SCALE, FactDef, Vocabulary
from relance_rules.plan.nodes import Citation, Const, Kind, Named, Node
from relance_rules.plan.ruleset import Exclusion, Funding, Requirement
from relance_rules.plan.sorts import sort_of
from relance_rules.showing.amounts import known, measured
from relance_rules.showing.blocks import Content
from relance_rules.showing.catalogue import period
from relance_rules.showing.deciding import decided
from relance_rules.showing.plain import line_label
from relance_rules.showing.readings import readings_of_funding
from relance_rules.targets.python import Facts, Program, program_of
from relance_rules.targets.python.tracing import Trace, trace
from relance_rules.values import Message, Money, Rate
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion
from relance_rules.values.words import shown_number


class Answer(NamedTuple):
    """What a condition, or a quantity that one reads, came to.

    ``truth`` is None where a condition is unknown, and for a ``quantity``. ``facts`` are those that it met, by path,
    ``missing`` those that would settle it. ``measure`` is what a quantity came to, where it is known. ``item`` is the
    list item that it was asked of, where it is asked of each. ``source`` is a passage that it rests on by itself.
    """

    says: Content
    truth: bool | None
    facts: Mapping[str, Any]
    missing: tuple[str, ...]
    measure: Any
    parts: tuple[Answer, ...]
    item: Message | None = None
    quantity: bool = False
    source: Citation | None = None
    readings: tuple[str, ...] = ()


class RuleWhy(NamedTuple):
    """A rule of eligibility: its finding, the guard that makes it apply, and what it requires."""

    finding: Finding
    when: Answer | None
    require: Answer | None


class RequirementWhy(NamedTuple):
    """A commitment or document that is asked only in some cases, and whether this is one."""

    requirement: Requirement
    when: Answer


class ExclusionWhy(NamedTuple):
    """An exclusion asked of one expense line."""

    exclusion: Exclusion
    answer: Answer


class LineWhy(NamedTuple):
    """An expense line (counted from 1): its exclusions up to the first that holds, which is ``excluded_by``."""

    line: int
    label: str | None
    amount: Money | None
    exclusions: tuple[ExclusionWhy, ...]
    excluded_by: Exclusion | None
    unsettled: tuple[str, ...]


class BracketWhy(NamedTuple):
    """A marginal bracket applied: the part of the base within it, and what its rate gives, in hundredths."""

    start: Money
    end: Money | None
    rate: Rate
    part: Money
    amount: Fraction


class StepWhy(NamedTuple):
    """A step of the funding split: the conditions, choices and derived facts that it depends on by itself."""

    step: Named
    answers: tuple[Answer, ...]


class FundingWhy(NamedTuple):
    """The funding split: what becomes of each line, its steps in order, and the brackets of its scale."""

    lines: tuple[LineWhy, ...]
    steps: tuple[StepWhy, ...]
    brackets: tuple[BracketWhy, ...]


class Explanation(NamedTuple):
    """A report, and why it says so; ``funding`` is None where only a rule of eligibility was asked for."""

    report: Report
    rules: tuple[RuleWhy, ...]
    requirements: tuple[RequirementWhy, ...]
    funding: FundingWhy | None


def explain(report: Report, rule: str | None = None) -> Explanation:
    """Explain a report: all of it, or one rule.

    Args:
        report: What checking found.
        rule: The id of a rule of eligibility, of an exclusion, of a ceiling or of another step of the funding split,
            with or without the theme's code, or the path of a commitment or document.

    Raises:
        DossierError: The theme has no such rule.
    """
    theme = report.theme
    asked = None if rule is None else _named(report, rule)
    answers = _Answers(report)
    rules = tuple(answers.rule(finding) for finding in report.findings if asked in (None, finding.rule.id))
    requirements = tuple(
        RequirementWhy(each, answers.of(each.when))
        for each in (*theme.commitments.asked, *theme.documents.asked)
        if each.when is not None and asked in (None, each.fact)
    )
    with_funding = theme.funding is not None and (asked is None or not (rules or requirements))
    return Explanation(report, rules, requirements, _funding(report, answers) if with_funding else None)


def readings_explained(explanation: Explanation) -> tuple[str, ...]:
    """The codes of the readings of what is explained, in the order of their first use."""
    report = explanation.report
    found = [
        *(decided(report, why.finding)[1] for why in explanation.rules),
        *(why.requirement.readings for why in explanation.requirements),
        *(() if explanation.funding is None else readings_of_funding(report)),
    ]
    return tuple(dict.fromkeys(code for codes in found for code in codes))


def _named(report: Report, rule: str) -> str:
    """The full id of a rule of the theme."""
    theme = report.theme
    ids = [finding.rule.id for finding in report.findings]
    if theme.funding is not None:
        ids += [exclusion.id for exclusion in theme.funding.exclusions]
        ids += [ceiling.id for ceiling in theme.funding.ceilings]
        ids += [step.id for step in theme.funding.steps]
    ids += [each.fact for each in (*theme.commitments.asked, *theme.documents.asked) if each.when is not None]
    asked = normal(rule)
    for each in ids:
        if asked in (normal(each), normal(each.rpartition(".")[2])):
            return each
    short = list(dict.fromkeys(each.removeprefix(f"{theme.code}.") for each in ids))
    values = {"rule": rule[:60], "theme": theme.code, "near": suggestion(rule.rpartition(".")[2], short)}
    raise DossierError([Problem(Message("règle inconnue du thème {theme} : « {rule} » ; {near}", values))])


# ---- conditions


class _Answers:
    """Puts traces into words."""

    def __init__(self, report: Report) -> None:
        self.report, self.facts = report, report.facts
        self.program: Program = program_of(report.plan.facts)
        self.words: dict[int, Content] = {}
        for window in report.theme.windows:
            says = Message("{label} : {period}", {"label": window.label, "period": period(window)})
            self.words[id(window.within)] = says
        for entry in report.theme.ranges or ():
            self.words[id(entry.within)] = Message("{label} : {range}", {"label": entry.label, "range": entry.says})
            if not entry.labelled:
                self.words[id(entry.within)] = _range_says(entry.within, entry.says)

    def rule(self, finding: Finding) -> RuleWhy:
        rule = finding.rule
        when = None if rule.when is None else self.of(rule.when)
        if rule.require is None:
            return RuleWhy(finding, when, None)
        answer = self.of(rule.require)
        # A rule that is one condition is explained by it.
        alone = len(answer.parts) == 1 and not isinstance(rule.require.of, nodes.Choose)
        return RuleWhy(finding, when, answer.parts[0] if alone else answer)

    def of(self, node: Node, item: Facts | None = None, prefix: str = "", label: Content = None) -> Answer:
        """The answer to a condition; ``label`` says it where it has no name of its own."""
        named = node if isinstance(node, Named) else Named("", "test", node, label)
        return self.answer(self.trace(named, item, prefix))

    def trace(self, named: Named, item: Facts | None = None, prefix: str = "") -> Trace:
        return trace(self.program, named, self.facts, item, prefix)

    def answer(self, found: Trace) -> Answer:
        item = None if found.item is None else item_name(self.report, *found.item)
        if isinstance(found.node, Const):
            return Answer(found.node.gap, None, {}, (), None, (), item)
        node = found.node
        parts = tuple(self.answer(part) for each in found.parts for part in _inlined(node, each))
        if len(parts) == 1 and isinstance(node.of, nodes.All | nodes.Any) and len(node.of.parts) == 1:
            return parts[0]._replace(item=item)
        condition = sort_of(node, self.report.plan.facts) == "truth"
        says = self.words.get(id(node), "" if node.label is None else node.label)
        if condition and node.kind == "derived":
            says = Message("« {fact} » : {tests}", {"fact": node.label, "tests": True})
        return Answer(
            says,
            found.value if condition else None,
            found.met,
            found.missing,
            self.measure(found, node),
            parts,
            item,
            quantity=not condition,
            source=node.source if node.kind != "rule" else None,
            readings=node.readings if node.kind != "rule" else (),
        )

    def measure(self, found: Trace, node: Named) -> Any:
        """What a quantity came to, where it is known."""
        if found.shown is not None and node.dimension is not None:
            quantity = node if node.shows is None else node.shows
            return known(measured(found.shown, self.program.scales.of(quantity), node.dimension))
        if isinstance(found.value, frozenset) and len(found.value) == 1:
            return next(iter(found.value))
        return None


def _inlined(node: Named, part: Trace) -> tuple[Trace, ...]:
    """A part, or its own parts where it says again what the node above shows or names."""
    again = part.node is node.shows or (
        node.kind == "test" and part.node is node.of and isinstance(part.node, Named) and part.node.kind == "derived"
    )
    return part.parts if again else (part,)


def _range_says(within: Node | None, says: Content) -> Content:
    measure = within.shows if isinstance(within, Named) else None
    if not isinstance(measure, Named) or measure.label is None:
        return says
    return Message("« {fact} » : {tests}", {"fact": measure.label, "tests": says})


_PLACE = re.compile(r"\[[0-9]+\]")


def fact_of(path: str, vocabulary: Vocabulary) -> FactDef:
    """The fact at a path of a dossier, such as ``porteurs[0].nom``."""
    return vocabulary[_PLACE.sub("[]", path)]


def value_words(value: Any, fact: FactDef) -> Content:
    """A value of a fact: the label of an enumeration's value, or the value itself."""
    stated = (fact.values or {}).get(value) if isinstance(value, str) else None
    return shown_number(value) if stated is None else stated.label


def item_name(report: Report, owner: str, place: int) -> Message:
    """An item of a list by its number, from 1, and the first text that it states."""
    items = report.facts.get(owner, ())
    for name, fact in report.plan.facts.lists[owner].items():
        if fact.type == "text" and place < len(items) and name in items[place]:
            return Message("n° {place} ({name})", {"place": place + 1, "name": items[place][name]})
    return Message("n° {place}", {"place": place + 1})


# ---- the funding split


def _funding(report: Report, answers: _Answers) -> FundingWhy:
    plan = report.theme.funding
    steps = () if plan is None else tuple(StepWhy(step, tuple(_own(step, plan, answers))) for step in plan.steps)
    return FundingWhy(tuple(_lines(report, answers)), steps, tuple(_brackets(report)))


_EXPLAINED: frozenset[Kind] = frozenset({"rate", "bonus", "ceiling", "minimum"})
"""The steps that have more to explain than the lines and the steps before them."""
_STEPS: frozenset[Kind] = _EXPLAINED | {"total", "excluded", "base", "request", "grant", "share"}


def _own(step: Named, plan: Funding, answers: _Answers) -> Iterator[Answer]:
    """What a step depends on by itself: what it takes from another step is explained there."""
    if step.kind not in _EXPLAINED or any(ceiling.staff and ceiling.room is step for ceiling in plan.ceilings):
        return
    parts = [part for part in answers.trace(step).parts if getattr(part.node, "kind", None) not in _STEPS]
    for item, found in groupby(parts, key=lambda part: part.item):
        first, *others = found
        if item is None:
            yield from map(answers.answer, (first, *others))
        elif first.value is not False:
            # Of an item, the first condition makes it count; the others say that nothing before took it.
            yield answers.answer(first)
            yield from (answers.answer(part) for part in others if getattr(part.node, "kind", None) != "test")


def _lines(report: Report, answers: _Answers) -> Iterator[LineWhy]:
    lines, funding = report.plan.roles.lines, report.theme.funding
    if lines is None or funding is None:
        return
    for place, line in enumerate(report.facts.get(lines.list, ())):
        asked: list[ExclusionWhy] = []
        by = None
        unsettled: dict[str, None] = {}
        for exclusion in funding.exclusions:
            if exclusion.when is None:
                continue
            answer = answers.of(exclusion.when, line, f"{lines.list}[{place}].", exclusion.says)
            asked.append(ExclusionWhy(exclusion, answer))
            if answer.truth is True:
                by = exclusion
                break
            unsettled.update(dict.fromkeys(answer.missing))
        missing = () if by is not None else tuple(unsettled)
        yield LineWhy(place + 1, line_label(report, place + 1), line.get(lines.amount), tuple(asked), by, missing)


def _brackets(report: Report) -> Iterator[BracketWhy]:
    """Each bracket of the scale over the base, where both are known."""
    base, funding = report.funding.base, report.theme.funding
    if base is None or funding is None:
        return
    start = Money(0)
    for end, units in funding.brackets:
        rate = Fraction(int(units), 10**RATE_SCALE)
        part = max(0, (base if end is None else min(base, end)) - start)
        yield BracketWhy(start, end, rate, Money(part), int(part) * rate)
        start = start if end is None else end
