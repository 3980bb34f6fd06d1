"""``integer``: a whole number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import DIGITS, FactType, scalar
from relance_rules.values import Currency, Message, ParseError, parse_integer
from relance_rules.values.amounts import MAX_AMOUNT

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _usual(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= MAX_AMOUNT else None


def _read(value: Any, fact: FactDef, currency: Currency | None) -> int:
    if (usual := _usual(value)) is not None:
        return usual
    if isinstance(value, bool):
        raise ParseError("un nombre entier est attendu")
    return parse_integer(scalar(value))


TYPE = FactType(
    name="integer",
    sort="number",
    python=int,
    read=_read,
    schema=lambda currency: {
        "description": "A whole number.",
        "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": rf"^\s*{DIGITS}\s*$"}],
    },
    written={"type": "integer", "minimum": 0, "maximum": MAX_AMOUNT},
    usual=lambda currency: _usual,
    hint=Message("un nombre entier"),
)
