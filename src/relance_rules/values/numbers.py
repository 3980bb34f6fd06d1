"""Rates, whole numbers and yes or no, as people write them."""

from __future__ import annotations

import re
from fractions import Fraction

from relance_rules.values.amounts import GROUPED, MAX_AMOUNT, MAX_TEXT
from relance_rules.values.messages import ParseError
from relance_rules.values.spelling import normal, tidy

Rate = Fraction

_RATE = re.compile(r"(?P<number>[0-9]{1,4}(?:[.,][0-9]{1,6})?) ?%")


def parse_rate(text: str, most: Rate | None = Rate(1)) -> Rate:  # noqa: B008 - immutable
    """Read a rate written in percent, such as ``75 %`` or ``33,5 %``, as an exact ratio.

    Raises:
        ParseError: The text is no percentage, or exceeds ``most``.
    """
    match = _RATE.fullmatch(tidy(text))
    if match is None:
        raise ParseError("« {found} » n’est pas un taux : écrivez-le comme « 75 % »", found=text[:MAX_TEXT])
    rate = Fraction(match["number"].replace(",", ".")) / 100
    if most is not None and rate > most:
        raise ParseError("« {found} » dépasse {most}", found=text, most=most)
    return rate


BOOLEANS = {
    "oui": True,
    "non": False,
    "vrai": True,
    "faux": False,
    "true": True,
    "false": False,
    "yes": True,
    "no": False,
}


def parse_boolean(text: str) -> bool:
    """Read ``oui`` or ``non``, ``vrai`` or ``faux``, ``yes`` or ``no``, ``true`` or ``false``.

    Raises:
        ParseError: The text is none of them.
    """
    answer = BOOLEANS.get(text)
    if answer is None:
        answer = BOOLEANS.get(normal(text))
    if answer is None:
        raise ParseError("« {found} » : répondez « oui » ou « non »", found=text[:MAX_TEXT])
    return answer


def parse_integer(text: str) -> int:
    """Read a whole number, whose thousands may be grouped by spaces.

    Raises:
        ParseError: The text is no whole number from 0 to 10^12.
    """
    found = tidy(text)
    if len(found) > MAX_TEXT or not GROUPED.fullmatch(found):
        raise ParseError("« {found} » n’est pas un nombre entier", found=found[:MAX_TEXT])
    number = int(found.replace(" ", ""))
    if number > MAX_AMOUNT:
        raise ParseError("« {found} » est trop grand", found=found)
    return number


_DECIMAL = re.compile(r"(?P<whole>[^.,]+)(?:[.,](?P<decimals>[0-9]{1,6}))?")


def parse_decimal(text: str) -> Rate:
    """Read a number with at most six decimals, exactly.

    Raises:
        ParseError: The text is no such number from 0 to 10^12.
    """
    found = tidy(text)
    match = _DECIMAL.fullmatch(found)
    if match is None or len(found) > MAX_TEXT:
        raise ParseError("« {found} » n’est pas un nombre, de six décimales au plus", found=found[:MAX_TEXT])
    return Fraction(parse_integer(match["whole"])) + Fraction(f"0.{match['decimals'] or 0}")
