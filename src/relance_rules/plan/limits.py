"""What the numbers, the days and the countries of a dossier may be, as reading accepts them."""

from __future__ import annotations

from datetime import date

from relance_rules.plan.facts import DECIMAL_SCALE, RATE_SCALE, FactDef
from relance_rules.values import (
    MAX_AMOUNT,
    Currency,
    countries,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_rate,
)

_DAYS = 1, date.max.toordinal()

COUNTRIES = tuple(sorted(countries.COUNTRIES))
"""All that a country may be: two letters."""


def limits(fact: FactDef, currency: Currency | None) -> tuple[int, int] | None:
    """The least and the most that a fact may be, in units of its scale; None where it is neither a number nor a day.

    Without a currency, the minimum and the maximum of an amount are left aside.
    """
    match fact.type:
        case "money":
            low, high = 0, MAX_AMOUNT * 100
        case "integer":
            low, high = 0, MAX_AMOUNT
        case "decimal":
            low, high = 0, MAX_AMOUNT * 10**DECIMAL_SCALE
        case "percentage":
            low, high = 0, 10**RATE_SCALE
        case "date":
            low, high = _DAYS
        case _:
            return None
    return _read(fact, fact.minimum, currency, low), _read(fact, fact.maximum, currency, high)


def unstated(fact: FactDef | None) -> tuple[int | None, int | None]:
    """The ends of what a number or a day that is not stated may be, in units of its scale; None for no end.

    That reading refuses numbers past some size sets no end to them: only the rule set does. Without a fact, it is an
    amount that the engine states.
    """
    found = None if fact is None else limits(fact, None)
    if fact is None or found is None:
        return 0, None
    low, high = found
    bounded = fact.type == "percentage" or (fact.maximum is not None and fact.type != "money")
    return (None if fact.type == "date" and fact.minimum is None else low), (high if bounded else None)


def _read(fact: FactDef, text: str | None, currency: Currency | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    match fact.type:
        case "money":
            return otherwise if currency is None else int(parse_money(text, currency))
        case "integer":
            return parse_integer(text)
        case "decimal":
            return int(parse_decimal(text) * 10**DECIMAL_SCALE)
        case "percentage":
            return int(parse_rate(text, None) * 10**RATE_SCALE)
        case _:
            return parse_date(text).toordinal()
