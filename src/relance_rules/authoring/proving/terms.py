"""A theme as terms of the solver: the outcome of each rule, and the funding split, for any dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import z3  # type: ignore[import-untyped]

from relance_rules.authoring.walk import every_part, lists_read, predicates
from relance_rules.checking.funding import EARLIER, REQUESTED
from relance_rules.compiler.derived import in_time, in_window, of_size
from relance_rules.compiler.solver import AnyDossier, Entry, Kleene, Term, any_dossier, translate
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.totals import AMOUNT, LINES, TOTAL
from relance_rules.language.predicates import CountTest, FactTest, Predicate, ShareTest, SumTest
from relance_rules.language.theme import Condition, Size, Theme

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
        return z3.Or(self.passes, self.not_applicable)


class FundingTerms(NamedTuple):
    """The funding split in cents; it means something only where ``known``.

    ``outside`` is what is out of the base, ``staff`` the staff costs that the applicant bears.
    """

    known: Term
    total: Term
    outside: Term
    base: Term
    staff: Term
    grant: Term


@dataclass(frozen=True)
class ThemeTerms:
    """A theme for any dossier whose lists have at most ``items`` items; ``cramped`` where its rules ask for more."""

    theme: CompiledTheme
    items: int
    cramped: bool
    dossier: AnyDossier
    rules: tuple[RuleTerms, ...]
    windows: tuple[Term, ...]
    funding: FundingTerms


def items_asked(theme: Theme) -> int:
    """How many items a list needs for each of a theme's questions about lists to be answered either way."""
    needed = 0
    for placed in predicates(theme):
        for part in every_part(placed):
            node = part.predicate
            needed += sum(1 for _ in lists_read(node))
            if isinstance(node, (SumTest, ShareTest)):
                needed += 1
            if isinstance(node, CountTest):
                limits = (node.at_least, node.more_than, node.at_most, node.less_than)
                needed += max(int(limit) for limit in limits if limit is not None)
    return needed


def terms_of(theme: CompiledTheme, context: Term = None) -> ThemeTerms:
    """The terms of a theme, in a context of the solver."""
    asked = items_asked(theme.theme)
    items = min(max(LEAST_ITEMS, asked), MOST_ITEMS)
    dossier = any_dossier(theme.vocabulary, items, context)
    return ThemeTerms(
        theme,
        items,
        asked > MOST_ITEMS,
        dossier,
        tuple(_rules(theme, dossier)),
        tuple(translate(in_window(window), dossier).holds for window in theme.theme.windows),
        _funding(theme, dossier),
    )


def _rules(theme: CompiledTheme, dossier: AnyDossier) -> Iterator[RuleTerms]:
    for rule in theme.rules:
        statement = rule.statement
        node: Predicate
        guard = Kleene(dossier.always, dossier.never)
        if isinstance(statement, Condition):
            node = statement.require
            if statement.when is not None:
                guard = translate(statement.when, dossier)
        elif isinstance(statement, Size):
            if not statement.ranges:
                yield RuleTerms(rule.id, dossier.never, dossier.never, dossier.always)
                continue
            node = of_size(statement.ranges)
        else:
            node = in_time(statement)
        truth = translate(node, dossier)
        yield RuleTerms(
            rule.id,
            z3.And(z3.Not(guard.fails), truth.holds),
            z3.And(guard.holds, truth.fails),
            guard.fails,
        )


_STAFF = FactTest.model_construct(fact="titre", is_="2")


def _funding(theme: CompiledTheme, dossier: AnyDossier) -> FundingTerms:
    total, requested = dossier.facts[TOTAL], dossier.facts[REQUESTED]
    known = [total.stated]
    if theme.theme.funding.exclude:
        known.append(dossier.sizes[LINES] > 0)
    outside, staff = [], []
    for entry in dossier.lists[LINES]:
        amount = entry.facts[AMOUNT]
        leaves = [_exclusion(theme, place, dossier, entry) for place in range(len(theme.exclusions))]
        out = z3.Or([dossier.never, *(truth.holds for truth in leaves)])
        settled = z3.Or(out, z3.And([dossier.always, *(truth.fails for truth in leaves)]))
        is_staff = translate(_STAFF, dossier, LINES, entry)
        known.append(z3.Implies(entry.present, z3.And(amount.stated, settled)))
        if theme.staff_valued:
            known.append(z3.Implies(entry.present, z3.Or(is_staff.holds, is_staff.fails)))
            staff.append(z3.If(z3.And(entry.present, is_staff.holds), amount.value, 0))
        outside.append(z3.If(z3.And(entry.present, out), amount.value, 0))
    base = total.value - z3.Sum(outside)
    before = _scaled(theme, base)
    caps = [before, z3.If(requested.stated, requested.value, before)]
    if theme.limits_project:
        known.append(dossier.facts[EARLIER].stated)
    for _, ceiling in theme.ceilings:
        room = int(ceiling.amount)
        if ceiling.per == "project":
            earlier = dossier.facts[EARLIER].value
            caps.append(z3.If(earlier <= room, room - earlier, 0))
        else:
            caps.append(dossier.number(room))
    if theme.staff_valued:
        caps.append(total.value - z3.Sum(staff))
    return FundingTerms(
        z3.And(known),
        total.value,
        z3.Sum(outside),
        base,
        z3.Sum(staff) if staff else dossier.number(0),
        reduce(lambda one, other: z3.If(one <= other, one, other), caps),
    )


def _exclusion(theme: CompiledTheme, place: int, dossier: AnyDossier, entry: Entry) -> Kleene:
    statement = theme.exclusions[place].statement
    return translate(_STAFF if statement is None else statement.when, dossier, LINES, entry)


def _scaled(theme: CompiledTheme, base: Term) -> Term:
    """The grant of a base, rounded down to the cent once: the solver's division by a positive number is a floor."""
    parts = []
    for start, end, weight in theme.scale.brackets:
        width = base - start if end is None else z3.If(base < end, base, end) - start
        parts.append(z3.If(base > start, width * weight, 0))
    return z3.Sum(parts) / theme.scale.unit
