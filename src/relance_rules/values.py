"""The values everything else computes with: euros, rates, truths and messages.

An amount is a whole number of cents, a rate is an exact fraction, and a truth has three values.
Nothing here rounds, except :func:`floor_cents`, which says so in its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

__all__ = [
    "FALSE",
    "HIDDEN",
    "TRUE",
    "UNKNOWN",
    "Euro",
    "Message",
    "Month",
    "ParseError",
    "Rate",
    "Truth",
    "exact_decimal",
    "floor_cents",
    "parse_boolean",
    "parse_date",
    "parse_euro",
    "parse_integer",
    "parse_rate",
    "visible",
]

Rate = Fraction

MAX_EUROS = 10**12
"""Larger amounts are refused: no budget of a State reaches them, a slip of the keyboard does."""

_MAX_TEXT = 80


class Truth(Enum):
    """A value of Kleene's three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, § 64)."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        """Refuse to be taken for a boolean: an unknown is neither true nor false."""
        raise TypeError("a Truth has three values: compare it with TRUE, FALSE or UNKNOWN")


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Euro(int):
    """An amount in euros, all taxes included, held as a whole number of cents.

    ``str`` gives euros with two decimals, as reports write them: ``str(Euro(123456)) == "1234.56"``.
    """

    __slots__ = ()

    @property
    def decimal(self) -> Decimal:
        """The amount in euros, exact."""
        return Decimal(int(self)).scaleb(-2)

    def __str__(self) -> str:
        euros, cents = divmod(abs(int(self)), 100)
        return f"{'-' if self < 0 else ''}{euros}.{cents:02d}"

    def __repr__(self) -> str:
        return f"Euro({int(self)})"


