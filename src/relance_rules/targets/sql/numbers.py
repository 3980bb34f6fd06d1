"""What is possible of a number or of a day, as two expressions of SQL, and what is known of them when compiling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from relance_rules.targets.sql.dialects import Engine
from relance_rules.targets.sql.terms import (
    FALSE,
    TRUE,
    UNKNOWN,
    Operator,
    Sql,
    binary,
    call,
    case,
    cast,
    coalesce,
    conj,
    is_null,
    neg,
    not_null,
    whole,
)

NARROW = 2**63
"""What a BIGINT does not reach."""
DIGITS = 38
WIDEST = 10**DIGITS
"""What no whole number of an engine reaches."""


class TooWideError(ValueError):
    """A number of the rules may be larger than the engines can hold."""


class UnsettledError(ValueError):
    """Whether something is required may be unknown, and no fact settle it."""


@dataclass(frozen=True, slots=True)
class End:
    """The least or the most that something may be.

    ``sql`` is NULL where there is no end, and None where there never is one. Where it is not NULL, its value is from
    ``low`` to ``high``, in units or as an ordinal; ``open`` says whether it may be NULL.
    """

    sql: Sql | None
    low: int = 0
    high: int = 0
    open: bool = False

    @property
    def value(self) -> Sql:
        """Its expression.

        Raises:
            ValueError: It has none.
        """
        if self.sql is None:
            raise ValueError("no end")
        return self.sql

    @property
    def constant(self) -> int | None:
        """Its value, where that is known when compiling."""
        return self.low if self.sql is not None and self.low == self.high and not self.open else None


NOWHERE = End(None, open=True)


@dataclass(frozen=True, slots=True)
class Number:
    """An interval. Of a fact or of a constant, ``stated`` is its value, NULL where the fact is not stated.

    ``unstated`` is what the fact may be then, without an end where there is None.
    """

    low: End
    high: End
    scale: int = 0
    day: bool = False
    stated: End | None = None
    unstated: tuple[int | None, int | None] | None = None

    @property
    def reach(self) -> tuple[int, int]:
        """The least and the most that its ends may be, where it has any."""
        return self.low.low, self.high.high


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Builds numbers for an engine, each as wide as what the reader of dossiers lets through asks."""

    engine: Engine

    # ---- making

    def constant(self, value: int, scale: int = 0, *, day: bool = False) -> Number:
        """A known number, with no more decimals than it needs, or a day."""
        while scale > 0 and value % 10 == 0:
            value, scale = value // 10, scale - 1
        end = self._end(value, day)
        return Number(end, end, scale, day, end)

    def _end(self, value: int, day: bool = False) -> End:
        if day:
            return End(cast(exp.Literal.string(date.fromordinal(value).isoformat()), "DATE"), value, value)
        return End(self._typed(whole(value), abs(value)), value, value)

    def _typed(self, sql: Sql, most: int) -> Sql:
        """A whole number in the narrowest type that holds so much."""
        if most >= WIDEST:
            raise TooWideError
        return cast(sql, "BIGINT") if most < NARROW else self.engine.wide(sql)

    def fact(
        self,
        sql: Sql,
        ends: tuple[int, int],
        unstated: tuple[int | None, int | None],
        scale: int = 0,
        *,
        day: bool = False,
    ) -> Number:
        """What a fact states, which reading holds within some ends, and what it may be where it states nothing."""
        stated = End(sql, *ends, open=True)
        low, high = (self._or_else(stated, end, day) for end in unstated)
        return Number(low, high, scale, day, stated, unstated)

    def _or_else(self, end: End, other: int | None, day: bool) -> End:
        return end if other is None else self.or_else(end, self._end(other, day))

    def or_else(self, one: End, other: End) -> End:
        """An end, or another where it is NULL."""
        if not one.open:
            return one
        if one.sql is None or other.sql is None:
            return one if other.sql is None else other
        low, high = min(one.low, other.low), max(one.high, other.high)
        return End(coalesce(one.sql, other.sql), low, high, other.open)

    # ---- scales

    def lifted(self, number: Number, scale: int) -> Number:
        """The same number with more decimals."""
        up = 10 ** (scale - number.scale)
        if up == 1:
            return number
        if number.stated is not None and number.unstated is not None:
            low, high = (None if end is None else end * up for end in number.unstated)
            stated = self._scaled(number.stated, up)
            ends = [self._or_else(stated, end, number.day) for end in (low, high)]
            return Number(ends[0], ends[1], scale, number.day, stated, (low, high))
        low_end, high_end = (self._scaled(end, up) for end in (number.low, number.high))
        return Number(low_end, high_end, scale, number.day, None if number.stated is None else low_end)

    def _scaled(self, end: End, by: int) -> End:
        if end.sql is None or by == 1:
            return end
        if end.constant is not None:
            return self._end(end.constant * by)
        ends = sorted((end.low * by, end.high * by))
        return self._made(binary(exp.Mul, self.fit(end, ends), whole_of(self, by)), ends, end.open)

    def fit(self, end: End, ends: Sequence[int]) -> Sql:
        """An end as an operand of what comes to so much."""
        most = max(map(abs, ends))
        if most >= WIDEST:
            raise TooWideError
        already = max(abs(end.low), abs(end.high)) >= NARROW
        return self.engine.wide(end.value) if most >= NARROW and not already else end.value

    def _made(self, sql: Sql, ends: Sequence[int], open_: bool) -> End:
        if max(map(abs, ends)) >= WIDEST:
            raise TooWideError
        return End(sql, min(ends), max(ends), open_)

    def aligned(self, parts: Sequence[Number]) -> list[Number]:
        """Numbers with as many decimals."""
        scale = max(part.scale for part in parts)
        return [self.lifted(part, scale) for part in parts]

    # ---- comparing

    def at_most(self, left: Number, right: Number, *, strict: bool) -> Sql:
        """Whether a number is less than another, or equal unless ``strict``."""
        one, other = self.aligned([left, right])
        below, above = (exp.LT, exp.GTE) if strict else (exp.LTE, exp.GT)
        true = _compared(below, one.high, other.low)
        false = _compared(above, one.low, other.high)
        if true == TRUE or false == TRUE:
            return TRUE if true == TRUE else FALSE
        if one.stated is not None and other.stated is not None and _moot(one, other, strict=strict):
            return binary(below, _bare(one.stated), _bare(other.stated))
        arms = [(holds, value) for holds, value in ((true, TRUE), (false, FALSE)) if holds != FALSE]
        return case(*arms) if arms else UNKNOWN

    def settled(self, number: Number) -> Sql:
        """TRUE where one possibility is left, NULL elsewhere."""
        low, high = number.low, number.high
        if low.sql is None or high.sql is None:
            return UNKNOWN
        if low == high:
            return TRUE if not low.open else case((not_null(low.sql), TRUE))
        return case((binary(exp.EQ, low.sql, high.sql), TRUE))

    # ---- functions

    def chosen(self, when: Sql, then: Number, otherwise: Number) -> Number:
        """One of two numbers; where it is not known which, all that either may be."""
        if when in (TRUE, FALSE):
            return then if when == TRUE else otherwise
        one, other = self.aligned([then, otherwise])
        low = self._hull(when, one.low, other.low, least=True)
        high = self._hull(when, one.high, other.high, least=False)
        return Number(low, high, one.scale, one.day or other.day)

    def _hull(self, when: Sql, then: End, otherwise: End, *, least: bool) -> End:
        if then == otherwise:
            return then
        if then.sql is None and otherwise.sql is None:
            return NOWHERE
        if then.sql is None or otherwise.sql is None:
            known, holds = (then, when) if otherwise.sql is None else (otherwise, neg(when))
            return replace(known, sql=case((holds, known.value)), open=True)
        ends = min(then.low, otherwise.low), max(then.high, otherwise.high)
        first = then.high <= otherwise.low if least else then.low >= otherwise.high
        last = otherwise.high <= then.low if least else otherwise.low >= then.high
        open_ = then.open or otherwise.open
        if first and not otherwise.open:
            return End(case((neg(when), otherwise.sql), otherwise=then.sql), *ends, open_)
        if last and not then.open:
            return End(case((when, then.sql), otherwise=otherwise.sql), *ends, open_)
        both = self._extreme([then, otherwise], least=least, strictly=True)
        return End(case((when, then.sql), (neg(when), otherwise.sql), otherwise=both.sql), *ends, open_)

    def _extreme(self, ends: Sequence[End], *, least: bool, strictly: bool) -> End:
        """The least or the greatest; NULL where one is, if ``strictly``; else where all are."""
        known = [end for end in ends if end.sql is not None]
        if not known or (strictly and len(known) < len(ends)):
            return NOWHERE
        pick = min if least else max
        constants = [end.constant for end in known if end.constant is not None]
        if len(constants) == len(known):
            return next(end for end in known if end.constant == pick(constants))
        # An end that may be NULL may leave the result to the others.
        lows, highs = [end.low for end in known], [end.high for end in known]
        sure = [end for end in known if not end.open]
        if strictly:
            low, high = pick(lows), pick(highs)
        elif least:
            low, high = min(lows), min((end.high for end in sure), default=max(highs))
        else:
            low, high = max((end.low for end in sure), default=min(lows)), max(highs)
        values = [end.sql for end in known if end.sql is not None]
        found = values[0] if len(values) == 1 else call("LEAST" if least else "GREATEST", *values)
        if max(-low, high) < NARROW <= max(max(-end.low, end.high) for end in known):
            # Engines divide and compare wide numbers slowly.
            found = cast(found, "BIGINT")
        open_ = [end.sql for end in known if end.open and end.sql is not None]
        if strictly and open_ and len(values) > 1:
            found = case((conj(not_null(each) for each in open_), found))
        return End(found, low, high, bool(open_) if strictly else len(open_) == len(known))

    def least(self, parts: Sequence[Number]) -> Number:
        """The smallest of some numbers."""
        aligned = self.aligned(parts)
        low = self._extreme([part.low for part in aligned], least=True, strictly=True)
        high = self._extreme([part.high for part in aligned], least=True, strictly=False)
        return Number(low, high, aligned[0].scale, aligned[0].day)

    def greatest(self, parts: Sequence[Number]) -> Number:
        """The largest of some numbers."""
        aligned = self.aligned(parts)
        low = self._extreme([part.low for part in aligned], least=False, strictly=False)
        high = self._extreme([part.high for part in aligned], least=False, strictly=True)
        return Number(low, high, aligned[0].scale, aligned[0].day)

    def add(self, parts: Sequence[Number]) -> Number:
        """The sum of some numbers."""
        aligned = self.aligned(parts)
        found = aligned[0]
        for part in aligned[1:]:
            low = self._combined(exp.Add, found.low, part.low)
            found = Number(low, self._combined(exp.Add, found.high, part.high), found.scale)
        return found

    def subtract(self, left: Number, right: Number) -> Number:
        """The difference of two numbers."""
        one, other = self.aligned([left, right])
        low = self._combined(exp.Sub, one.low, other.high)
        return Number(low, self._combined(exp.Sub, one.high, other.low), one.scale)

    def _combined(self, kind: Operator, one: End, other: End) -> End:
        if one.sql is None or other.sql is None:
            return NOWHERE
        if kind is exp.Add:
            ends = [one.low + other.low, one.high + other.high]
        elif kind is exp.Sub:
            ends = [one.low - other.high, one.high - other.low]
        else:
            corners = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
            ends = [min(corners), max(corners)]
        if one.constant is not None and other.constant is not None:
            return self._end(ends[0])
        operands = (self.fit(one, ends), self.fit(other, ends))
        return self._made(binary(kind, *operands), ends, one.open or other.open)

    def multiply(self, left: Number, right: Number) -> Number:
        """The product of two numbers; nought times anything is nought."""
        scale = left.scale + right.scale
        if left.low.constant is not None and left.low == left.high:
            left, right = right, left
        by = right.low.constant if right.low == right.high else None
        if by is not None:
            if by == 0:
                return self.constant(0)
            ends = [self._scaled(end, by) for end in (left.low, left.high)]
            return Number(ends[0], ends[1], scale) if by > 0 else Number(ends[1], ends[0], scale)
        if all(end.sql is not None and not end.open and end.low >= 0 for end in (left.low, right.low)):
            low = self._combined(exp.Mul, left.low, right.low)
            return Number(low, self._times(left.high, right.high), scale)
        corners = [
            (one, sign, other, other_sign)
            for one, sign in ((left.low, -1), (left.high, 1))
            for other, other_sign in ((right.low, -1), (right.high, 1))
        ]
        values = [self._times(one, other) for one, _, other, _ in corners]
        signs = [_sign_where_endless(*corner, value) for corner, value in zip(corners, values, strict=True)]
        return Number(self._outermost(values, signs, least=True), self._outermost(values, signs, least=False), scale)

    def _times(self, one: End, other: End) -> End:
        """A product, NULL where it is endless."""
        if one.sql is not None and other.sql is not None:
            found = self._combined(exp.Mul, one, other)
            if not found.open or found.sql is None:
                return found
            zero = self.constant(0).low
            noughts = [(binary(exp.EQ, end.sql, whole(0)), zero.sql) for end in (one, other) if end.sql is not None]
            arms = [(when, value) for when, value in noughts if value is not None]
            return replace(found, sql=case(*arms, otherwise=found.sql), low=min(0, found.low), high=max(0, found.high))
        known = one if one.sql is not None else other
        zero = self.constant(0).low
        if known.sql is None or zero.sql is None or not known.low <= 0 <= known.high:
            return NOWHERE
        return End(case((binary(exp.EQ, known.sql, whole(0)), zero.sql)), 0, 0, open=True)

    def _outermost(self, values: Sequence[End], signs: Sequence[Sql], *, least: bool) -> End:
        found = self._extreme(values, least=least, strictly=False)
        endless = [sign for sign in signs if sign != whole(0)]
        if found.sql is None or not endless:
            return found
        wanted = whole(-1 if least else 1)
        closed = conj(binary(exp.NEQ, sign, wanted) for sign in endless)
        return replace(found, sql=case((closed, found.sql)), open=True)

    def over(self, number: Number, function: Callable[[End], End], scale: int | None = None) -> Number:
        """A growing function of both ends."""
        low = function(number.low) if number.low.sql is not None else NOWHERE
        high = low if number.low == number.high else function(number.high) if number.high.sql is not None else NOWHERE
        return Number(low, high, number.scale if scale is None else scale, number.day)


