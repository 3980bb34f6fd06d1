"""``enumeration``: one of the values that the fact lists, by its name, its label or another way people write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, ParseError
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    name = fact.value_of(text)
    if name is None:
        raise ParseError(
            "« {found} » n’est pas une valeur connue ; {near}",
            found=text[:80],
            near=suggestion(text, fact.values or {}, fact.spellings),
        )
    return name


TYPE = FactType(name="enumeration", sort="choice", python=str, read=_read, schema=lambda currency: None)
