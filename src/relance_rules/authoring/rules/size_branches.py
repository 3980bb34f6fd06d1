"""RR006: the ranges of two ways in that leave a gap between them, or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from relance_rules.authoring.domains import MONEY, Intervals
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.language.predicates import FactTest
from relance_rules.language.theme import SizeRange
from relance_rules.values import Message, Money


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    theme, vocabulary = file.theme, file.vocabulary
    if theme is None or vocabulary is None or not _comparable(theme.size.ranges, file):
        return
    ranges = [(_costs(entry), place) for place, entry in enumerate(theme.size.ranges)]
    ordered = sorted(((costs[0], place) for costs, place in ranges if costs), key=lambda entry: entry[0])
    for ((first, last), low_place), ((start, end), high_place) in pairwise(ordered):
        path = ("size", "ranges", max(low_place, high_place))
        low, high = Money(int(start[0])), Money(int(last[0]) - 1)
        if last < start:
            message = Message(
                "aucune fourchette n’accepte les coûts entre {high} et {low} exclus", {"high": high, "low": low}
            )
            yield Found(path, message)
        elif start < last < end and first < start:
            message = Message("deux fourchettes acceptent les coûts de {low} à {high}", {"low": low, "high": high})
            yield Found(path, message)


def _comparable(ranges: tuple[SizeRange, ...], file: RuleFile) -> bool:
    """Whether the ranges are those of the values of one enumeration, as the ways in: they share the costs out.

    Ranges that depend on who applies are not: a lower floor for some is meant to overlap the floor of the others.
    """
    guards = [entry.when for entry in ranges if entry.when is not None]
    facts = {guard.fact if isinstance(guard, FactTest) and guard.known is None else "" for guard in guards}
    if len(facts) != 1 or file.vocabulary is None:
        return False
    fact = file.vocabulary.facts.get(facts.pop())
    return fact is not None and fact.type == "enumeration"


def _costs(entry: SizeRange) -> Intervals:
    """The costs of a range, in whole cents."""
    low = entry.at_least if entry.at_least is not None else None
    floor = int(low) if low is not None else (0 if entry.more_than is None else int(entry.more_than) + 1)
    if entry.at_most is not None:
        roof = int(entry.at_most) + 1
    else:
        roof = int(MONEY[0][1][0]) if entry.less_than is None else int(entry.less_than)
    return (((floor, 0), (roof, 0)),) if floor < roof else ()


RULE = LintRule(
    code="RR006",
    name="size-branches",
    severity="warning",
    why=Message(
        "Quand le coût du projet partage les voies de dépôt, une borne exclue des deux côtés ne laisse aucune voie au "
        "projet qui tombe dessus, et une borne incluse des deux côtés lui en laisse deux."
    ),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
size:
  ranges:
    - {at_least: 10 k€, less_than: 100 k€, when: {fact: modalite, is: guichet}, source: {lines: 4}}
    - {more_than: 100 k€, source: {lines: 4}}
  source: {lines: 4}
"""
    ),
    good=Example(
        theme="""\
size:
  ranges:
    - {at_least: 10 k€, less_than: 100 k€, when: {fact: modalite, is: guichet}, source: {lines: 4}}
    - {at_least: 100 k€, source: {lines: 4}}
  source: {lines: 4}
"""
    ),
)
