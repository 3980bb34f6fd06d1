"""The values everything else computes with: amounts, rates, days, truths and messages.

An amount is a whole number of cents, a rate is an exact fraction, and a truth has three values.
Nothing here rounds, except :func:`floor_cents`, which says so in its name.
"""

from relance_rules.values.amounts import MAX_AMOUNT, Currency, Money, exact_decimal, floor_cents, parse_money
from relance_rules.values.dates import Month, parse_date
from relance_rules.values.messages import HIDDEN, Message, ParseError, Text, visible
from relance_rules.values.numbers import Rate, parse_boolean, parse_decimal, parse_integer, parse_rate
from relance_rules.values.truth import FALSE, TRUE, UNKNOWN, Truth

__all__ = [
    "FALSE",
    "HIDDEN",
    "MAX_AMOUNT",
    "TRUE",
    "UNKNOWN",
    "Currency",
    "Message",
    "Money",
    "Month",
    "ParseError",
    "Rate",
    "Text",
    "Truth",
    "exact_decimal",
    "floor_cents",
    "parse_boolean",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_money",
    "parse_rate",
    "visible",
]
