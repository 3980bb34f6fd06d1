"""A dossier of which nothing is known, as constants of the solver: whether each fact is stated, and its value.

Everything is whole numbers: amounts are hundredths, days ordinals, rates units of their smallest decimal, values of an
enumeration and countries their rank. Lists are bounded: what is proved holds within the bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import z3  # type: ignore[import-untyped]

from relance_rules.plan.facts import DECIMAL_SCALE, RATE_SCALE, FactDef
from relance_rules.plan.limits import COUNTRIES, limits
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.scales import BATCH_COST, ENGINE
from relance_rules.targets.python import Facts
from relance_rules.targets.smt.terms import Term, conj, disj, neg, summed
from relance_rules.values import MAX_AMOUNT, Money

# Texts are never compared, so that one of each kind stands for all; the key of this SIRET is right.
_TEXTS = {"text": "texte", "siret": "0" * 14}


class Symbol(NamedTuple):
    """A fact of any dossier: whether it is stated, and its value where it is; nought where it is not.

    ``names`` are the values of a choice, in the order of their ranks; ``last`` is the greatest number it may be.
    """

    kind: str
    fact: FactDef | None
    names: tuple[str, ...]
    stated: Term
    value: Term
    first: int
    last: int

    def rank(self, name: str) -> int:
        """The number that stands for a value of a choice."""
        return self.names.index(name)


class Entry(NamedTuple):
    """An item of a list: whether the list is that long, and the facts of the item by their path within it."""

    present: Term
    facts: Mapping[str, Symbol]


@dataclass(frozen=True)
class AnyDossier:
    """A dossier of which nothing is known: each of its facts is a symbol. A list of size nought is not stated."""

    plan: Plan
    items: int
    context: Term
    facts: Mapping[str, Symbol]
    sizes: Mapping[str, Term]
    lists: Mapping[str, tuple[Entry, ...]]

    def constraints(self) -> Iterator[Term]:
        """What makes the symbols a dossier that can be read, whose total and lines agree, and that is alone."""
        for symbol in self._symbols():
            if symbol.kind == "boolean":
                yield disj(symbol.stated, neg(symbol.value))
            else:
                yield disj(symbol.stated, symbol.value == 0)
                yield disj(neg(symbol.stated), conj(symbol.first <= symbol.value, symbol.value <= symbol.last))
        for owner, entries in self.lists.items():
            size = self.sizes[owner]
            yield conj(size >= 0, size <= len(entries))
            for entry in entries:
                # Reading drops empty items.
                yield disj(neg(entry.present), *(symbol.stated for symbol in entry.facts.values()))
        for path, symbol in self.facts.items():
            if path == BATCH_COST:
                yield neg(symbol.stated)
            elif path.startswith(ENGINE):
                yield conj(symbol.stated, symbol.value == 0)
        yield from self._settled()

    def _symbols(self) -> Iterator[Symbol]:
        yield from self.facts.values()
        for entries in self.lists.values():
            for entry in entries:
                yield from entry.facts.values()

    def _settled(self) -> Iterator[Term]:
        """The total is the sum of the lines, or no less than those that say their amount."""
        roles = self.plan.roles
        if roles.total is None or roles.lines is None:
            return
        total, owner = self.facts[roles.total.path], roles.lines.list
        amounts = [(entry.present, entry.facts[roles.lines.amount]) for entry in self.lists[owner]]
        whole = summed([z3.If(present, amount.value, 0) for present, amount in amounts])
        complete = conj(*(disj(neg(present), amount.stated) for present, amount in amounts))
        some = self.sizes[owner] > 0
        yield disj(neg(some), neg(complete), conj(total.stated, total.value == whole))
        yield disj(neg(some), neg(total.stated), total.value >= whole)

    def facts_in(self, model: Term) -> Facts:
        """The dossier that a model of the solver describes, as reading would give it."""
        found = _read_symbols({p: s for p, s in self.facts.items() if not p.startswith(ENGINE)}, model)
        for owner, entries in self.lists.items():
            size = _number(model, self.sizes[owner])
            if size:
                found[owner] = tuple(_read_symbols(entry.facts, model) for entry in entries[:size])
        return found


def any_dossier(plan: Plan, items: int, context: Term = None) -> AnyDossier:
    """A dossier of which nothing is known.

    Args:
        plan: The rule set whose facts it may state.
        items: How many items its lists have at most.
        context: Where the solver keeps its terms; what it finds depends on all that was put there before.
    """
    vocabulary = plan.facts
    singles = {
        path: _symbol(path, fact, plan, context)
        for path, fact in vocabulary.items()
        if "[]" not in path and fact.type not in ("list", "flags")
    }
    for path in (BATCH_COST, *(f"{ENGINE}{scope}" for scope in plan.scopes)):
        singles[path] = _symbol(path, None, plan, context)
    sizes = {owner: z3.Int(f"{owner}.size", context) for owner in vocabulary.lists}
    lists = {
        owner: tuple(
            Entry(
                sizes[owner] > place,
                {name: _symbol(f"{owner}[{place}].{name}", fact, plan, context) for name, fact in facts.items()},
            )
            for place in range(items)
        )
        for owner, facts in vocabulary.lists.items()
    }
    return AnyDossier(plan, items, context, singles, sizes, lists)


def _symbol(path: str, fact: FactDef | None, plan: Plan, context: Term) -> Symbol:
    stated = z3.Bool(f"{path}.stated", context)
    if fact is None:
        return Symbol("money", None, (), stated, z3.Int(path, context), 0, MAX_AMOUNT * 100)
    if fact.type == "boolean":
        return Symbol("boolean", fact, ("false", "true"), stated, z3.Bool(path, context), 0, 1)
    names = COUNTRIES if fact.type == "country" else tuple(fact.values or ())
    first, last = limits(fact, plan.currency) or (0, max(0, len(names) - 1))
    return Symbol(fact.type, fact, names, stated, z3.Int(path, context), first, last)


def _read_symbols(symbols: Mapping[str, Symbol], model: Term) -> dict[str, Any]:
    return {
        path: _value(symbol, model)
        for path, symbol in symbols.items()
        if z3.is_true(model.eval(symbol.stated, model_completion=True))
    }


def _number(model: Term, term: Term) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def _value(symbol: Symbol, model: Term) -> Any:
    if symbol.kind == "boolean":
        return z3.is_true(model.eval(symbol.value, model_completion=True))
    number = _number(model, symbol.value)
    match symbol.kind:
        case "money":
            return Money(number)
        case "percentage":
            return Fraction(number, 10**RATE_SCALE)
        case "decimal":
            return Fraction(number, 10**DECIMAL_SCALE)
        case "date":
            return date.fromordinal(number)
        case "enumeration" | "country":
            return symbol.names[number]
        case "integer":
            return number
        case kind:
            return _TEXTS[kind]
