"""Days moved by months and years, in whole numbers: the calendar as divisions."""

from __future__ import annotations

from datetime import date

from relance_rules.plan.nodes import Unit
from relance_rules.targets.smt.terms import Term, conj, disj, equal, floor, highest, ite, lowest

FIRST, LAST = 1, date.max.toordinal()
# Years are counted from March, so that the day that comes and goes is their last: 1 March of year 0 is this day.
_MARCH = FIRST - 306
_CYCLE, _CENTURY, _FOUR, _YEAR = 146_097, 36_524, 1_461, 365


def shifted(day: Term, by: int, unit: Unit) -> Term:
    """A day, as an ordinal, so many units later; the last day of the month where there is no such day."""
    if unit == "days":
        return highest(FIRST, lowest(LAST, day + by))
    year, month, of_month = _civil(day)
    months = year * 12 + month + by * (12 if unit == "years" else 1)
    to_year = floor(months, 12)
    to_month = months - to_year * 12
    found = _ordinal(to_year, to_month) + lowest(of_month, _length(to_year, to_month)) - 1
    # January and February, the last two months, are of the next year.
    calendar_year = ite(to_month >= 10, to_year + 1, to_year)
    return ite(calendar_year < 1, FIRST, ite(calendar_year > 9999, LAST, found))


def _civil(day: Term) -> tuple[Term, Term, Term]:
    """The year, the month from March as 0, and the day of the month."""
    passed = day - _MARCH
    cycle = floor(passed, _CYCLE)
    rest = passed - cycle * _CYCLE
    year = floor(rest - floor(rest, _FOUR - 1) + floor(rest, _CENTURY) - floor(rest, _CYCLE - 1), _YEAR)
    of_year = rest - (year * 365 + floor(year, 4) - floor(year, 100))
    month = floor(5 * of_year + 2, 153)
    return cycle * 400 + year, month, of_year - floor(153 * month + 2, 5) + 1


def _ordinal(year: Term, month: Term) -> Term:
    """The first day of a month."""
    leaps = floor(year, 4) - floor(year, 100) + floor(year, 400)
    return _MARCH + year * 365 + leaps + floor(153 * month + 2, 5)


def _length(year: Term, month: Term) -> Term:
    """How many days a month has."""
    following = year + 1
    leap = disj(
        conj(equal(_rest(following, 4), 0), _differs(_rest(following, 100), 0)), equal(_rest(following, 400), 0)
    )
    february = ite(leap, 29, 28)
    short = disj(*(equal(month, each) for each in (1, 3, 6, 8)))
    return ite(equal(month, 11), february, ite(short, 30, 31))


def _rest(value: Term, by: int) -> Term:
    return value - floor(value, by) * by


def _differs(value: Term, other: int) -> Term:
    return disj(value < other, value > other)
