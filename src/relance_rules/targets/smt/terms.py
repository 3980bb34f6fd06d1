"""Terms of the solver: truths with three values, numbers as what is possible of them.

What is known before any search stays a plain ``bool`` or ``int``, so that terms are no larger than they need be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

Term: TypeAlias = Any
"""A term of z3, which carries no types, or a plain ``bool`` or ``int``."""


class Kleene(NamedTuple):
    """A truth: ``holds`` where it is true, ``fails`` where it is false, neither where it is unknown."""

    holds: Term
    fails: Term


TRUE, FALSE, UNKNOWN = Kleene(True, False), Kleene(False, True), Kleene(False, False)


class Ends(NamedTuple):
    """What is possible of a number: from ``low``, unless there is ``no_low``, to ``high``, unless there is ``no_high``.

    Where an end is missing, the term that stands for it means nothing.
    """

    low: Term
    high: Term
    no_low: Term = False
    no_high: Term = False

    @property
    def known(self) -> Term:
        """Whether one possibility is left."""
        return conj(neg(self.no_low), neg(self.no_high), equal(self.low, self.high))


def exactly(value: Term) -> Ends:
    """A number that is known."""
    return Ends(value, value)


ANYTHING = Ends(0, 0, True, True)


# ---- truths


def conj(*parts: Term) -> Term:
    """All of some terms."""
    return _combined(parts, neutral=True, combine=z3.And)


def disj(*parts: Term) -> Term:
    """One of some terms."""
    return _combined(parts, neutral=False, combine=z3.Or)


def _combined(parts: Iterable[Term], *, neutral: bool, combine: Any) -> Term:
    kept: list[Term] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not neutral:
                return part
        elif not any(part is other for other in kept):
            kept.append(part)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else combine(kept)


def neg(part: Term) -> Term:
    """The contrary."""
    return not part if isinstance(part, bool) else z3.Not(part)


def negation(truth: Kleene) -> Kleene:
    """What is true where a truth is false, and false where it is true."""
    return Kleene(truth.fails, truth.holds)


def both(truths: Iterable[Kleene]) -> Kleene:
    """The conjunction of some truths."""
    parts = list(truths)
    return Kleene(conj(*(part.holds for part in parts)), disj(*(part.fails for part in parts)))


def either(truths: Iterable[Kleene]) -> Kleene:
    """The disjunction of some truths."""
    return negation(both(negation(truth) for truth in truths))


def chosen(when: Kleene, then: Kleene, otherwise: Kleene) -> Kleene:
    """One of two truths; where it is not known which, what both say."""
    return Kleene(
        conj(disj(then.holds, when.fails), disj(otherwise.holds, when.holds)),
        conj(disj(then.fails, when.fails), disj(otherwise.fails, when.holds)),
    )


# ---- whole numbers


def ite(when: Term, then: Term, otherwise: Term) -> Term:
    """One of two terms."""
    if isinstance(when, bool):
        return then if when else otherwise
    if then is otherwise or (isinstance(then, int) and isinstance(otherwise, int) and then == otherwise):
        return then
    return z3.If(when, then, otherwise)


def equal(one: Term, other: Term) -> Term:
    """Whether two numbers are the same."""
    return True if one is other else one == other


def lowest(one: Term, other: Term) -> Term:
    """The smaller of two numbers."""
    return one if one is other else ite(one <= other, one, other)


def highest(one: Term, other: Term) -> Term:
    """The larger of two numbers."""
    return one if one is other else ite(one >= other, one, other)


def floor(value: Term, by: Term) -> Term:
    """A whole division by a positive number, downwards."""
    if isinstance(by, int) and by == 1:
        return value
    return value // by if isinstance(value, int) and isinstance(by, int) else value / by


def ceiling(value: Term, by: Term) -> Term:
    """A whole division by a positive number, upwards."""
    return -floor(-value, by)


# ---- what is possible of numbers


def lifted(ends: Ends, up: int) -> Ends:
    """A number in units that are so many times smaller."""
    return ends if up == 1 else both_ends(ends, ends.low * up, ends.high * up)


def both_ends(ends: Ends, low: Term, high: Term) -> Ends:
    """Other ends, where there are some."""
    return Ends(low, low if ends.low is ends.high else high, ends.no_low, ends.no_high)


def selected(when: Term, then: Ends, otherwise: Ends) -> Ends:
    """One of two numbers."""
    low = ite(when, then.low, otherwise.low)
    same = then.low is then.high and otherwise.low is otherwise.high
    return Ends(
        low,
        low if same else ite(when, then.high, otherwise.high),
        ite(when, then.no_low, otherwise.no_low),
        ite(when, then.no_high, otherwise.no_high),
    )


def choice_of(when: Kleene, then: Ends, otherwise: Ends) -> Ends:
    """One of two numbers; where it is not known which, all that either allows."""
    if when.holds is True or when.fails is True:
        return then if when.holds is True else otherwise
    unknown = neg(disj(when.holds, when.fails))
    return Ends(
        ite(when.holds, then.low, ite(when.fails, otherwise.low, lowest(then.low, otherwise.low))),
        ite(when.holds, then.high, ite(when.fails, otherwise.high, highest(then.high, otherwise.high))),
        disj(conj(disj(when.holds, unknown), then.no_low), conj(disj(when.fails, unknown), otherwise.no_low)),
        disj(conj(disj(when.holds, unknown), then.no_high), conj(disj(when.fails, unknown), otherwise.no_high)),
    )


def total(parts: Sequence[Ends]) -> Ends:
    """The sum."""
    low = summed([part.low for part in parts])
    same = all(part.low is part.high for part in parts)
    return Ends(
        low,
        low if same else summed([part.high for part in parts]),
        disj(*(part.no_low for part in parts)),
        disj(*(part.no_high for part in parts)),
    )


def summed(terms: Sequence[Term]) -> Term:
    """The sum of some whole numbers."""
    plain = sum(term for term in terms if isinstance(term, int))
    others = [term for term in terms if not isinstance(term, int)]
    if not others:
        return plain
    whole = others[0] if len(others) == 1 else z3.Sum(others)
    return whole if plain == 0 else whole + plain


def opposite(ends: Ends) -> Ends:
    """The same number with the other sign."""
    low = -ends.high
    return Ends(low, low if ends.low is ends.high else -ends.low, ends.no_high, ends.no_low)


def scaled(ends: Ends, by: int) -> Ends:
    """A number times a whole one; nought times anything is nought."""
    if by == 0:
        return exactly(0)
    return lifted(ends, by) if by > 0 else opposite(lifted(ends, -by))


def least(parts: Sequence[Ends]) -> Ends:
    """The smallest."""
    return reduce(_least, parts)


def _least(one: Ends, other: Ends) -> Ends:
    low = lowest(one.low, other.low)
    if one.low is one.high and other.low is other.high and one.no_high is False and other.no_high is False:
        high = low
    else:
        high = ite(one.no_high, other.high, ite(other.no_high, one.high, lowest(one.high, other.high)))
    return Ends(low, high, disj(one.no_low, other.no_low), conj(one.no_high, other.no_high))


def greatest(parts: Sequence[Ends]) -> Ends:
    """The largest."""
    return opposite(least([opposite(part) for part in parts]))


def multiplied(one: Ends, other: Ends) -> Ends:
    """The product of two numbers of which nothing is known before the search: the solver may well not settle it."""
    if all(each.low is each.high and each.no_low is False and each.no_high is False for each in (one, other)):
        return exactly(one.low * other.low)
    corners = [
        _corner(*left, *right)
        for left in ((one.low, one.no_low, -1), (one.high, one.no_high, 1))
        for right in ((other.low, other.no_low, -1), (other.high, other.no_high, 1))
    ]
    low, no_low = _extreme([(value, disj(down, up)) for value, down, up in corners], lowest)
    high, no_high = _extreme([(value, disj(down, up)) for value, down, up in corners], highest)
    return Ends(
        low,
        high,
        disj(no_low, *(down for _, down, _ in corners)),
        disj(no_high, *(up for _, _, up in corners)),
    )


def _corner(one: Term, endless: Term, sign: int, other: Term, other_endless: Term, other_sign: int) -> tuple[Term, ...]:
    """The product of two ends, and whether it is without end downwards, or upwards."""
    nought = disj(conj(neg(endless), equal(one, 0)), conj(neg(other_endless), equal(other, 0)))
    infinite = conj(disj(endless, other_endless), neg(nought))
    positive = disj(conj(endless, sign > 0), conj(neg(endless), one > 0))
    same = disj(conj(other_endless, other_sign > 0), conj(neg(other_endless), other > 0))
    up = conj(infinite, disj(conj(positive, same), conj(neg(positive), neg(same))))
    value = ite(nought, 0, one * other)
    return value, conj(infinite, neg(up)), up


def _extreme(corners: Sequence[tuple[Term, Term]], pick: Any) -> tuple[Term, Term]:
    """The smallest or the largest of the corners that are finite, and whether none is."""
    value, endless = corners[0]
    for other, other_endless in corners[1:]:
        value = ite(endless, other, ite(other_endless, value, pick(value, other)))
        endless = conj(endless, other_endless)
    return value, endless


def less(one: Ends, other: Ends, *, strict: bool) -> Kleene:
    """Whether a number is less than another, or equal unless ``strict``."""
    under = one.high < other.low if strict else one.high <= other.low
    over = one.low >= other.high if strict else one.low > other.high
    return Kleene(
        conj(neg(one.no_high), neg(other.no_low), under),
        conj(neg(one.no_low), neg(other.no_high), over),
    )
