"""``decimal``: a number with at most six decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import DIGITS, FactType, decimal_text, scalar
from relance_rules.values import Currency, Message, ParseError, parse_decimal
from relance_rules.values.amounts import MAX_AMOUNT

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_SCALE = 6


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Fraction:
    if isinstance(value, bool):
        raise ParseError("un nombre est attendu")
    if isinstance(value, Fraction):
        # What no one could write is no answer.
        written = 0 <= value <= MAX_AMOUNT and (value * 10**_SCALE).denominator == 1
        return value if written else parse_decimal(str(value))
    return parse_decimal(scalar(value))


TYPE = FactType(
    name="decimal",
    sort="number",
    python=Fraction,
    read=_read,
    schema=lambda currency: {
        "description": "A number.",
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": rf"^\s*{DIGITS}([.,][0-9]{{1,6}})?\s*$"},
        ],
    },
    write=decimal_text,
    written={"type": "string", "pattern": rf"^[0-9]+(\.[0-9]{{1,{_SCALE}}})?$", "examples": ["12.5"]},
    scale=_SCALE,
    hint=Message("un nombre"),
)
