"""Whole numbers rounded, divided and moved along the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import pytest

from relance_rules.plan.nodes import Apply, Const, Way
from relance_rules.targets.python.arithmetic import division_of, rounded, rounding_of, shifted

WAYS: tuple[Way, ...] = ("down", "up", "nearest")


def exact(value: Fraction, way: Way) -> int:
    """A number to a whole one; a half goes up."""
    return floor(value) if way == "down" else ceil(value) if way == "up" else floor(value + Fraction(1, 2))


@pytest.mark.parametrize("way", WAYS)
def test_a_number_goes_to_a_multiple_of_the_step(way: Way) -> None:
    for value in range(-25, 26):
        for over in (-10, -3, 1, 2, 3, 10):
            for step in (1, 2, 5):
                assert rounded(value, over, step, way) == exact(Fraction(value, over * step), way) * step


def rounding(to: Const | None, way: Way | None, scale: int, value: int) -> int:
    return rounding_of(Apply("round", (Const("number", 0, scale),), to, way), scale)(value)


def test_it_is_rounded_in_the_units_of_what_it_goes_to() -> None:
    cent, five_cents, tens = Const("number", 1, 2), Const("number", 5, 2), Const("number", 10)
    assert rounding(cent, "down", 4, 12_399) == 123
    assert rounding(cent, "up", 4, 12_301) == 124
    assert rounding(cent, "nearest", 4, 12_350) == 124
    assert rounding(cent, "down", 0, 7) == 700
    assert rounding(five_cents, "down", 2, 14) == 10
    assert rounding(tens, "up", 2, 1001) == 20
    # With no way, it is cut; with no step, it goes to whole numbers.
    assert rounding(cent, None, 4, 12_399) == 123
    assert rounding(None, "up", 2, 201) == 3


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scales", [(0, 0), (2, 0), (0, 2), (2, 8), (8, 2)])
def test_a_quotient_is_exact_then_rounded(way: Way, scales: tuple[int, int]) -> None:
    for to in (Const("number", 1, 2), Const("number", 5, 1), Const("number", 3)):
        divide = division_of(Apply("quotient", (), to, way), scales)
        step = Fraction(int(to.value or 0), 10**to.scale)
        for one in (-700, -3, 0, 1, 22, 1000):
            for other in (-300, -7, -1, 1, 3, 640):
                found = Fraction(divide(one, other), 10**to.scale)
                whole = Fraction(one, 10 ** scales[0]) / Fraction(other, 10 ** scales[1])
                assert found == exact(whole / step, way) * step, (one, other, to)


@pytest.mark.parametrize(
    ("day", "by", "unit", "found"),
    [
        ("2021-03-31", -1, "months", "2021-02-28"),
        ("2020-03-31", -1, "months", "2020-02-29"),
        ("2021-01-31", 1, "months", "2021-02-28"),
        ("2021-12-15", 1, "months", "2022-01-15"),
        ("2021-01-15", -1, "months", "2020-12-15"),
        ("2021-11-30", 3, "months", "2022-02-28"),
        ("2020-02-29", 1, "years", "2021-02-28"),
        ("2020-02-29", -4, "years", "2016-02-29"),
        ("2021-12-31", 1, "days", "2022-01-01"),
        ("2021-01-01", -366, "days", "2020-01-01"),
        ("2021-05-05", 0, "months", "2021-05-05"),
        # The calendar ends, and begins.
        ("9999-12-31", 1, "days", "9999-12-31"),
        ("9999-12-01", 1, "months", "9999-12-31"),
        ("9998-12-31", 1, "years", "9999-12-31"),
        ("9999-06-15", 1, "years", "9999-12-31"),
        ("9998-06-15", 1, "years", "9999-06-15"),
        ("0001-01-01", -1, "days", "0001-01-01"),
        ("0001-01-15", -1, "months", "0001-01-01"),
        ("0001-12-15", -1, "years", "0001-01-01"),
        ("0002-02-15", -1, "years", "0001-02-15"),
        ("0001-02-15", -1, "months", "0001-01-15"),
    ],
)
def test_a_day_moves_along_the_calendar(day: str, by: int, unit: str, found: str) -> None:
    assert date.fromordinal(shifted(date.fromisoformat(day).toordinal(), by, unit)) == date.fromisoformat(found)  # type: ignore[arg-type]


def test_a_later_day_is_never_moved_before_an_earlier_one() -> None:
    first = date(2019, 12, 1)
    days = [first + timedelta(days=after) for after in range(800)]
    for by, unit in ((1, "months"), (-1, "months"), (13, "months"), (1, "years"), (-1, "years"), (31, "days")):
        moved = [shifted(day.toordinal(), by, unit) for day in days]  # type: ignore[arg-type]
        assert moved == sorted(moved)
