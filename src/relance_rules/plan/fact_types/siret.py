"""``siret``: the number of an establishment in the French register, whose check digits must be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import NO_BREAK, FactType, scalar
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.amounts import MAX_TEXT
from relance_rules.values.spelling import tidy

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if len(text) > MAX_TEXT:
        # A part of it is not what was written.
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text[:MAX_TEXT])
    return _checked(text)


_DIGITS = re.compile("[0-9]{14}")
_POST_OFFICE = "356000000"
_VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
_DOUBLED = bytes.maketrans(bytes(range(10)), bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))


def _usual(value: Any) -> str | None:
    """A number whose keys are right, with plain spaces or none."""
    digits = value.replace(" ", "") if type(value) is str and len(value) <= MAX_TEXT else ""
    return digits if _is_right(digits) else None


def _is_right(digits: str) -> bool:
    """Whether the library would find the keys of the establishment and of its company right, told many times faster.

    The post office has keys of its own, and no one has a number of zeros.
    """
    if not _DIGITS.fullmatch(digits) or digits.startswith(_POST_OFFICE) or not digits.strip("0"):
        return False
    values = digits.encode().translate(_VALUES)
    doubled = values.translate(_DOUBLED)
    company = sum(values[0:9:2]) + sum(doubled[1:9:2])
    return company % 10 == 0 and (sum(values[1::2]) + sum(doubled[::2])) % 10 == 0


def _checked(text: str) -> str:
    if (usual := _usual(text)) is not None:
        return usual
    digits = re.sub(r"[\s.-]", "", tidy(text))
    if len(digits) == 14 and not digits.strip("0"):
        raise ParseError("« {found} » n’est le SIRET de personne : si vous ne l’avez pas, laissez vide", found=text)
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.fr import siret

    try:
        return str(siret.validate(digits))
    except InvalidChecksum:
        raise ParseError("« {found} » n’est pas un SIRET : sa clé de contrôle est fausse", found=text) from None
    except ValidationError:
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text) from None


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
    written={"type": "string", "pattern": "^[0-9]{14}$"},
    usual=lambda currency: _usual,
    hint=Message("entre guillemets"),
)
