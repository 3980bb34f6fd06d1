from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply, Fact
from relance_rules.targets.python.arithmetic import shifted

FILED = "depose_le"


@pytest.mark.parametrize(
    "written",
    [
        {"date": FILED, "plus": "3"},
        {"date": FILED, "plus": "3 semaines"},
        {"date": FILED, "plus": "3 weeks"},
        {"date": FILED, "plus": "-3 days"},
        {"date": FILED, "minus": "1,5 months"},
        {"date": FILED, "minus": "10000 years"},
        {"plus": "3 days"},
    ],
)
def test_a_duration_is_whole_days_months_or_years(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"date": FILED}, ": « date » va avec « plus » ou « minus », et l’un des deux seul"),
        ({"date": FILED, "plus": "1 day", "minus": "1 day"}, ": « date » va avec « plus » ou « minus »"),
        ({"date": "projet.mois", "plus": "1 day"}, "date: il faut une date, pas un nombre"),
        ({"date": FILED, "plus": "1 day", "at_least": "projet.mois"}, "at_least: « at_least » ne va pas ici"),
    ],
)
def test_it_moves_a_day_one_way(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


@pytest.mark.parametrize(
    ("day", "move", "found"),
    [
        ("2021-03-31", {"minus": "1 month"}, "2021-02-28"),
        ("2020-03-31", {"minus": "1 month"}, "2020-02-29"),
        ("2021-05-31", {"minus": "1 month"}, "2021-04-30"),
        ("2021-01-31", {"plus": "1 month"}, "2021-02-28"),
        ("2021-01-30", {"plus": "1 month"}, "2021-02-28"),
        ("2021-01-28", {"plus": "1 month"}, "2021-02-28"),
        ("2020-02-29", {"plus": "1 year"}, "2021-02-28"),
        ("2020-02-29", {"minus": "4 years"}, "2016-02-29"),
        ("2021-12-31", {"plus": "2 months"}, "2022-02-28"),
        ("2021-01-15", {"minus": "1 month"}, "2020-12-15"),
        ("2021-01-15", {"minus": "13 months"}, "2019-12-15"),
        ("2021-02-28", {"plus": "1 day"}, "2021-03-01"),
        ("2021-01-01", {"minus": "366 days"}, "2020-01-01"),
        ("2021-06-15", {"plus": "0 days"}, "2021-06-15"),
        ("2021-06-15", {"minus": "15 years"}, "2006-06-15"),
        # The calendar ends.
        ("9999-12-31", {"plus": "1 day"}, "9999-12-31"),
        ("9999-06-15", {"plus": "7 months"}, "9999-12-31"),
        ("0001-01-01", {"minus": "1 month"}, "0001-01-01"),
        ("0001-01-01", {"minus": "9999 years"}, "0001-01-01"),
    ],
)
def test_a_day_that_the_month_has_not_is_its_last_one(day: str, move: dict[str, str], found: str) -> None:
    assert known({"date": FILED, **move}, {FILED: date.fromisoformat(day)}) == date.fromisoformat(found)


def test_it_is_what_is_possible() -> None:
    written = {"date": FILED, "minus": "1 month"}
    assert lowered(written).node == Apply("shift", (Fact(FILED),), by=-1, unit="months")
    assert possible(written, {}) == ((None, None), (FILED,))
    before = {"date": {"least": [FILED, "2021-03-31"]}, "minus": "1 month"}
    assert possible(before, {}) == ((None, date(2021, 2, 28)), (FILED,))


def test_two_days_of_the_dossier_are_compared() -> None:
    written = {"fact": "projet.debut", "on_or_before": {"date": FILED, "minus": "15 years"}}
    assert known(written, {FILED: date(2021, 2, 12), "projet.debut": date(2006, 2, 12)}) is True
    assert known(written, {FILED: date(2021, 2, 12), "projet.debut": date(2006, 2, 13)}) is False
    assert possible(written, {FILED: date(2021, 2, 12)}) == (None, ("projet.debut",))
    assert possible(written, {}) == (None, ("projet.debut", FILED))


DAYS = st.integers(1, date.max.toordinal())


@given(DAYS, DAYS, st.integers(-30_000, 30_000), st.sampled_from(["days", "months", "years"]))
def test_a_later_day_never_comes_before_an_earlier_one(one: int, other: int, by: int, unit: Any) -> None:
    first, last = sorted((one, other))
    assert shifted(first, by, unit) <= shifted(last, by, unit)


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(-500, 500))
def test_days_are_added_as_the_calendar_does(day: date, by: int) -> None:
    assert date.fromordinal(shifted(day.toordinal(), by, "days")) == day + timedelta(days=by)


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(-500, 500))
def test_months_keep_the_day_or_take_the_last(day: date, by: int) -> None:
    found = date.fromordinal(shifted(day.toordinal(), by, "months"))
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == by
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
    assert shifted(day.toordinal(), 12 * by, "months") == shifted(day.toordinal(), by, "years")


def test_it_is_said_in_words() -> None:
    assert words({"date": FILED, "minus": "15 years"}) == "« Un fait » moins 15 ans"
    assert words({"date": FILED, "plus": "3 months"}) == "« Un fait » plus 3 mois"
    assert words({"date": "2021-02-12", "plus": "1 day"}) == "12 février 2021 plus 1 jour"
