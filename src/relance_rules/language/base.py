"""The parts every other model of the language is made of: identifiers, texts, amounts, citations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from relance_rules.values import Euro, Message, ParseError, Rate, parse_boolean, parse_date, parse_euro, parse_rate


class Node(BaseModel):
    """A part of a rule file: immutable, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


def refused(sentence: str, **values: Any) -> PydanticCustomError:
    """An error of a rule file, which carries its sentence to those who show it in the reader's language."""
    return PydanticCustomError("relance", "{message}", {"message": Message(sentence, values)})


def reads(parse: Callable[[str], Any], *kinds: type) -> PlainValidator:
    """Turn a parser of texts into a pydantic validator that keeps the parser's message."""

    def validate(value: object) -> object:
        if isinstance(value, kinds):
            return value
        if not isinstance(value, str):
            raise refused("texte attendu")
        try:
            return parse(value)
        except ParseError as error:
            raise PydanticCustomError("relance", "{message}", {"message": error.message}) from None

    return PlainValidator(validate)


def _amount(text: str) -> Euro:
    return parse_euro(text, unit_required=True)


AMOUNT_SCHEMA: dict[str, Any] = {
    "type": "string",
    "description": "An amount in euros, all taxes included: `2 000 000 EUR`, `48 k€`, `2 M€`.",
    "pattern": r"^[0-9][0-9 .,\u00a0\u202f]*(M€|MEUR|k€|kEUR|€|EUR)$",
    "examples": ["2 000 000 EUR", "48 k€", "2 M€"],
}
PERCENTAGE_SCHEMA: dict[str, Any] = {
    "type": "string",
    "description": "A rate in percent: `75 %`.",
    "pattern": r"^[0-9]{1,3}([.,][0-9]+)? ?%$",
    "examples": ["75 %"],
}

Amount = Annotated[Euro, reads(_amount, Euro), WithJsonSchema(AMOUNT_SCHEMA)]
"""An amount in euros TTC; a unit is required."""

Percentage = Annotated[Rate, reads(parse_rate, Fraction), WithJsonSchema(PERCENTAGE_SCHEMA)]
"""A rate from 0 to 100 %, exact."""

Day = Annotated[
    date,
    reads(parse_date, date),
    WithJsonSchema({"type": "string", "format": "date", "description": "A day: `2021-02-12`."}),
]
"""A day of the calendar."""


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ParseError("« {found} » : une règle écrit « true » ou « false »", found=text[:40])
    return parse_boolean(text)


Flag = Annotated[bool, reads(_flag, bool), WithJsonSchema({"type": "boolean"})]
"""``true`` or ``false``, and no other spelling."""

Identifier = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        max_length=60,
        description="An unaccented snake_case name: `plafond_projet`.",
    ),
]
"""An unaccented snake_case name."""

ThemeCode = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9]{1,15}$",
        description="The catalogue's short name of the theme, which is also the name of its file.",
    ),
]
"""The catalogue's short name of a theme."""

FactPath = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*)*$",
        max_length=100,
        description="The path of a fact of the vocabulary; inside a list, a path within the item.",
    ),
]

ReadingCode = Annotated[
    str,
    Field(
        pattern=r"^(R[0-9]{1,2}|[A-Z][A-Z0-9]{1,15})$",
        description="A reading of the catalogue: R1 to R14, or the code of the theme.",
    ),
]


class Text(Node):
    """A text in both languages."""

    fr: Annotated[str, Field(min_length=1, max_length=1000, description="In French.")]
    en: Annotated[str, Field(min_length=1, max_length=1000, description="In English.")]


_RANGE = re.compile(r"[0-9]+(-[0-9]+)?(, [0-9]+(-[0-9]+)?)*")


def _lines(value: object) -> object:
    text = str(value)
    if not _RANGE.fullmatch(text):
        raise refused("lignes attendues, comme « 27-30 » ou « 828-834, 847 »")
    previous = 0
    for part in text.split(", "):
        first, _, last = part.partition("-")
        if int(first) <= previous or int(last or first) < int(first):
            raise refused("les lignes citées vont croissant : « 27-30, 35 »")
        previous = int(last or first)
    return text


Lines = Annotated[
    str,
    BeforeValidator(_lines),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_RANGE.pattern}$"},
                {"type": "integer", "minimum": 1},
            ],
            "description": "Lines of the catalogue, counted from 1: `1985`, `27-30`, `828-834, 847-852`.",
        }
    ),
]


class Source(Node):
    """A passage of the catalogue, by line numbers and digest."""

    lines: Lines
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = Field(
        None, description="The digest of the passage, to notice when the catalogue changes."
    )

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The cited lines as pairs of first and last line, both included, counted from 1."""
        pairs = (part.partition("-") for part in self.lines.split(", "))
        return tuple((int(first), int(last or first)) for first, _, last in pairs)
