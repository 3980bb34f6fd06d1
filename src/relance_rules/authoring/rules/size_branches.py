"""RR006: the ranges of two ways in that leave a gap between them, or overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Compare, Const, Fact, In, Node, Not, plain, walk
from relance_rules.plan.ruleset import Range
from relance_rules.values import MAX_AMOUNT, Message, Money


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None or rules.vocabulary is None:
        return
    ranges = file.plan.ranges or ()
    if not _comparable(ranges, rules.vocabulary):
        return
    costs = [_costs(entry.within, place) for place, entry in enumerate(ranges)]
    for low, high in pairwise(sorted(each for each in costs if each.first <= each.last)):
        path = ("size", "ranges", max(low.place, high.place))
        if low.last + 1 < high.first:
            message = Message(
                "aucune fourchette n’accepte les coûts entre {high} et {low} exclus",
                {"high": Money(low.last), "low": Money(high.first)},
            )
            yield Found(path, message)
        elif low.first < high.first <= low.last < high.last:
            values = {"low": Money(high.first), "high": Money(low.last)}
            yield Found(path, Message("deux fourchettes acceptent les coûts de {low} à {high}", values))


def _comparable(ranges: Sequence[Range], facts: Vocabulary) -> bool:
    """Whether the ranges are those of the values of one enumeration, as the ways in: they share the costs out.

    Ranges that depend on who applies are not: a lower floor for some is meant to overlap the floor of the others. Nor
    are those whose bounds are no fixed amounts.
    """
    paths = {_asked(entry.when) for entry in ranges if entry.when is not None}
    if len(paths) != 1 or not all(_fixed(entry.within) for entry in ranges):
        return False
    path = paths.pop()
    return path is not None and facts[path].type == "enumeration"


def _asked(when: Node | None) -> str | None:
    """The fact of the dossier whose values a guard compares, if it compares one and no more."""
    found = None if when is None else plain(when)
    while isinstance(found, Not):
        found = plain(found.of)
    asked = plain(found.choice) if isinstance(found, In) else None
    return asked.path if isinstance(asked, Fact) and "[]" not in asked.path else None


def _bounds(within: Node | None) -> Iterator[Compare]:
    return (node for node in walk(within) if isinstance(node, Compare)) if within is not None else iter(())


def _fixed(within: Node | None) -> bool:
    return all(isinstance(bound.left, Const) or isinstance(bound.right, Const) for bound in _bounds(within))


class _Costs(NamedTuple):
    """The costs of a range, in whole hundredths, both ends included, and its place."""

    first: int
    last: int
    place: int


def _costs(within: Node | None, place: int) -> _Costs:
    first, last = 0, MAX_AMOUNT * 100
    for bound in _bounds(within):
        if isinstance(bound.left, Const):
            first = max(first, int(bound.left.value or 0) + bound.strict)
        elif isinstance(bound.right, Const):
            last = min(last, int(bound.right.value or 0) - bound.strict)
    return _Costs(first, last, place)


_CASES = """\
cases:
  - {name: a small project, dossier: {voie: guichet, chantier: {recense: true}, engagements: {bilan: true}}, expect: {findings: {demarche: pass}}}
  - {name: a large project, dossier: {voie: appel}, expect: {verdict: undetermined}}
"""  # noqa: E501

RULE = LintRule(
    code="RR006",
    name="size-branches",
    severity="warning",
    why=Message(
        "Quand le coût du projet partage les voies de dépôt, une borne exclue des deux côtés ne laisse aucune voie au "
        "projet qui tombe dessus, et une borne incluse des deux côtés lui en laisse deux."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
size:
  ranges:
    - {at_least: 10 kCHF, less_than: 100 kCHF, when: {fact: voie, is: guichet}, source: {lines: 4}}
    - {more_than: 100 kCHF, source: {lines: 4}}
  source: {lines: 4}
"""
        + _CASES
    ),
    good=Example(
        theme="""\
size:
  ranges:
    - {at_least: 10 kCHF, less_than: 100 kCHF, when: {fact: voie, is: guichet}, source: {lines: 4}}
    - {at_least: 100 kCHF, source: {lines: 4}}
  source: {lines: 4}
"""
        + _CASES
    ),
)
