"""Predicates to terms of an SMT solver (z3), so that a law can be searched over all dossiers at once.

A fact is a pair: whether it is stated, and its value. A truth is a pair as well: it holds, or it fails, or neither
(Kleene's unknown). Everything is whole numbers: amounts are cents, days ordinals, rates units of their smallest
decimal, values of an enumeration and countries their rank. Lists are bounded: what is proved holds within the bound.

z3 is an optional library: import this module only where it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from string import ascii_uppercase
from typing import Any, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import AMOUNT, LINES, TOTAL
from relance_rules.language.predicates import (
    All,
    AnyOf,
    Bounds,
    CountTest,
    Every,
    FactTest,
    NoneOf,
    Not,
    Predicate,
    ShareTest,
    Some,
    SumTest,
)
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.values import MAX_EUROS, Money

Term: TypeAlias = Any
"""A term of z3, which carries no types."""

RATE_UNIT = 10**8
"""A rate is counted in units of 1/10^8: dossiers write percentages with at most six decimals."""

MAX_CENTS = MAX_EUROS * 100

_COUNTRIES = tuple("".join(pair) for pair in product(ascii_uppercase, repeat=2))
# Texts are never compared, so that one of each kind stands for all; the key of this SIRET is right.
_TEXTS = {"text": "texte", "siret": "0" * 14}


class Kleene(NamedTuple):
    """A truth: ``holds`` where it is true, ``fails`` where it is false, neither where it is unknown."""

    holds: Term
    fails: Term


class Symbol(NamedTuple):
    """A fact of any dossier: whether it is stated, and its value where it is."""

    fact: Fact
    stated: Term
    value: Term


class Entry(NamedTuple):
    """An item of a list: whether the list is that long, and the facts of the item by their path within it."""

    present: Term
    facts: Mapping[str, Symbol]


@dataclass(frozen=True)
class AnyDossier:
    """A dossier of which nothing is known: each of its facts is a symbol. A list of size nought is not stated.

    ``always`` and ``never`` are the terms that hold of every dossier and of none.
    """

    always: Term
    never: Term
    facts: Mapping[str, Symbol]
    sizes: Mapping[str, Term]
    lists: Mapping[str, tuple[Entry, ...]]

    def number(self, value: int) -> Term:
        """The term of a known number."""
        return z3.IntVal(value, self.always.ctx)

    def constraints(self) -> Iterator[Term]:
        """What makes the symbols a dossier that can be read, whose total and lines agree (reading R8)."""
        for symbol in self._symbols():
            if symbol.fact.type != "boolean":
                yield z3.And(symbol.value >= 0, symbol.value <= _last(symbol.fact))
        for owner, entries in self.lists.items():
            size = self.sizes[owner]
            yield z3.And(size >= 0, size <= len(entries))
            for place, entry in enumerate(entries):
                # Reading drops empty items.
                yield z3.Implies(size > place, z3.Or([symbol.stated for symbol in entry.facts.values()]))
        yield from self._settled()

    def _symbols(self) -> Iterator[Symbol]:
        yield from self.facts.values()
        for entries in self.lists.values():
            for entry in entries:
                yield from entry.facts.values()

    def _settled(self) -> Iterator[Term]:
        total, entries = self.facts.get(TOTAL), self.lists.get(LINES, ())
        if total is None or not entries or AMOUNT not in entries[0].facts:
            return
        amounts = [(entry.present, entry.facts[AMOUNT]) for entry in entries]
        whole = z3.Sum([z3.If(z3.And(present, amount.stated), amount.value, 0) for present, amount in amounts])
        complete = z3.And([z3.Implies(present, amount.stated) for present, amount in amounts])
        some = self.sizes[LINES] > 0
        yield z3.Implies(z3.And(some, complete), z3.And(total.stated, total.value == whole))
        yield z3.Implies(z3.And(some, total.stated), total.value >= whole)

    def facts_in(self, model: Term) -> Facts:
        """The dossier that a model of the solver describes, as reading would give it."""
        found = _read_symbols(self.facts, model)
        for owner, entries in self.lists.items():
            size = _number(model, self.sizes[owner])
            if size:
                found[owner] = tuple(_read_symbols(entry.facts, model) for entry in entries[:size])
        return found


def any_dossier(vocabulary: Vocabulary, items: int, context: Term = None) -> AnyDossier:
    """A dossier of which nothing is known.

    Args:
        vocabulary: The facts that it may state.
        items: How many items its lists have at most.
        context: Where the solver keeps its terms; what it finds depends on all that was put there before.
    """
    singles = {
        path: _symbol(path, fact, context)
        for path, fact in vocabulary.facts.items()
        if "[]" not in path and fact.type not in ("list", "flags")
    }
    sizes = {owner: z3.Int(f"{owner}.size", context) for owner in vocabulary.lists}
    lists = {
        owner: tuple(
            Entry(
                sizes[owner] > place,
                {name: _symbol(f"{owner}[{place}].{name}", fact, context) for name, fact in facts.items()},
            )
            for place in range(items)
        )
        for owner, facts in vocabulary.lists.items()
    }
    return AnyDossier(z3.BoolVal(True, context), z3.BoolVal(False, context), singles, sizes, lists)


def _symbol(path: str, fact: Fact, context: Term) -> Symbol:
    value = z3.Bool(path, context) if fact.type == "boolean" else z3.Int(path, context)
    return Symbol(fact, z3.Bool(f"{path}.stated", context), value)


def _last(fact: Fact) -> int:
    """The greatest number that a fact may be; the least is nought."""
    match fact.type:
        case "money":
            return MAX_CENTS
        case "integer":
            return MAX_EUROS
        case "percentage":
            return RATE_UNIT
        case "date":
            return date.max.toordinal() - 1
        case "enumeration":
            return len(fact.values or ()) - 1
        case "country":
            return len(_COUNTRIES) - 1
        case _:
            return 0


def _read_symbols(symbols: Mapping[str, Symbol], model: Term) -> dict[str, Any]:
    return {
        path: _value(symbol, model)
        for path, symbol in symbols.items()
        if z3.is_true(model.eval(symbol.stated, model_completion=True))
    }


def _number(model: Term, term: Term) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def _value(symbol: Symbol, model: Term) -> Any:
    kind = symbol.fact.type
    if kind == "boolean":
        return z3.is_true(model.eval(symbol.value, model_completion=True))
    number = _number(model, symbol.value)
    match kind:
        case "money":
            return Money(number)
        case "percentage":
            return Fraction(number, RATE_UNIT)
        case "date":
            return date.fromordinal(number + 1)
        case "enumeration":
            return list(symbol.fact.values or ())[number]
        case "country":
            return _COUNTRIES[number]
        case "integer":
            return number
        case _:
            return _TEXTS[kind]


# ---- predicates


def translate(node: Predicate, dossier: AnyDossier, scope: str | None = None, item: Entry | None = None) -> Kleene:
    """The truth of a predicate that was checked against the vocabulary.

    Args:
        node: The predicate.
        dossier: The dossier it is about.
        scope: The list within whose items it is evaluated, if any.
        item: The item at hand, where there is a list.

    Raises:
        KeyError: The vocabulary has no such fact.
    """
    match node:
        case FactTest():
            return _fact(node, dossier, scope, item)
        case All(all=parts):
            return both(translate(part, dossier, scope, item) for part in parts)
        case AnyOf(any=parts):
            return negation(both(negation(translate(part, dossier, scope, item)) for part in parts))
        case Not(not_=part):
            return negation(translate(part, dossier, scope, item))
        case Every(every=owner, satisfies=part):
            return _each(owner, dossier, lambda entry: translate(part, dossier, owner, entry))
        case Some(some=owner, satisfies=part):
            return negation(_each(owner, dossier, lambda entry: negation(translate(part, dossier, owner, entry))))
        case NoneOf(none=owner, satisfies=part):
            return _each(owner, dossier, lambda entry: negation(translate(part, dossier, owner, entry)))
        case SumTest():
            return _sum(node, dossier)
        case CountTest():
            return _count(node, dossier)
        case ShareTest():
            return _share(node, dossier)


def negation(truth: Kleene) -> Kleene:
    """What is true where the truth is false, and false where it is true."""
    return Kleene(truth.fails, truth.holds)


def both(truths: Iterable[Kleene]) -> Kleene:
    """The conjunction of some truths."""
    parts = list(truths)
    return Kleene(z3.And([part.holds for part in parts]), z3.Or([part.fails for part in parts]))


def _each(owner: str, dossier: AnyDossier, of_entry: Callable[[Entry], Kleene]) -> Kleene:
    """Something true of each item of a list; of a list that is not stated it is unknown."""
    truths = [(entry.present, of_entry(entry)) for entry in dossier.lists[owner]]
    holds = z3.And([z3.Implies(present, truth.holds) for present, truth in truths])
    fails = z3.Or([z3.And(present, truth.fails) for present, truth in truths])
    return Kleene(z3.And(dossier.sizes[owner] > 0, holds), fails)


def _fact(node: FactTest, dossier: AnyDossier, scope: str | None, item: Entry | None) -> Kleene:
    symbol = item.facts[node.fact] if item is not None and node.fact in item.facts else dossier.facts[node.fact]
    value, fact = symbol.value, symbol.fact
    accepts: list[Term] = [dossier.always]
    for literals in ((node.is_,) if node.is_ is not None else None, node.in_):
        if literals is not None:
            accepts.append(z3.Or([value == number for number in _numbers(literals, fact)]))
    unit = RATE_UNIT if fact.type == "percentage" else 1
    accepts += [limit(value, unit) for limit, _ in _limits(node)]
    if node.before is not None:
        accepts.append(value < _ordinal(node.before))
    if node.on_or_before is not None:
        accepts.append(value <= _ordinal(node.on_or_before))
    if node.after is not None:
        accepts.append(value > _ordinal(node.after))
    if node.on_or_after is not None:
        accepts.append(value >= _ordinal(node.on_or_after))
    accepted = z3.And(accepts)
    return Kleene(z3.And(symbol.stated, accepted), z3.And(symbol.stated, z3.Not(accepted)))


def _ordinal(day: date) -> int:
    return day.toordinal() - 1


def _numbers(literals: Iterable[Any], fact: Fact) -> list[Any]:
    """The numbers, or booleans, that stand for the values that literals name."""
    texts = [str(literal) for literal in literals]
    match fact.type:
        case "boolean":
            return [text.casefold() == "true" for text in texts]
        case "enumeration":
            ranks = {name: rank for rank, name in enumerate(fact.values or ())}
            return sorted({ranks[name] for text in texts for name in fact.accepted(text)})
        case "country":
            return [_COUNTRIES.index(text) for text in texts]
        case _:
            return [int(text) for text in texts]


Limit: TypeAlias = Callable[[Term, Term], Term]
"""Whether a quantity, as a numerator over a positive denominator, keeps within one bound."""


def _limits(node: Bounds) -> list[tuple[Limit, bool]]:
    """Each bound as a term, and whether it is a floor. Ratios are compared by products: nothing is divided."""
    found: list[tuple[Limit, bool]] = []
    if node.at_least is not None:
        low = Fraction(node.at_least)
        found.append((lambda over, under: over * low.denominator >= under * low.numerator, True))
    if node.more_than is not None:
        above = Fraction(node.more_than)
        found.append((lambda over, under: over * above.denominator > under * above.numerator, True))
    if node.at_most is not None:
        high = Fraction(node.at_most)
        found.append((lambda over, under: over * high.denominator <= under * high.numerator, False))
    if node.less_than is not None:
        below = Fraction(node.less_than)
        found.append((lambda over, under: over * below.denominator < under * below.numerator, False))
    return found


def _between(node: Bounds, low: Term, high: Term, under: Term = 1, endless: Term | None = None) -> Kleene:
    """Whether what lies between two ends keeps within the bounds; where it is ``endless`` there is no upper end."""
    ends = []
    for limit, is_floor in _limits(node):
        last = limit(high, under)
        if endless is not None:
            last = z3.Or(endless, last) if is_floor else z3.And(z3.Not(endless), last)
        ends.append((limit(low, under), last))
    holds = z3.And([z3.And(first, last) for first, last in ends])
    fails = z3.Or([z3.And(z3.Not(first), z3.Not(last)) for first, last in ends])
    return Kleene(holds, fails)


def _counted(where: Predicate | None, dossier: AnyDossier, owner: str) -> list[tuple[Entry, Kleene]]:
    """The items of a list, each with whether it counts."""
    return [
        (entry, Kleene(dossier.always, dossier.never) if where is None else translate(where, dossier, owner, entry))
        for entry in dossier.lists[owner]
    ]


def _stated_list(dossier: AnyDossier, owner: str, truth: Kleene) -> Kleene:
    """What is said of a list, which is unknown where it is not stated."""
    some = dossier.sizes[owner] > 0
    return Kleene(z3.And(some, truth.holds), z3.And(some, truth.fails))


def _sum(node: SumTest, dossier: AnyDossier) -> Kleene:
    owner, _, name = node.sum.partition("[].")
    low, high, endless = [], [], []
    for entry, counts in _counted(node.where, dossier, owner):
        amount = entry.facts[name]
        possible = z3.And(entry.present, z3.Not(counts.fails))
        low.append(z3.If(z3.And(entry.present, counts.holds, amount.stated), amount.value, 0))
        high.append(z3.If(z3.And(possible, amount.stated), amount.value, 0))
        endless.append(z3.And(possible, z3.Not(amount.stated)))
    return _stated_list(dossier, owner, _between(node, z3.Sum(low), z3.Sum(high), endless=z3.Or(endless)))


def _count(node: CountTest, dossier: AnyDossier) -> Kleene:
    counted = _counted(node.where, dossier, node.count)
    low = z3.Sum([z3.If(z3.And(entry.present, counts.holds), 1, 0) for entry, counts in counted])
    high = z3.Sum([z3.If(z3.And(entry.present, z3.Not(counts.fails)), 1, 0) for entry, counts in counted])
    return _stated_list(dossier, node.count, _between(node, low, high))


def _share(node: ShareTest, dossier: AnyDossier) -> Kleene:
    owner, _, name = node.share.partition("[].")
    low, high, total, stated = [], [], [], []
    for entry, counts in _counted(node.where, dossier, owner):
        amount = entry.facts[name]
        total.append(z3.If(entry.present, amount.value, 0))
        low.append(z3.If(z3.And(entry.present, counts.holds), amount.value, 0))
        high.append(z3.If(z3.And(entry.present, z3.Not(counts.fails)), amount.value, 0))
        stated.append(z3.Implies(entry.present, amount.stated))
    whole, complete = z3.Sum(total), z3.And(stated)
    within = _between(node, z3.Sum(low), z3.Sum(high), whole)
    # A share of nothing is no share; a share of an unknown total is unknown.
    holds = z3.And(complete, whole > 0, within.holds)
    fails = z3.And(complete, z3.Or(whole == 0, within.fails))
    return _stated_list(dossier, owner, Kleene(holds, fails))
