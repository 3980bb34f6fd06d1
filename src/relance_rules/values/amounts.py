"""Amounts: whole cents, and the ways people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from relance_rules.values.messages import ParseError, Text

MAX_AMOUNT = 10**12
"""Larger amounts are refused: no budget of a State reaches them, a slip of the keyboard does."""

MAX_TEXT = 80


class Money(int):
    """An amount in the currency of its rule set, held as a whole number of hundredths.

    ``str`` gives it with two decimals, as reports write it: ``str(Money(123456)) == "1234.56"``.
    """

    __slots__ = ()

    @property
    def decimal(self) -> Decimal:
        """The amount, exact."""
        return Decimal(int(self)).scaleb(-2)

    def __str__(self) -> str:
        whole, cents = divmod(abs(int(self)), 100)
        return f"{'-' if self < 0 else ''}{whole}.{cents:02d}"

    def __repr__(self) -> str:
        return f"Money({int(self)})"


# Spaces that people and spreadsheets put between groups of digits: plain, no-break, narrow no-break, thin, figure.
SPACES = " \u00a0\u202f\u2009\u2007"
_THOUSANDS = re.compile("[1-9][0-9]{0,2}")
# No leading zero: in some notations it makes a number octal.
GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:[{SPACES}][0-9]{{3}})+|[1-9][0-9]*|0")
_SCALE = {"M": 8, "k": 5, "K": 5}


@dataclass(frozen=True)
class Currency:
    """A currency: its code, the other ways people write it, and the words that say which taxes an amount holds.

    ``tax`` is what the amounts of the rule set hold, by language; ``other_tax`` the words of those that it refuses.
    """

    code: str
    also: tuple[str, ...] = ()
    decimals: int = 2
    tax: Text | None = None
    other_tax: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The shortest way to write it."""
        return min((self.code, *self.also), key=len)

    @cached_property
    def written(self) -> re.Pattern[str]:
        """An amount as people write it: a number, perhaps thousands or millions, the currency, and its taxes."""
        names = sorted({*self.also, self.code}, key=len, reverse=True)
        taxes = sorted({*(() if self.tax is None else self.tax.values()), *self.other_tax}, key=len, reverse=True)
        name = "|".join(map(re.escape, names))
        tax = "|".join(map(re.escape, taxes)) or "(?!)"
        return re.compile(
            rf"(?P<number>[0-9](?:[0-9.,{SPACES}]*[0-9])?)[{SPACES}]*"
            rf"(?:(?P<unit>(?P<scale>[MkK])?(?:{name}))(?:[{SPACES}]*(?P<tax>(?i:{tax})))?)?"
        )


def _whole(text: str, found: str) -> str:
    """Drop the spaces that group thousands, refusing those that group nothing."""
    if not GROUPED.fullmatch(text):
        raise ParseError(
            "« {found} » n’est pas un montant : pas de zéro en tête, et des chiffres groupés par trois, "
            "comme « 1 200 000,00 »",
            found=found,
        )
    return re.sub(rf"[{SPACES}]", "", text)


def _decimal_mark(number: str, unit: str, found: str) -> tuple[str, str]:
    """Split a number into its whole and decimal digits, refusing what can be read in two ways."""
    marks = [c for c in number if c in ".,"]
    if not marks:
        return _whole(number, found), ""
    if len(marks) > 1:
        raise ParseError(
            "« {found} » porte plusieurs points ou virgules : écrivez le montant comme « 1 200 000,00 »",
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
            unit=unit,
        )
    return _whole(whole, found), decimals


def parse_money(text: str, currency: Currency, *, unit_required: bool = False) -> Money:
    """Read an amount as people write it: ``1 200 000,00 €``, ``48k€``, ``1.2 M€``, ``1200000``.

    Args:
        text: The amount; spaces may be plain, no-break or narrow no-break.
        currency: The currency that it is in.
        unit_required: Refuse a bare number, as rule files do.

    Returns:
        The amount, exact to the hundredth.

    Raises:
        ParseError: The text is no amount, is negative, is too fine, holds other taxes, or can be read in two ways.
    """
    found = text.strip()
    sign = currency.sign
    if not found or len(found) > MAX_TEXT:
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", sign=sign)
    if found[0] in "-−–+":
        raise ParseError("« {found} » : un montant s’écrit sans signe et n’est jamais négatif", found=found)
    match = currency.written.fullmatch(found)
    if match is None:
        raise ParseError(
            "« {found} » n’est pas un montant : écrivez-le comme « 1 200 000,00 {sign} », « 48 k{sign} » ou "
            "« 1,2 M{sign} »",
            found=found,
            sign=sign,
        )
    taxes = {word.casefold() for word in currency.other_tax}
    if match["tax"] is not None and match["tax"].casefold() in taxes:
        raise ParseError(
            "« {found} » est un montant « {tax} » : un montant « {expected} » est attendu",
            found=found,
            tax=match["tax"],
            expected=currency.tax or "",
        )
    unit = match["unit"] or ""
    exponent = _SCALE.get(match["scale"] or "", 2)
    whole, decimals = _decimal_mark(match["number"], unit or sign, found)
    if unit_required and not unit:
        raise ParseError("« {found} » n’a pas d’unité : écrivez « {found} {code} »", found=found, code=currency.code)
    significant = decimals.rstrip("0")
    if len(significant) > exponent:
        raise ParseError("« {found} » est plus fin que le centime", found=found)
    cents = int(whole + significant) * 10 ** (exponent - len(significant))
    if cents > MAX_AMOUNT * 100:
        raise ParseError("« {found} » dépasse mille milliards", found=found)
    return Money(cents)


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
        raise ParseError("« {found} » n’est pas un nombre utilisable", found=str(number)[:MAX_TEXT]) from None
