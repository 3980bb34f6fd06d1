"""``boolean``: yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, any_case, scalar
from relance_rules.values import Currency, Message, parse_boolean

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_WORDS = "|".join(any_case(word) for word in ("oui", "non", "true", "false"))


def _read(value: Any, fact: FactDef, currency: Currency | None) -> bool:
    return parse_boolean(scalar(value))


TYPE = FactType(
    name="boolean",
    sort="truth",
    python=bool,
    read=_read,
    schema=lambda currency: {
        "description": "`oui` or `non`, `true` or `false`.",
        "anyOf": [
            {"type": "boolean"},
            {"enum": ["oui", "non"]},
            {"type": "string", "pattern": rf"^\s*({_WORDS})\s*$"},
        ],
    },
    hint=Message("oui ou non"),
)
