"""Days and months."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from relance_rules.values.amounts import MAX_TEXT
from relance_rules.values.messages import ParseError
from relance_rules.values.spelling import normal, tidy
from relance_rules.values.words import either


class Month(NamedTuple):
    """A month of a year, counted from 1."""

    year: int
    month: int


_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_IN_WORDS = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)? ([a-z]{3,})\.? ([0-9]{4})")


@cache
def month_names() -> tuple[tuple[str, int], ...]:
    """The names of the months in French and in English, normalised, each with its number."""
    from babel.dates import get_month_names

    names = [get_month_names("wide", locale=language) for language in ("fr", "en")]
    return tuple((normal(name), number) for months in names for number, name in months.items())


def parse_date(text: str) -> date:
    """Read a day written ``2021-02-12``, ``12/02/2021`` (day first), ``12 février 2021`` or ``12 Feb. 2021``.

    A month may be cut where its first letters, three at least, are those of no other.

    Raises:
        ParseError: The text is no date of the calendar, or its month may be two.
    """
    found = tidy(text)
    if len(found) > MAX_TEXT:
        raise _no_date(found[:MAX_TEXT])
    if match := _ISO_DATE.fullmatch(found):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DATE.fullmatch(found):
        day, month, year = (int(part) for part in match.groups())
    elif match := _DAY_IN_WORDS.fullmatch(normal(found)):
        day, month, year = int(match[1]), _month(match[2], found), int(match[3])
    else:
        raise _no_date(found)
    try:
        return date(year, month, day)
    except ValueError:
        raise ParseError("« {found} » n’existe pas dans le calendrier", found=found) from None


def _month(word: str, found: str) -> int:
    """The month that a word names, or begins to name.

    Raises:
        ParseError: It is none, or may be two.
    """
    months = {name: number for name, number in month_names() if name.startswith(word)}
    numbers = {months[word]} if word in months else set(months.values())
    if len(numbers) > 1:
        raise ParseError("« {found} » : ce mois peut être {names}", found=found, names=either(list(months)))
    if not numbers:
        raise _no_date(found)
    return numbers.pop()


def _no_date(found: str) -> ParseError:
    return ParseError(
        "« {found} » n’est pas une date : écrivez-la « 2021-02-12 », « 12/02/2021 » ou « 12 février 2021 »",
        found=found,
    )