def floor_cents(amount: Fraction) -> Euro:
    """Round an exact number of cents down to whole cents (reading R2)."""
    return Euro(amount.numerator // amount.denominator)


class Month(NamedTuple):
    """A month of a year, counted from 1."""

    year: int
    month: int


_PLACE = re.compile(r"\{([a-z_]+)\}")


class Message(NamedTuple):
    """A sentence for a person, kept apart from its language until it is shown.

    ``text`` is the French sentence with ``{name}`` places; ``values`` fills them with amounts, dates, rates,
    words or other messages, each written in the reader's language when the message is shown.
    """

    text: str
    values: Mapping[str, Any] = {}

    def filled(self, sentence: str, say: Callable[[Any], str]) -> str:
        """A sentence, this one or its translation, with its places filled by ``say`` in one pass."""
        return _PLACE.sub(lambda place: say(self.values[place[1]]) if place[1] in self.values else place[0], sentence)

    def __str__(self) -> str:
        """The sentence in French, with plain values: for exceptions and logs."""
        return self.filled(self.text, lambda value: str(getattr(value, "fr", value)))


class ParseError(ValueError):
    """A text that can't be read as the value it should hold; carries the message for the person."""

    def __init__(self, text: str, **values: Any) -> None:
        """Take the French sentence and the values of its places."""
        super().__init__(text)
        self.message = Message(text, values)


# Spaces that people and spreadsheets put between groups of digits: plain, no-break, narrow no-break, thin, figure.
_SPACES = " \u00a0\u202f\u2009\u2007"
_AMOUNT = re.compile(
    rf"(?P<number>[0-9](?:[0-9.,{_SPACES}]*[0-9])?)[{_SPACES}]*(?P<unit>M€|MEUR|k€|K€|kEUR|KEUR|€|EUR|euros?)?",
)
_THOUSANDS = re.compile("[1-9][0-9]{0,2}")
# No leading zero: in some notations it makes a number octal.
_GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+|[1-9][0-9]*|0")
_SCALE = {"M": 8, "k": 5, "K": 5}


def _whole(text: str, found: str) -> str:
    """Drop the spaces that group thousands, refusing those that group nothing."""
    if not _GROUPED.fullmatch(text):
        raise ParseError(
            "« {found} » n’est pas un montant : pas de zéro en tête, et des chiffres groupés par trois, "
            "comme « 1 200 000,00 € »",
            found=found,
        )
    return re.sub(rf"[{_SPACES}]", "", text)


def _decimal_mark(number: str, unit: str, found: str) -> tuple[str, str]:
    """Split a number into its whole and decimal digits, refusing what can be read in two ways."""
    marks = [c for c in number if c in ".,"]
    if not marks:
        return _whole(number, found), ""
    if len(marks) > 1:
        raise ParseError(
            "« {found} » porte plusieurs points ou virgules : écrivez le montant comme « 1 200 000,00 € »",
            found=found,
        )
    whole, _, decimals = number.partition(marks[0])
    if not decimals.isascii() or not decimals.isdigit():
        raise ParseError("« {found} » n’est pas un montant : des chiffres sont attendus après la virgule", found=found)
    # Only three digits after one to three that do not start with nought can also be thousands.
    if len(decimals) == 3 and _THOUSANDS.fullmatch(whole):
        raise ParseError(
            "« {found} » est ambigu : « {thousands} {unit} » ou « {whole},{decimals} {unit} » ? "
            "Écrivez les milliers avec une espace et les centimes avec deux chiffres",
            found=found,
            thousands=f"{whole} {decimals}",
            whole=whole,
            decimals=decimals,
            unit=unit or "€",
        )
    return _whole(whole, found), decimals


def parse_euro(text: str, *, unit_required: bool = False) -> Euro:
    """Read an amount as people write it: ``1 200 000,00 €``, ``48k€``, ``1.2 M€``, ``1200000``.

    Args:
        text: The amount; spaces may be plain, no-break or narrow no-break.
        unit_required: Refuse a bare number, as rule files do.

    Returns:
        The amount, exact to the cent.

    Raises:
        ParseError: The text is no amount, is negative, has fractions of a cent, or can be read in two ways.
    """
    found = text.strip()
    if not found or len(found) > _MAX_TEXT:
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 € »")
    if found[0] in "-−–+":
        raise ParseError("« {found} » : un montant s’écrit sans signe et n’est jamais négatif", found=found)
    match = _AMOUNT.fullmatch(found)
    if match is None:
        raise ParseError(
            "« {found} » n’est pas un montant : écrivez-le comme « 1 200 000,00 € », « 48 k€ » ou « 1,2 M€ »",
            found=found,
        )
    unit = match["unit"] or ""
    exponent = _SCALE.get(unit[:1], 2)
    whole, decimals = _decimal_mark(match["number"], unit, found)
    if unit_required and not unit:
        raise ParseError("« {found} » n’a pas d’unité : écrivez « {found} EUR »", found=found)
    significant = decimals.rstrip("0")
    if len(significant) > exponent:
        raise ParseError("« {found} » est plus fin que le centime", found=found)
    cents = int(whole + significant) * 10 ** (exponent - len(significant))
    if cents > MAX_EUROS * 100:
        raise ParseError("« {found} » dépasse mille milliards d’euros", found=found)
    return Euro(cents)


_RATE = re.compile(rf"(?P<number>[0-9]{{1,3}}(?:[.,][0-9]{{1,6}})?)[{_SPACES}]*%")


def parse_rate(text: str) -> Rate:
    """Read a rate written in percent, such as ``75 %`` or ``33,5 %``, as an exact ratio.

    Raises:
        ParseError: The text is no percentage, or exceeds 100 %.
    """
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ParseError("« {found} » n’est pas un taux : écrivez-le comme « 75 % »", found=text[:_MAX_TEXT])
    rate = Fraction(match["number"].replace(",", ".")) / 100
    if rate > 1:
        raise ParseError("« {found} » dépasse 100 %", found=text)
    return rate


_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def parse_date(text: str) -> date:
    """Read a day written ``2021-02-12`` or ``12/02/2021`` (day first).

    Raises:
        ParseError: The text is no date of the calendar.
    """
    found = text.strip()
    if match := _ISO_DATE.fullmatch(found):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DATE.fullmatch(found):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise ParseError(
            "« {found} » n’est pas une date : écrivez-la « 2021-02-12 » ou « 12/02/2021 »",
            found=found[:_MAX_TEXT],
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ParseError("« {found} » n’existe pas dans le calendrier", found=found) from None


_BOOLEANS = {"true": True, "oui": True, "false": False, "non": False}


def parse_boolean(text: str) -> bool:
    """Read ``true``, ``false``, ``oui`` or ``non``, in any case.

    Raises:
        ParseError: The text is none of them.
    """
    try:
        return _BOOLEANS[text.strip().casefold()]
    except KeyError:
        raise ParseError("« {found} » : répondez « oui » ou « non »", found=text[:_MAX_TEXT]) from None


def parse_integer(text: str) -> int:
    """Read a whole number, whose thousands may be grouped by spaces.

    Raises:
        ParseError: The text is no whole number from 0 to 10^12.
    """
    found = text.strip()
    if len(found) > _MAX_TEXT or not _GROUPED.fullmatch(found):
        raise ParseError("« {found} » n’est pas un nombre entier", found=found[:_MAX_TEXT])
    number = int(re.sub(rf"[{_SPACES}]", "", found))
    if number > MAX_EUROS:
        raise ParseError("« {found} » est trop grand", found=found)
    return number


def exact_decimal(number: Decimal) -> str:
    """Write a finite decimal without exponent, for the parsers above.

    Raises:
        ParseError: The number is not finite, or absurdly large or fine.
    """
    try:
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise InvalidOperation
        return format(number, "f")
    except InvalidOperation:
        raise ParseError("« {found} » n’est pas un nombre utilisable", found=str(number)[:_MAX_TEXT]) from None


# Controls, line and paragraph separators, marks that reorder or hide text on a screen, and the halves of characters
# that no output can encode.
HIDDEN = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\u00ad\u180e\u3164\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """A text from outside as it may be shown: what would move the cursor or reorder the line becomes U+FFFD."""
    return HIDDEN.sub("\ufffd", text)
