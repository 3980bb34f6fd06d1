"""What a type of fact says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from relance_rules.values import Currency, Message, ParseError, Text, exact_decimal
from relance_rules.values.records import dataclass
from relance_rules.values.spelling import normal

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

Schema: TypeAlias = dict[str, Any]
FactSort: TypeAlias = Literal["truth", "money", "rate", "number", "day", "choice", "text", "group"]

NO_BREAK = "\u00a0\u202f\u2009\u2007"
"""The spaces that group digits and that no line breaks at."""
DIGITS = rf"[0-9][0-9 {NO_BREAK}]*"


def same(value: Any) -> Any:
    """A value that JSON holds as it is."""
    return value


def nothing(value: Any) -> None:
    """What of no value can be told in a faster way."""


@dataclass(frozen=True)
class FactType:
    """A type of fact.

    Attributes:
        name: What a vocabulary calls it.
        sort: What rules may do with it; a ``group`` holds others, and no rule reads it.
        python: The type of a value once read.
        read: A value as a person or a program gives it, to one of ``python``; raises ParseError.
        schema: The JSON Schema of what may be written, for a currency; None where facts tell themselves.
        write: A value once read as JSON holds it, in the one way that programs write it, which ``read`` reads as the
            same value.
        written: The JSON Schema of what ``write`` gives.
        usual: For a currency, what reads the values that most people and programs give as ``read`` reads them, faster;
            it gives None of any other, whatever that is.
        plain: Which texts are read as they are, as pydantic constrains a text: by a ``pattern``, a ``max_length``; None
            where ``read`` alone tells.
        scale: How many decimals its numbers have.
        hint: How to write an answer; ``{sign}`` is the sign of the currency.
    """

    name: str
    sort: FactSort
    python: type
    read: Callable[[Any, FactDef, Currency | None], Any]
    schema: Callable[[Currency | None], Schema | None]
    write: Callable[[Any], Any] = same
    written: Schema = field(default_factory=lambda: {"type": "string"})
    usual: Callable[[Currency | None], Callable[[Any], Any]] = lambda currency: nothing
    plain: Mapping[str, Any] | None = None
    scale: int = 0
    hint: Message | None = None


def scalar(value: Any) -> str:
    """The text of a single value, exact; a float is refused because its decimals are not those that were written.

    Raises:
        ParseError: The value is no single one, or no exact one.
    """
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


def decimal_text(value: Fraction) -> str:
    """A number of finitely many decimals, exact: ``33.5``."""
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    return f"{whole}.{digits}" if digits else str(whole)


SPACE = rf"[\s{NO_BREAK}]"
AROUND = rf"[\s{NO_BREAK}'’\"«»“”]*"
"""What may stand around what is typed."""


@cache
def _any_spelling(letter: str) -> str:
    """A pattern for one character of a normal text."""
    if letter == " ":
        return rf"[\s{NO_BREAK}_\u2010-\u2015\u2212-]+"
    if letter == "'":
        return rf"{SPACE}*['’‘ʼ`´]{SPACE}*"
    usual = [chr(code) for code in range(0x20, 0x100) if normal(chr(code)) == letter]
    return f"[{''.join(usual)}]" if len(usual) > 1 else escaped(letter)


def any_spelling(text: str) -> str:
    """A pattern for the usual spellings of a text, in the dialect that all validators of JSON Schema share."""
    return "".join(map(_any_spelling, normal(text)))


def escaped(text: str) -> str:
    """A text as a pattern that matches it alone."""
    return "".join(f"\\{letter}" if letter in r"\^$.|?*+()[]{}/" else letter for letter in text)


def in_others(text: Text) -> str:
    """A text in the languages of the set but the first, or in it where there is no other."""
    others = list(text.values())[1:]
    return " / ".join(others) if others else str(text)
