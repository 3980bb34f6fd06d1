"""``percentage``: a rate written in percent, 100 % at most unless the fact says otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import NO_BREAK, FactType, scalar
from relance_rules.values import Currency, Message, parse_rate

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Fraction:
    most = Fraction(1) if fact.maximum is None else parse_rate(fact.maximum, None)
    return value if isinstance(value, Fraction) and 0 <= value <= most else parse_rate(scalar(value), most)


TYPE = FactType(
    name="percentage",
    sort="rate",
    python=Fraction,
    read=_read,
    schema=lambda currency: {
        "description": "A percentage: `50 %`.",
        "type": "string",
        "pattern": rf"^\s*[0-9]{{1,4}}([.,][0-9]{{1,6}})?[ {NO_BREAK}]*%\s*$",
        "examples": ["50 %"],
    },
    scale=8,
    hint=Message("un taux, comme « 50 % »"),
)
