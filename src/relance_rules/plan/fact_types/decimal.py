"""``decimal``: a number with at most six decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import DIGITS, FactType, scalar
from relance_rules.values import Currency, Message, ParseError, parse_decimal

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Fraction:
    if isinstance(value, bool):
        raise ParseError("un nombre est attendu")
    return value if isinstance(value, Fraction) else parse_decimal(scalar(value))


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
    scale=6,
    hint=Message("un nombre"),
)
