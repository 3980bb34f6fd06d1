"""The values everything else computes with: amounts, rates, days, truths and messages.

An amount is a whole number of cents, a rate is an exact fraction, and a truth has three values.
Nothing here rounds, except :func:`floor_cents`, which says so in its name.
"""

from relance_rules.values.amounts import MAX_EUROS, Euro, exact_decimal, floor_cents, parse_euro
from relance_rules.values.dates import Month, parse_date
from relance_rules.values.messages import HIDDEN, Message, ParseError, visible
from relance_rules.values.numbers import Rate, parse_boolean, parse_integer, parse_rate
from relance_rules.values.truth import FALSE, TRUE, UNKNOWN, Truth

__all__ = [
    "FALSE",
    "HIDDEN",
    "MAX_EUROS",
    "TRUE",
    "UNKNOWN",
    "Euro",
    "Message",
    "Month",
    "ParseError",
    "Rate",
    "Truth",
    "exact_decimal",
    "floor_cents",
    "parse_boolean",
    "parse_date",
    "parse_euro",
    "parse_integer",
    "parse_rate",
    "visible",
]
