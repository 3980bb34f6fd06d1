"""``country``: a country or a territory, by its code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.countries import COUNTRIES, USUAL_SLIPS

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ParseError("« {found} » : un code de pays à deux lettres est attendu, FR pour la France", found=text[:80])
    code = text.upper()
    if code in USUAL_SLIPS:
        raise ParseError(
            "« {found} » n’est le code d’aucun pays (ISO 3166-1) ; vouliez-vous dire « {near} » ?",
            found=text,
            near=USUAL_SLIPS[code],
        )
    if code not in COUNTRIES:
        raise ParseError("« {found} » n’est le code d’aucun pays (ISO 3166-1)", found=text)
    return code


TYPE = FactType(
    name="country",
    sort="choice",
    python=str,
    read=_read,
    schema=lambda currency: {
        "description": "A country code of two letters: `FR`.",
        "type": "string",
        "pattern": r"^\s*[A-Za-z]{2}\s*$",
        "examples": ["FR"],
    },
    hint=Message("un code de pays à deux lettres"),
)
