"""``percentage``: a rate written in percent, 100 % at most unless the fact says otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import NO_BREAK, FactType, decimal_text, scalar
from relance_rules.values import Currency, Message, parse_rate

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_SCALE = 8


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Fraction:
    most = Fraction(1) if fact.maximum is None else parse_rate(fact.maximum, None)
    if not isinstance(value, Fraction):
        return parse_rate(scalar(value), most)
    # What no one could write is no answer.
    written = value >= 0 and (value * 10**_SCALE).denominator == 1
    return parse_rate(_write(value) if written else str(value), most)


def _write(value: Fraction) -> str:
    return f"{decimal_text(value * 100)} %"


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
    write=_write,
    written={"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,6})? %$", "examples": ["50 %"]},
    scale=_SCALE,
    hint=Message("un taux, comme « 50 % »"),
)