def whole_of(arithmetic: Arithmetic, value: int) -> Sql:
    """A constant as an operand."""
    return arithmetic.engine.wide(whole(value)) if abs(value) >= NARROW else cast(whole(value), "BIGINT")


def _compared(kind: Operator, one: End, other: End) -> Sql:
    """Whether two ends compare so: FALSE also stands for a comparison that can't hold."""
    if one.sql is None or other.sql is None:
        return FALSE
    strict = kind in (exp.LT, exp.GT)
    if kind in (exp.LT, exp.LTE):
        always = one.high < other.low if strict else one.high <= other.low
        never = one.low >= other.high if strict else one.low > other.high
    else:
        always = one.low > other.high if strict else one.low >= other.high
        never = one.high <= other.low if strict else one.high < other.low
    if never:
        return FALSE
    if always and not one.open and not other.open:
        return TRUE
    return binary(kind, _bare(one), _bare(other))


def _bare(end: End) -> Sql:
    """An end to compare with: a constant without the cast that arithmetic needs."""
    return whole(end.low) if isinstance(end.value, exp.Cast) and _is_number(end.value.this) else end.value


def _is_number(sql: Sql) -> bool:
    literal = sql.this if isinstance(sql, exp.Neg) else sql
    return isinstance(literal, exp.Literal) and not literal.is_string


