"""Numbers, amounts and days as French and English write them: what the CLDR says, without loading all of it.

``formats.json`` holds its words and its signs; the tests compare everything with Babel.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

LanguageCode: TypeAlias = Literal["fr", "en"]

FILE = Path(__file__).with_name("formats.json")

_GROUP = {"fr": "\u202f", "en": ","}
_POINT = {"fr": ",", "en": "."}
_DECIMALS = 6
"""The most decimals of a plain number that are shown."""


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def amount(hundredths: int, language: LanguageCode, currency: str | None) -> str:
    """An amount with its thousands grouped and the decimals of its currency: ``1 200 000,00 €``, ``€1,200,000.00``."""
    if currency is None:
        return _sign(hundredths < 0) + _number(abs(hundredths), 2, 2, language)
    places = _words()["decimals"].get(currency, 2)
    number = _number(_units(abs(hundredths), -2, places), places, places, language)
    sign = _words()["signs"][language].get(currency, currency)
    return _sign(hundredths < 0) + (f"{number}\u00a0{sign}" if language == "fr" else f"{sign}{number}")


def percentage(units: int, places: int, language: LanguageCode) -> str:
    """A percentage counted in units of ``10 ** -places``, with the decimals it has: ``75,125 %``."""
    return _sign(units < 0) + _number(abs(units), places, 0, language) + ("\u00a0%" if language == "fr" else "%")


def number(value: Decimal, language: LanguageCode) -> str:
    """A number with the decimals it has, six at most."""
    sign, digits, exponent = value.as_tuple()
    units = _units(int("".join(map(str, digits))), int(exponent), _DECIMALS)
    return _sign(bool(sign)) + _number(units, _DECIMALS, 0, language)


def day(value: date, language: LanguageCode) -> str:
    """A day with its month in words: ``12 février 2021``."""
    # French counts the first of the month with an ordinal, which the locale data leaves out.
    first = value.day == 1 and language == "fr"
    return f"{'1er' if first else value.day} {month(value, language)}"


def month(value: date, language: LanguageCode) -> str:
    """A month in words: ``février 2021``."""
    return f"{_words()['months'][language][value.month - 1]} {value.year}"


def _sign(negative: bool) -> str:
    return "-" if negative else ""


def _units(coefficient: int, exponent: int, places: int) -> int:
    """``coefficient * 10 ** exponent`` in units of ``10 ** -places``, the half of one to the even one."""
    if exponent + places >= 0:
        return coefficient * int(10 ** (exponent + places))
    unit = int(10 ** -(exponent + places))
    found, rest = divmod(coefficient, unit)
    return found + (2 * rest > unit or (2 * rest == unit and found % 2))


def _number(units: int, places: int, least: int, language: LanguageCode) -> str:
    """A number of units of ``10 ** -places``, with ``least`` decimals or more."""
    whole, rest = divmod(units, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0") if places else ""
    written = f"{whole:,}".replace(",", _GROUP[language])
    return f"{written}{_POINT[language]}{decimals}" if decimals else written
