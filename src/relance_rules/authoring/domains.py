"""The values that a comparison accepts, as exact sets: intervals of an ordered type, or members of a finite one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from string import ascii_uppercase
from typing import TypeAlias

from relance_rules.dossiers.facts import MAX_ITEMS
from relance_rules.language.predicates import Bounds, FactTest
from relance_rules.language.vocabulary import Fact
from relance_rules.values import MAX_EUROS

Cut: TypeAlias = tuple[int | Fraction, int]
"""A place between values: (v, 0) is just below v, and (v, 1) just above."""

Intervals: TypeAlias = tuple[tuple[Cut, Cut], ...]
"""Disjoint intervals in growing order, none empty, none touching the next."""

Members: TypeAlias = frozenset[str | bool]
Domain: TypeAlias = Intervals | Members

MONEY: Intervals = (((0, 0), (MAX_EUROS * 100 * MAX_ITEMS + 1, 0)),)  # a total may be a sum of lines
SUMS: Intervals = MONEY
NUMBERS: Intervals = (((0, 0), (MAX_EUROS + 1, 0)),)
RATES: Intervals = (((0, 0), (1, 1)),)
DAYS: Intervals = (((date.min.toordinal(), 0), (date.max.toordinal() + 1, 0)),)

_BOOLEANS: Members = frozenset({True, False})
_COUNTRIES: Members = frozenset("".join(pair) for pair in product(ascii_uppercase, repeat=2))


def counts(*, of_all: bool) -> Intervals:
    """The numbers of items that a count may come to: a list that is stated has an item, a choice among it may not."""
    return (((1 if of_all else 0, 0), (MAX_ITEMS + 1, 0)),)


def universe(fact: Fact) -> Domain | None:
    """Every value that a fact may have; None for texts, which nothing compares."""
    match fact.type:
        case "money":
            return MONEY
        case "integer":
            return NUMBERS
        case "percentage":
            return RATES
        case "date":
            return DAYS
        case "boolean":
            return _BOOLEANS
        case "country":
            return _COUNTRIES
        case "enumeration":
            return frozenset(fact.values or ())
        case _:
            return None


def accepted_values(node: FactTest, fact: Fact) -> Domain | None:
    """The values of a fact for which a test holds; None where the test compares nothing, or texts."""
    every = universe(fact)
    if every is None:
        return None
    compared = False
    found = every
    for literals in ((node.is_,) if node.is_ is not None else None, node.in_):
        if literals is not None:
            compared = True
            found = meet(found, _literals(literals, fact))
    if isinstance(found, tuple):
        limits = [*_bound_cuts(node), *_day_cuts(node)]
        compared = compared or bool(limits)
        found = _limited(found, limits, whole=fact.type != "percentage")
    return found if compared else None


def within(every: Intervals, node: Bounds) -> Intervals:
    """The part of ``every`` that keeps within some bounds."""
    return _limited(every, _bound_cuts(node), whole=every is not RATES)


def _literals(literals: tuple[str | bool | int, ...], fact: Fact) -> Domain:
    if fact.type == "boolean":
        return frozenset(str(literal).casefold() == "true" for literal in literals)
    if fact.type == "integer":
        return _joined([((int(literal), 0), (int(literal) + 1, 0)) for literal in literals])
    if fact.type == "enumeration":
        return frozenset().union(*(fact.accepted(str(literal)) for literal in literals))
    return frozenset(str(literal) for literal in literals)


def _bound_cuts(node: Bounds) -> list[tuple[Cut, bool]]:
    """The bounds of a node as cuts, each with whether it is a floor."""
    found: list[tuple[Cut, bool]] = []
    for value, side, floor in (
        (node.at_least, 0, True),
        (node.more_than, 1, True),
        (node.at_most, 1, False),
        (node.less_than, 0, False),
    ):
        if value is not None:
            found.append(((_exact(value), side), floor))
    return found


def _day_cuts(node: FactTest) -> list[tuple[Cut, bool]]:
    found: list[tuple[Cut, bool]] = []
    for day, side, floor in (
        (node.on_or_after, 0, True),
        (node.after, 1, True),
        (node.on_or_before, 1, False),
        (node.before, 0, False),
    ):
        if day is not None:
            found.append(((day.toordinal(), side), floor))
    return found


def _exact(value: int | Fraction) -> int | Fraction:
    return value if isinstance(value, Fraction) else int(value)


def _limited(domain: Intervals, limits: list[tuple[Cut, bool]], *, whole: bool) -> Intervals:
    for (value, side), floor in limits:
        # Between two whole numbers there is nothing: just above one is just below the next.
        cut = (value + 1, 0) if whole and side else (value, side)
        bounds = ((cut, domain[-1][1]) if floor else (domain[0][0], cut)) if domain else None
        domain = () if bounds is None or bounds[0] >= bounds[1] else _meet_intervals(domain, (bounds,))
    return domain


def meet(one: Domain, other: Domain) -> Domain:
    """The values that are in both."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _meet_intervals(one, other)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other
    raise TypeError("two kinds of values")


def _meet_intervals(one: Intervals, other: Intervals) -> Intervals:
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]
    return _joined(found)


def complement(domain: Domain, every: Domain) -> Domain:
    """The values of ``every`` that are not in ``domain``, a part of it."""
    if isinstance(domain, frozenset) and isinstance(every, frozenset):
        return every - domain
    if isinstance(domain, tuple) and isinstance(every, tuple):
        rest = every
        for low, high in domain:
            rest = _joined(
                [piece for a, b in rest for piece in ((a, min(b, low)), (max(a, high), b)) if piece[0] < piece[1]]
            )
        return rest
    raise TypeError("two kinds of values")


def _joined(intervals: list[tuple[Cut, Cut]]) -> Intervals:
    found: list[tuple[Cut, Cut]] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)
