"""An answer as a person or a program gives it, read as its fact types it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from relance_rules.plan.facts import FactDef
from relance_rules.values import (
    Currency,
    ParseError,
    exact_decimal,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_rate,
)
from relance_rules.values.suggestions import suggestion

_MAX_DEPTH = 40
_MAX_TEXT = 5_000
# JSON can escape half of a character, which no output can encode.
_HALVES = re.compile("[\ud800-\udfff]")


def is_absent(value: object, levels: int = _MAX_DEPTH) -> bool:
    """Whether a value says nothing: empty text, null and absence are the same thing; zero and false are answers.

    What is nested deeper than ``levels`` is taken to say something.
    """
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    if not isinstance(value, (Mapping, list, tuple)) or not levels:
        return False
    inside = value.values() if isinstance(value, Mapping) else value
    return all(is_absent(inner, levels - 1) for inner in inside)


def _scalar(value: Any) -> str:
    """The text of a single value, exact; a float is refused because its decimals are not those that were written."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) >= 10**30:
            raise ParseError("ce nombre est trop grand")
        return str(value)
    if isinstance(value, Decimal):
        return exact_decimal(value)
    if isinstance(value, float):
        raise ParseError("un flottant n’est pas exact : passez un texte, un entier ou un Decimal")
    raise ParseError("une seule valeur est attendue ici, pas une liste ni un groupe")


def _text(value: Any) -> str:
    text = _scalar(value).strip()
    if len(text) > _MAX_TEXT:
        raise ParseError("ce texte dépasse {limit} caractères", limit=_MAX_TEXT)
    if not text.isascii() and _HALVES.search(text):
        raise ParseError("ce texte porte une moitié de caractère : réécrivez-le")
    return text


def _money(value: Any, currency: Currency | None) -> Any:
    if currency is None:
        raise ParseError("ce jeu de règles n’a pas de monnaie")
    if isinstance(value, bool):
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", sign=currency.sign)
    text = _scalar(value)
    # The point of a Decimal never parts thousands: a fourth decimal says so.
    return parse_money(f"{text}0" if isinstance(value, Decimal) and text[-4:-3] == "." else text, currency)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        raise ParseError("un jour est attendu, sans heure")
    return value if isinstance(value, date) else parse_date(_scalar(value))


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise ParseError("un nombre entier est attendu")
    return parse_integer(_scalar(value))


def _decimal(value: Any) -> Fraction:
    if isinstance(value, bool):
        raise ParseError("un nombre est attendu")
    return value if isinstance(value, Fraction) else parse_decimal(_scalar(value))


def _percentage(value: Any, most: Fraction) -> Fraction:
    return value if isinstance(value, Fraction) and 0 <= value <= most else parse_rate(_scalar(value), most)


def read_boolean(value: Any) -> bool:
    """A yes or a no. Raises ParseError where it is neither."""
    return parse_boolean(_scalar(value))


def _enumeration(value: Any, fact: FactDef) -> str:
    text = _scalar(value).strip()
    name = fact.spellings.get(text) or fact.spellings.get(text.casefold())
    if name is None:
        raise ParseError(
            "« {found} » n’est pas une valeur connue ; {near}",
            found=text[:80],
            near=suggestion(text, fact.values or {}),
        )
    return name


def _country(value: Any) -> str:
    text = _scalar(value).strip()
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ParseError("« {found} » : un code de pays à deux lettres est attendu, FR pour la France", found=text[:80])
    return text.upper()


def _siret(value: Any) -> str:
    return _checked_siret(_scalar(value)[:80])


@lru_cache(maxsize=4096)
def _checked_siret(text: str) -> str:
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.fr import siret

    try:
        return str(siret.validate(re.sub(r"[\s\u00a0\u202f.-]", "", text)))
    except InvalidChecksum:
        raise ParseError("« {found} » n’est pas un SIRET : sa clé de contrôle est fausse", found=text) from None
    except ValidationError:
        raise ParseError("« {found} » n’est pas un SIRET : 14 chiffres sont attendus", found=text) from None


def read_value(value: Any, fact: FactDef, currency: Currency | None) -> Any:
    """One value as its fact types it.

    Raises:
        ParseError: It can't be read as that, or is out of what the fact may hold.
    """
    match fact.type:
        case "money":
            read = _money(value, currency)
        case "date":
            read = _date(value)
        case "integer":
            read = _integer(value)
        case "decimal":
            read = _decimal(value)
        case "percentage":
            read = _percentage(value, Fraction(1) if fact.maximum is None else _bound(fact.maximum, fact, currency))
        case "boolean":
            return read_boolean(value)
        case "enumeration":
            return _enumeration(value, fact)
        case "country":
            return _country(value)
        case "siret":
            return _siret(value)
        case _:
            return _text(value)
    if fact.minimum is not None or fact.maximum is not None:
        _within(read, fact, currency)
    return read


def _within(value: Any, fact: FactDef, currency: Currency | None) -> None:
    """Refuse a number or a day that is out of what its fact may hold."""
    if fact.minimum is not None and value < _bound(fact.minimum, fact, currency):
        raise ParseError("« {found} » est en dessous du minimum, {least}", found=value, least=fact.minimum)
    if fact.maximum is not None and value > _bound(fact.maximum, fact, currency):
        raise ParseError("« {found} » est au-dessus du maximum, {most}", found=value, most=fact.maximum)


def _bound(text: str, fact: FactDef, currency: Currency | None) -> Any:
    if fact.type == "percentage":
        return parse_rate(text, None)
    return read_value(text, replace(fact, minimum=None, maximum=None), currency)
