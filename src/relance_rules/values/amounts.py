"""Amounts: whole cents, and the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from numbers import Rational
from operator import index
from typing import Any, overload

from relance_rules.values.messages import ParseError, Text
from relance_rules.values.records import dataclass
from relance_rules.values.spelling import normal, tidy

MAX_AMOUNT = 10**12
"""Larger amounts are refused: no budget of a State reaches them, a slip of the keyboard does."""

_MOST = MAX_AMOUNT * 100

MAX_TEXT = 80


class Money(int):
    """An amount in the currency of its rule set, held as a whole number of hundredths.

    ``str`` gives it with two decimals, as reports write it: ``str(Money(123456)) == "1234.56"``, and so do formats:
    ``f"{Money(123456):,.2f}" == "1,234.56"``.

    What is computed from amounts is an amount: sums and differences, with whole numbers of hundredths too; the product
    with a whole number, a Fraction or a Decimal, and the quotient by one, where they are a whole number of hundredths.
    An amount divided by an amount is an exact Fraction. ``//`` and ``%`` count hundredths, and give plain numbers.
    What stands on the left of a sign decides first: a float there gives a float, of hundredths, as of any whole number,
    and a Fraction or a Decimal one of its own kind. Write the amount first.

    Raises:
        TypeError: An amount is computed with a float, or an amount is multiplied by an amount.
        ValueError: A product or a quotient is no whole number of hundredths: it is to be rounded by who knows how.
    """

    __slots__ = ()

    def __new__(cls, hundredths: Any = 0) -> Money:
        """Take a whole number of hundredths, or what holds one exactly.

        Raises:
            TypeError: It is a text, or a float.
            ValueError: It is no whole number.
        """
        return super().__new__(cls, hundredths if isinstance(hundredths, int) else _whole_number(_exact(hundredths)))

    def __add__(self, other: int) -> Money:
        return Money(int(self) + _integer(other))

    def __sub__(self, other: int) -> Money:
        return Money(int(self) - _integer(other))

    def __rsub__(self, other: int) -> Money:
        return Money(_integer(other) - int(self))

    def __mul__(self, by: int | Fraction | Decimal) -> Money:
        if isinstance(by, Money):
            raise TypeError("an amount times an amount is no amount")
        return Money(int(self) * _exact(by))

    __radd__, __rmul__ = __add__, __mul__

    @overload  # type: ignore[override]
    def __truediv__(self, by: Money) -> Fraction: ...  # type: ignore[overload-overlap]
    @overload
    def __truediv__(self, by: int | Fraction | Decimal) -> Money: ...
    def __truediv__(self, by: int | Fraction | Decimal) -> Money | Fraction:
        exact = Fraction(int(self)) / _exact(by)
        return exact if isinstance(by, Money) else Money(exact)

    def __rtruediv__(self, other: object) -> Money:
        raise TypeError(f"{_named(other)} can't be divided by an amount")

    def __neg__(self) -> Money:
        return Money(-int(self))

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return Money(abs(int(self)))

    def __format__(self, spec: str) -> str:
        return format(self.decimal, spec) if spec else str(self)

    @property
    def decimal(self) -> Decimal:
        """The amount, exact."""
        return Decimal(int(self)).scaleb(-2)

    def __str__(self) -> str:
        whole, cents = divmod(abs(int(self)), 100)
        return f"{'-' if self < 0 else ''}{whole}.{cents:02d}"

    def __repr__(self) -> str:
        return f"Money({int(self)})"


def _named(value: object) -> str:
    return f"a {type(value).__name__}"


def _integer(value: object) -> int:
    """A whole number, of any library."""
    try:
        return index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"an amount is computed with whole hundredths and amounts, not with {_named(value)}") from None


def _exact(value: object) -> Fraction:
    """An exact number; a float is none."""
    return Fraction(value if isinstance(value, (Rational, Decimal)) else _integer(value))


def _whole_number(hundredths: Fraction) -> int:
    if hundredths.denominator != 1:
        raise ValueError(f"{hundredths} is no whole number of hundredths: round it first")
    return hundredths.numerator


_THOUSANDS = re.compile("[1-9][0-9]{0,2}")
# No leading zero: in some notations it makes a number octal.
GROUPED = re.compile("[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*|0")
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
        """A tidy amount as people write it: a number, perhaps thousands or millions, the currency, and more words."""
        name = "|".join(map(re.escape, sorted({*self.also, self.code}, key=len, reverse=True)))
        return re.compile(
            r"(?P<number>[0-9](?:[0-9., ]*[0-9])?) ?"
            rf"(?P<unit>(?P<scale>[MkK])?(?i:{name})(?!(?<=\w)\w))?(?: ?(?P<words>[^0-9]+))?"
        )

    @cached_property
    def usual(self) -> re.Pattern[str]:
        """The amounts that most people write, each of which :attr:`written` reads alike: none is tidied, or scaled."""
        names = (name for name in (self.code, *self.also) if name[0] not in "MkK")
        name = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        space = "[ \u00a0\u202f]"
        whole = f"[1-9][0-9]{{0,2}}(?:{space}[0-9]{{3}})+|[1-9][0-9]*|0"
        return re.compile(f"({whole})(?:[.,]([0-9]{{2}}))?(?:{space}?(?:{name}))?")

    @cached_property
    def taxes(self) -> Mapping[str, bool]:
        """Whether the words that say taxes, without their spaces and points, are those of the rule set."""
        own = () if self.tax is None else self.tax.values()
        return {_bare(word): False for word in self.other_tax} | {_bare(word): True for word in own}


_AROUND = re.compile("[ .()]+")


def _bare(words: str) -> str:
    """Words that say taxes as they are compared: ``T.T.C.`` is ``TTC``."""
    return _AROUND.sub("", normal(words))


def _whole(text: str, found: str) -> str:
    """Drop the spaces that group thousands, refusing those that group nothing."""
    if not GROUPED.fullmatch(text):
        raise ParseError(
            "« {found} » n’est pas un montant : pas de zéro en tête, et des chiffres groupés par trois, "
            "comme « 1 200 000,00 »",
            found=found,
        )
    return text.replace(" ", "")


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


def usual_money(text: str, currency: Currency) -> Money | None:
    """Read an amount that is written as most people do, as :func:`parse_money` reads it; None for any other text."""
    usual = currency.usual.fullmatch(text) if len(text) <= MAX_TEXT else None
    if usual is None:
        return None
    units, cents = usual.groups("00")
    hundredths = int("".join(units.split()) + cents)
    return int.__new__(Money, hundredths) if hundredths <= _MOST else None


def parse_money(text: str, currency: Currency, *, unit_required: bool = False) -> Money:
    """Read an amount as people write it: ``1 200 000,00 €``, ``48k€``, ``1.2 M€``, ``1200000``.

    Args:
        text: The amount, with any kind of spaces.
        currency: The currency that it is in.
        unit_required: Refuse a bare number, as rule files do.

    Returns:
        The amount, exact to the hundredth.

    Raises:
        ParseError: The text is no amount, is negative, is too fine, holds other taxes, or can be read in two ways.
    """
    if not unit_required and (usual := usual_money(text, currency)) is not None:
        return usual
    found = tidy(text)
    sign = currency.sign
    if not found or len(found) > MAX_TEXT:
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", sign=sign)
    if found[0] in "-+":
        raise ParseError("« {found} » : un montant s’écrit sans signe et n’est jamais négatif", found=found)
    match = currency.written.fullmatch(found)
    words = match and match["words"]
    holds = currency.taxes.get(_bare(words)) if words else True
    if match is None or holds is None:
        raise ParseError(
            "« {found} » n’est pas un montant : écrivez-le comme « 1 200 000,00 {sign} », « 48 k{sign} » ou "
            "« 1,2 M{sign} »",
            found=found,
            sign=sign,
        )
    if not holds:
        raise ParseError(
            "« {found} » est un montant « {tax} » : un montant « {expected} » est attendu",
            found=found,
            tax=words,
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
