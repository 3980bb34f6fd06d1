"""``siret``: the number of an establishment in the French register, whose check digits must be right."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import NO_BREAK, FactType, scalar
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.amounts import MAX_TEXT
from relance_rules.values.siret import has_right_key
from relance_rules.values.spelling import tidy

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if len(text) > MAX_TEXT:
        # A part of it is not what was written.
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text[:MAX_TEXT])
    return _checked(text)


@lru_cache(maxsize=4096)
def _checked(text: str) -> str:
    digits = re.sub(r"[\s.-]", "", tidy(text))
    if len(digits) == 14 and not digits.strip("0"):
        raise ParseError("« {found} » n’est le SIRET de personne : si vous ne l’avez pas, laissez vide", found=text)
    if re.fullmatch("[0-9]{14}", digits) is None:
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text)
    if not has_right_key(digits):
        raise ParseError("« {found} » n’est pas un SIRET : sa clé de contrôle est fausse", found=text)
    return digits


TYPE = FactType(
    name="siret",
    sort="text",
    python=str,
    read=_read,
    schema=lambda currency: {
        "description": "A SIRET: 14 digits, whose key is checked.",
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 99999999999999},
            {"type": "string", "pattern": rf"^[\s{NO_BREAK}.-]*([0-9][\s{NO_BREAK}.-]*){{14}}$"},
        ],
    },
    hint=Message("entre guillemets"),
)
