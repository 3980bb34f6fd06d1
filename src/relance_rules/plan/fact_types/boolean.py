"""``boolean``: yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import AROUND, FactType, any_spelling, scalar
from relance_rules.values import Currency, Message, parse_boolean
from relance_rules.values.numbers import BOOLEANS

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_WORDS = "|".join(map(any_spelling, BOOLEANS))


def _read(value: Any, fact: FactDef, currency: Currency | None) -> bool:
    return parse_boolean(scalar(value))


def _usual(value: Any) -> bool | None:
    return value if type(value) is bool else None


TYPE = FactType(
    name="boolean",
    sort="truth",
    python=bool,
    read=_read,
    schema=lambda currency: {
        "description": "`oui` or `non`, `vrai` or `faux`, `yes` or `no`, `true` or `false`.",
        "anyOf": [
            {"type": "boolean"},
            {"enum": ["oui", "non"]},
            {"type": "string", "pattern": rf"^{AROUND}({_WORDS}){AROUND}$"},
        ],
    },
    written={"type": "boolean"},
    usual=lambda currency: _usual,
    hint=Message("oui ou non"),
)
