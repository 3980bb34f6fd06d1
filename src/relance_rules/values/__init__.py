"""The values everything else computes with: amounts, rates, days and messages.

An amount is a whole number of hundredths, a rate is an exact fraction. Nothing here rounds.
"""

from relance_rules.values.amounts import MAX_AMOUNT, Currency, Money, exact_decimal, parse_money
from relance_rules.values.dates import Month, parse_date
from relance_rules.values.messages import HIDDEN, Fixed, Message, ParseError, Text, visible
from relance_rules.values.numbers import Rate, parse_boolean, parse_decimal, parse_integer, parse_rate

__all__ = [
    "HIDDEN",
    "MAX_AMOUNT",
    "Currency",
    "Fixed",
    "Message",
    "Money",
    "Month",
    "ParseError",
    "Rate",
    "Text",
    "exact_decimal",
    "parse_boolean",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_money",
    "parse_rate",
    "visible",
]
