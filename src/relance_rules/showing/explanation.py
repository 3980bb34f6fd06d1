"""Why a report says what it says: each condition as a tree of answers, and the funding step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from relance_rules.checking.report import Report
from relance_rules.compiler.closures import Closure, Trace
from relance_rules.compiler.findings import Finding
from relance_rules.compiler.themes import CompiledExclusion, CompiledRequirement
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import AMOUNT, LINES
from relance_rules.language.predicates import (
    All,
    AnyOf,
    CountTest,
    Every,
    NoneOf,
    Predicate,
    ShareTest,
    Some,
)
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.problems import DossierError, Problem, suggestion
from relance_rules.showing.words import head, sentence
from relance_rules.values import TRUE, Message, Money, Rate, Truth


class Answer(NamedTuple):
    """What a predicate came to. ``facts``, ``missing`` and ``measure`` are those of its :class:`Trace`.

    ``item`` is the place (from 0) of the list item that it was asked of, where it is asked of each.
    """

    says: Message
    truth: Truth
    facts: Mapping[str, Any]
    missing: tuple[str, ...]
    measure: Any
    parts: tuple[Answer, ...]
    item: Message | None = None


class RuleWhy(NamedTuple):
    """A rule of eligibility: its finding, the guard that makes it apply, and what it requires."""

    finding: Finding
    when: Answer | None
    require: Answer | None


class RequirementWhy(NamedTuple):
    """A commitment or document that is asked only in some cases, and whether this is one."""

    requirement: CompiledRequirement
    when: Answer


class ExclusionWhy(NamedTuple):
    """An exclusion asked of one expense line."""

    exclusion: CompiledExclusion
    says: Message
    answer: Answer


class LineWhy(NamedTuple):
    """An expense line (counted from 1): its exclusions up to the first that holds, which is ``excluded_by``."""

    line: int
    label: str | None
    amount: Money | None
    exclusions: tuple[ExclusionWhy, ...]
    excluded_by: CompiledExclusion | None
    unsettled: tuple[str, ...]


class BracketWhy(NamedTuple):
    """A marginal bracket applied: the part of the base within it, in euros TTC, and what its rate gives, in cents."""

    start: Money
    end: Money | None
    rate: Rate
    part: Money
    amount: Fraction


class FundingWhy(NamedTuple):
    """The steps of the funding split that its result does not show."""

    lines: tuple[LineWhy, ...]
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
        rule: The id of a rule of eligibility, of an exclusion or of a ceiling, with or without the theme's code,
            or the path of a commitment or document.

    Raises:
        DossierError: The theme has no such rule.
    """
    theme = report.theme
    asked = None if rule is None else _named(report, rule)
    rules = tuple(_rule(report, finding) for finding in report.findings if asked in (None, finding.rule.id))
    requirements = tuple(
        RequirementWhy(each, _answer(each.when, report.facts, {}, "", theme.vocabulary, None))
        for each in (*(theme.commitments or ()), *theme.documents)
        if each.when is not None and asked in (None, each.fact)
    )
    with_funding = asked is None or not (rules or requirements)
    return Explanation(report, rules, requirements, _funding(report) if with_funding else None)


def _named(report: Report, rule: str) -> str:
    """The full id of a rule of the theme."""
    theme = report.theme
    ids = [finding.rule.id for finding in report.findings]
    ids += [exclusion.id for exclusion in theme.exclusions]
    ids += [use.id for use in report.funding.ceilings]
    ids += [each.fact for each in (*(theme.commitments or ()), *theme.documents) if each.when is not None]
    asked = rule.casefold()
    for known in ids:
        if asked in (known.casefold(), known.rpartition(".")[2].casefold()):
            return known
    short = [known.removeprefix(f"{theme.code}.") for known in ids]
    values = {"rule": rule[:60], "theme": theme.code, "near": suggestion(rule.rpartition(".")[2], short)}
    raise DossierError([Problem(Message("règle inconnue du thème {theme} : « {rule} » ; {near}", values))])


