"""Rates, whole numbers and yes or no, as people write them."""

from __future__ import annotations

import re
from fractions import Fraction

from relance_rules.values.amounts import GROUPED, MAX_EUROS, MAX_TEXT, SPACES
from relance_rules.values.messages import ParseError

Rate = Fraction

_RATE = re.compile(rf"(?P<number>[0-9]{{1,3}}(?:[.,][0-9]{{1,6}})?)[{SPACES}]*%")


def parse_rate(text: str) -> Rate:
    """Read a rate written in percent, such as ``75 %`` or ``33,5 %``, as an exact ratio.

    Raises:
        ParseError: The text is no percentage, or exceeds 100 %.
    """
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ParseError("« {found} » n’est pas un taux : écrivez-le comme « 75 % »", found=text[:MAX_TEXT])
    rate = Fraction(match["number"].replace(",", ".")) / 100
    if rate > 1:
        raise ParseError("« {found} » dépasse 100 %", found=text)
    return rate


_BOOLEANS = {"true": True, "oui": True, "false": False, "non": False}


def parse_boolean(text: str) -> bool:
    """Read ``true``, ``false``, ``oui`` or ``non``, in any case.

    Raises:
        ParseError: The text is none of them.
    """
    try:
        return _BOOLEANS[text.strip().casefold()]
    except KeyError:
        raise ParseError("« {found} » : répondez « oui » ou « non »", found=text[:MAX_TEXT]) from None


def parse_integer(text: str) -> int:
    """Read a whole number, whose thousands may be grouped by spaces.

    Raises:
        ParseError: The text is no whole number from 0 to 10^12.
    """
    found = text.strip()
    if len(found) > MAX_TEXT or not GROUPED.fullmatch(found):
        raise ParseError("« {found} » n’est pas un nombre entier", found=found[:MAX_TEXT])
    number = int(re.sub(rf"[{SPACES}]", "", found))
    if number > MAX_EUROS:
        raise ParseError("« {found} » est trop grand", found=found)
    return number