def _moot(one: Number, other: Number, *, strict: bool) -> bool:
    """Whether a comparison tells nothing where a side states nothing, whatever the other is."""
    least, most = other.reach
    own_least, own_most = one.reach
    margin = 1 if strict else 0
    for fact, is_left in ((one, True), (other, False)):
        if fact.unstated is None:
            continue
        low, high = fact.unstated
        if is_left:
            decides = (high is not None and high <= most - margin) or (low is not None and low > least - margin)
        else:
            decides = (low is not None and own_least <= low - margin) or (high is not None and own_most > high - margin)
        if decides:
            return False
    return True


def _sign_where_endless(one: End, sign: int, other: End, other_sign: int, value: End) -> Sql:
    """0 where a product has an end; else the sign of its infinity."""
    if value.sql is not None and not value.open:
        return whole(0)

    def sign_of(end: End, endless: int) -> Sql:
        if end.sql is None:
            return whole(endless)
        arms = [(is_null(end.sql), whole(endless))] if end.open else []
        return case(*arms, (binary(exp.GT, end.sql, whole(0)), whole(1)), otherwise=whole(-1))

    product = binary(exp.Mul, sign_of(one, sign), sign_of(other, other_sign))
    return product if value.sql is None else case((is_null(value.sql), product), otherwise=whole(0))
