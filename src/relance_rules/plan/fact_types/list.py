"""``list``: items that hold facts of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, Message

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    return scalar(value)


TYPE = FactType(
    name="list",
    sort="group",
    python=tuple,
    read=_read,
    schema=lambda currency: None,
    hint=Message("recopiez le bloc qui commence par un tiret, autant de fois qu’il le faut"),
)
