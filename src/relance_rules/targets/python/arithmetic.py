"""Whole numbers rounded, divided and moved along the calendar, as every node does it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date

from relance_rules.plan.nodes import Apply, Unit, Way

_LAST = date.max.toordinal()


def rounding_of(node: Apply, scale: int) -> Callable[[int], int]:
    """What ``round`` does to a number of some scale."""
    step, way, to = step_of(node), node.way or "down", scale_to(node)
    up, down = 10 ** max(0, to - scale), 10 ** max(0, scale - to)
    return lambda value: rounded(value * up, down, step, way)


def division_of(node: Apply, scales: Sequence[int]) -> Callable[[int, int], int]:
    """What ``quotient`` does to two numbers of some scales, the second of which is not nought."""
    step, way, to = step_of(node), node.way or "down", scale_to(node)
    # one / 10**a divided by other / 10**b, in units of 10**-to
    up, down = 10 ** max(0, scales[1] - scales[0] + to), 10 ** max(0, scales[0] - scales[1] - to)
    return lambda one, other: rounded(one * up, other * down, step, way)


def step_of(node: Apply) -> int:
    """What a function goes to multiples of, in units of its scale."""
    return 1 if node.to is None or not node.to.value else int(node.to.value)


def scale_to(node: Apply) -> int:
    """The scale of what a function goes to."""
    return 0 if node.to is None else node.to.scale


def rounded(value: int, over: int, step: int, way: Way) -> int:
    """``value / over`` to a multiple of ``step``; each may be below nought."""
    over *= step
    if way == "down":
        return value // over * step
    if way == "up":
        return -(-value // over) * step
    return (2 * value + over) // (2 * over) * step


def shifted(day: int, by: int, unit: Unit) -> int:
    """A day, as an ordinal, so many units later; the last day of the month where there is no such day."""
    if unit == "days":
        return max(1, min(_LAST, day + by))
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + by * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return 1
    if year > 9999:
        return _LAST
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()
