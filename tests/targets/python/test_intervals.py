"""What is possible of numbers: each function gives all that its parts allow, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from relance_rules.targets.python import intervals
from relance_rules.targets.python.intervals import ANY, Interval

ENDS = (None, -2, -1, 0, 1, 2)
FAR = 9
"""Past every end of the intervals that are tried."""


def some() -> Iterator[Interval]:
    for low, high in product(ENDS, ENDS):
        if low is None or high is None or low <= high:
            yield low, high


INTERVALS = tuple(some())
PAIRS = tuple(product(INTERVALS, INTERVALS))


def inside(of: Interval) -> range:
    """The numbers of an interval, up to those that are far."""
    low, high = of
    return range(-FAR if low is None else low, (FAR if high is None else high) + 1)


def reached(values: set[int], far: int) -> Interval:
    """The interval of some values; what is far has no end."""
    low, high = min(values), max(values)
    return (None if low <= -far else low), (None if high >= far else high)


@pytest.mark.parametrize(
    ("function", "exact", "far"),
    [
        (lambda one, other: intervals.add((one, other)), lambda one, other: one + other, FAR - 2),
        (intervals.subtract, lambda one, other: one - other, FAR - 2),
        (intervals.multiply, lambda one, other: one * other, FAR),
        (lambda one, other: intervals.least((one, other)), min, FAR),
        (lambda one, other: intervals.greatest((one, other)), max, FAR),
    ],
    ids=["add", "subtract", "multiply", "least", "greatest"],
)
def test_it_is_all_that_two_numbers_may_give(
    function: Callable[[Interval, Interval], Interval], exact: Callable[[int, int], int], far: int
) -> None:
    for one, other in PAIRS:
        values = {exact(left, right) for left in inside(one) for right in inside(other)}
        assert function(one, other) == reached(values, far), (one, other)


def test_a_hull_is_the_narrowest_that_holds_both() -> None:
    for one, other in PAIRS:
        values = {*inside(one), *inside(other)}
        assert intervals.hull(one, other) == reached(values, FAR), (one, other)


def test_three_numbers_are_added_and_none_are_nought() -> None:
    assert intervals.add([]) == (0, 0)
    assert intervals.add([(1, 2), (10, 20), (100, 200)]) == (111, 222)
    assert intervals.add([(1, None), (10, 20), (None, 200)]) == ANY


@pytest.mark.parametrize("part", INTERVALS)
def test_a_growing_function_moves_both_ends(part: Interval) -> None:
    low, high = intervals.over(lambda value: 3 * value + 1, part)
    assert low == (None if part[0] is None else 3 * part[0] + 1)
    assert high == (None if part[1] is None else 3 * part[1] + 1)


@pytest.mark.parametrize(
    ("can_move", "of", "pick"),
    [
        (intervals.can_lower, intervals.least, min),
        (intervals.can_raise, intervals.greatest, max),
    ],
    ids=["least", "greatest"],
)
def test_a_part_can_move_the_result_where_it_can_be_what_decides(can_move: Any, of: Any, pick: Any) -> None:
    for one, other in PAIRS:
        results = ({pick(value, beside) for value in inside(one)} for beside in inside(other))
        assert can_move(one, of((one, other))) is any(len(found) > 1 for found in results), (one, other)
