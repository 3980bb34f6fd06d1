"""``country``: a country or a territory, by its code or by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.amounts import MAX_TEXT
from relance_rules.values.countries import country_of, near_country
from relance_rules.values.spelling import tidy

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value)
    code = country_of(text)
    if code is not None:
        return code
    found = tidy(text)[:MAX_TEXT]
    near = near_country(found)
    if near is not None:
        raise ParseError(
            "« {found} » n’est ni le code (ISO 3166-1) ni le nom d’un pays ; vouliez-vous dire « {near} » ?",
            found=found,
            near=near,
        )
    raise ParseError(
        "« {found} » n’est ni le code (ISO 3166-1) ni le nom d’un pays : écrivez-le comme « FR » ou « France »",
        found=found,
    )


TYPE = FactType(
    name="country",
    sort="choice",
    python=str,
    read=_read,
    schema=lambda currency: {
        "description": "A country, by its code of two letters or by its name: `FR`, `France`.",
        "type": "string",
        "pattern": r"[A-Za-zÀ-ÿ]{2}",
        "examples": ["FR"],
    },
    written={"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["FR"]},
    hint=Message("un pays, par son code ou son nom : « FR » ou « France »"),
)
