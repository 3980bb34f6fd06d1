"""``flags``: answers of yes or no that themes name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, Message

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    return scalar(value)


TYPE = FactType(
    name="flags",
    sort="group",
    python=dict,
    read=_read,
    schema=lambda currency: None,
    hint=Message("écrivez oui en face de ce que vous donnez"),
)
