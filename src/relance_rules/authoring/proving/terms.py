"""A theme as terms of the solver: the outcome of each rule, and the steps of the funding split, for any dossier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Compare, Const, Fold, Node, plain
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.smt import Kleene, Term, Translation, any_dossier
from relance_rules.targets.smt.terms import TRUE, conj, disj, neg

LEAST_ITEMS, MOST_ITEMS = 3, 8
"""How many items the lists of a searched dossier may have: three, or what the rules count, up to eight."""


class RuleTerms(NamedTuple):
    """The outcomes of a rule of eligibility; where none of the three is true it is unknown. ``id`` has its theme."""

    id: str
    passes: Term
    fails: Term
    not_applicable: Term

    @property
    def kept(self) -> Term:
        """Whether the rule is no obstacle."""
        return disj(self.passes, self.not_applicable)


@dataclass(frozen=True)
class ThemeTerms:
    """A theme for any dossier whose lists have at most ``items`` items; ``cramped`` where its rules ask for more."""

    plan: Plan
    theme: Theme
    items: int
    cramped: bool
    translation: Translation
    rules: tuple[RuleTerms, ...]

    def holds(self, node: Node) -> Term:
        """The dossiers for which a truth holds."""
        return self.translation.truth(node).holds


def items_asked(theme: Theme) -> int:
    """How many items a list needs for each of a theme's questions about it to be answered either way."""
    needed: Counter[str] = Counter()
    met: set[int] = set()
    for root in _conditions(theme):
        for node in nodes.walk(root):
            if isinstance(node, Fold) and id(node) not in met:
                met.add(id(node))
                needed[node.list] += 2 if node.how == "add" and isinstance(plain(node.of), Choose) else 1
            elif isinstance(node, Compare):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    one, other = plain(one), plain(other)
                    if isinstance(one, Fold) and _counts(one.of) and isinstance(other, Const):
                        needed[one.list] += int(other.value or 0) // 10**other.scale
    return max(needed.values(), default=0)


def _conditions(theme: Theme) -> Iterator[Node]:
    """The truths of a theme: what its rules require, and whom its statements are for."""
    asked = (*theme.commitments.asked, *theme.documents.asked)
    guards = [
        *(window.when for window in theme.windows),
        *(size.when for size in theme.ranges or ()),
        *(rule.when for rule in theme.rules),
        *(requirement.when for requirement in asked),
    ]
    yield from (guard for guard in guards if guard is not None)
    for rule in theme.rules:
        if rule.require is not None:
            yield rule.require
    for exclusion in () if theme.funding is None else theme.funding.exclusions:
        if exclusion.when is not None:
            yield exclusion.when


def _counts(item: Node) -> bool:
    """Whether what is added for an item is one, or nothing."""
    item = plain(item)
    if isinstance(item, Choose):
        return _counts(item.then)
    return isinstance(item, Const) and item.value == 10**item.scale


def terms_of(plan: Plan, theme: Theme, context: Term = None) -> ThemeTerms:
    """The terms of a theme, in a context of the solver."""
    asked = items_asked(theme)
    items = min(max(LEAST_ITEMS, asked), MOST_ITEMS)
    translation = Translation(any_dossier(plan, items, context))
    return ThemeTerms(plan, theme, items, asked > MOST_ITEMS, translation, tuple(_rules(theme, translation)))


def _rules(theme: Theme, translation: Translation) -> Iterator[RuleTerms]:
    for rule in theme.rules:
        if rule.require is None:
            yield RuleTerms(rule.id, False, False, True)
            continue
        guard: Kleene = TRUE if rule.when is None else translation.truth(rule.when)
        truth = translation.truth(rule.require)
        passes = conj(neg(guard.fails), truth.holds)
        yield RuleTerms(rule.id, passes, conj(guard.holds, truth.fails), guard.fails)