def _rule(report: Report, finding: Finding) -> RuleWhy:
    def answer(closure: Closure | None) -> Answer | None:
        if closure is None:
            return None
        return _answer(closure, report.facts, {}, "", report.theme.vocabulary, None)

    return RuleWhy(finding, answer(finding.rule.when), answer(finding.rule.require))


def _answer(
    closure: Closure, facts: Facts, item: Facts, prefix: str, vocabulary: Vocabulary, scope: str | None
) -> Answer:
    return _tree(closure.explain(facts, item, prefix), facts, vocabulary, scope)


_OWNED = (Every, Some, NoneOf, CountTest, ShareTest)


def _tree(trace: Trace, facts: Facts, vocabulary: Vocabulary, scope: str | None) -> Answer:
    """A trace in words. The children of a quantifier are its predicate, asked of each item in turn."""
    node = trace.predicate
    if isinstance(node, (All, AnyOf)) and len(trace.children) == 1:
        return _tree(trace.children[0], facts, vocabulary, scope)
    owner = _owner(node)
    inner = scope if owner is None else owner
    parts = [_tree(child, facts, vocabulary, inner) for child in trace.children]
    if owner is not None:
        places = _places(node, trace.children, len(parts))
        parts = [
            part._replace(item=item_name(facts, owner, place, vocabulary))
            for part, place in zip(parts, places, strict=True)
        ]
    return Answer(head(node, vocabulary, scope), trace.truth, trace.facts, trace.missing, trace.measure, tuple(parts))


def _owner(node: Predicate) -> str | None:
    match node:
        case Every(every=owner) | Some(some=owner) | NoneOf(none=owner) | CountTest(count=owner):
            return owner
        case ShareTest(share=amount):
            return amount.partition("[].")[0]
    return None


_PLACE = re.compile(r"\[([0-9]+)\]")


def _places(node: Predicate, children: Sequence[Trace], count: int) -> list[int]:
    """The place of the item of each child; a share passes over the items without amount, so its paths tell."""
    if not isinstance(node, ShareTest):
        return list(range(count))
    found = [_PLACE.search(next(iter((*child.facts, *child.missing)))) for child in children]
    return [int(match[1]) for match in found if match is not None]


def item_name(facts: Facts, owner: str, place: int, vocabulary: Vocabulary) -> Message:
    """An item of a list by its number, from 1, and the first text that it states."""
    items = facts.get(owner, ())
    for name, fact in vocabulary.lists[owner].items():
        if fact.type == "text" and place < len(items) and name in items[place]:
            return Message("n° {place} ({name})", {"place": place + 1, "name": items[place][name]})
    return Message("n° {place}", {"place": place + 1})


def _funding(report: Report) -> FundingWhy:
    return FundingWhy(tuple(_lines(report)), tuple(_brackets(report)))


def _lines(report: Report) -> Iterator[LineWhy]:
    vocabulary = report.theme.vocabulary
    for place, line in enumerate(report.facts.get(LINES, ())):
        asked: list[ExclusionWhy] = []
        by = None
        unsettled: dict[str, None] = {}
        for exclusion in report.theme.exclusions:
            trace = exclusion.when.explain(report.facts, line, f"{LINES}[{place}].")
            says = sentence(trace.predicate, vocabulary, LINES)
            asked.append(ExclusionWhy(exclusion, says, _tree(trace, report.facts, vocabulary, LINES)))
            if trace.truth is TRUE:
                by = exclusion
                break
            unsettled.update(dict.fromkeys(trace.missing))
        missing = () if by is not None else tuple(unsettled)
        yield LineWhy(place + 1, line.get("libelle"), line.get(AMOUNT), tuple(asked), by, missing)


def _brackets(report: Report) -> Iterator[BracketWhy]:
    base = report.funding.base
    if base is None:
        return
    scale = report.theme.scale
    for bracket in scale.brackets:
        end = base if bracket.end is None else min(base, bracket.end)
        part = max(0, end - bracket.start)
        rate = Fraction(bracket.weight, scale.unit)
        top = None if bracket.end is None else Money(bracket.end)
        yield BracketWhy(Money(bracket.start), top, rate, Money(part), part * rate)
