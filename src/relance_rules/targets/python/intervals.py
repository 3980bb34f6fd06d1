"""What is possible of a number: an interval, whose ends are whole numbers, or None where there is no end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

Interval: TypeAlias = tuple[int | None, int | None]
ANY: Interval = (None, None)


def hull(one: Interval, other: Interval) -> Interval:
    """All that either allows."""
    low = None if one[0] is None or other[0] is None else min(one[0], other[0])
    high = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return low, high


def add(parts: Iterable[Interval]) -> Interval:
    """The sum."""
    low: int | None = 0
    high: int | None = 0
    for part in parts:
        low = None if low is None or part[0] is None else low + part[0]
        high = None if high is None or part[1] is None else high + part[1]
    return low, high


def subtract(one: Interval, other: Interval) -> Interval:
    """The difference."""
    low = None if one[0] is None or other[1] is None else one[0] - other[1]
    high = None if one[1] is None or other[0] is None else one[1] - other[0]
    return low, high


_Corner: TypeAlias = tuple[int, bool]
"""A whole number, or the sign of an infinity."""


def _corner(value: int | None, sign: int) -> _Corner:
    return (sign, True) if value is None else (value, False)


def _times(one: _Corner, other: _Corner) -> _Corner:
    if (one[0] == 0 and not one[1]) or (other[0] == 0 and not other[1]):
        return 0, False
    if one[1] or other[1]:
        return (1 if (one[0] > 0) == (other[0] > 0) else -1), True
    return one[0] * other[0], False


def multiply(one: Interval, other: Interval) -> Interval:
    """The product; nought times anything is nought."""
    (low, high), (other_low, other_high) = one, other
    if low is not None and high is not None and other_low is not None and other_high is not None:
        ends = low * other_low, low * other_high, high * other_low, high * other_high
        return min(ends), max(ends)
    corners = [
        _times(left, right)
        for left in (_corner(one[0], -1), _corner(one[1], 1))
        for right in (_corner(other[0], -1), _corner(other[1], 1))
    ]
    finite = [value for value, infinite in corners if not infinite]
    low = None if (-1, True) in corners else min(finite, default=None)
    high = None if (1, True) in corners else max(finite, default=None)
    return low, high


def least(parts: Sequence[Interval]) -> Interval:
    """The smallest."""
    (low, high), *others = parts
    for other_low, other_high in others:
        if low is not None and (other_low is None or other_low < low):
            low = other_low
        if other_high is not None and (high is None or other_high < high):
            high = other_high
    return low, high


def greatest(parts: Sequence[Interval]) -> Interval:
    """The largest."""
    (low, high), *others = parts
    for other_low, other_high in others:
        if other_low is not None and (low is None or other_low > low):
            low = other_low
        if high is not None and (other_high is None or other_high > high):
            high = other_high
    return low, high


def over(function: Callable[[int], int], part: Interval) -> Interval:
    """A growing function of both ends."""
    low, high = part
    return (None if low is None else function(low)), (None if high is None else function(high))


def can_lower(part: Interval, result: Interval) -> bool:
    """Whether a part of a smallest can still move it."""
    return part[0] is None or result[1] is None or part[0] < result[1]


def can_raise(part: Interval, result: Interval) -> bool:
    """Whether a part of a largest can still move it."""
    return part[1] is None or result[0] is None or part[1] > result[0]
