"""The parts every other model of the language is made of: identifiers, texts, citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.values import Message, ParseError, parse_boolean, parse_date
from relance_rules.values import Text as Translated
from relance_rules.values.spelling import clash
from relance_rules.values.suggestions import suggestion


class Node(BaseModel):
    """A part of a rule file: immutable, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


MOST = 100
"""How many choices, brackets or ranges one after the other a list may have: a table holds more."""


def refused(sentence: str, *, at: tuple[str | int, ...] = (), **values: Any) -> PydanticCustomError:
    """An error of a rule file, which carries its sentence to those who show it in the reader's language.

    Args:
        sentence: The sentence in French.
        at: Where it stands, below the part of the file that is refused.
        values: The values of its places; a :class:`LineOf` below the same part is told as its line.
    """
    return PydanticCustomError("relance", "{message}", {"message": Message(sentence, values), "at": at})


def refuse_clash(spellings: Iterable[tuple[str, str]], key: str) -> None:
    """Refuse names that people could not tell apart: each spelling comes with the name, under ``key``, that it means.

    Raises:
        PydanticCustomError: One spelling means two names.
    """
    if (found := clash(spellings)) is not None:
        message = "« {spelling} » désigne à la fois « {value} » et « {other} »"
        values = {"spelling": found.spelling, "value": found.other, "other": found.first}
        raise refused(message, at=(key, found.other), **values)


class LineOf(NamedTuple):
    """A place of a rule file within a sentence: its line is told."""

    steps: tuple[str | int, ...]


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
        description="The short name of the theme, which is also the name of its file.",
    ),
]
"""The short name of a theme."""


def _fact_type(value: object) -> object:
    if not isinstance(value, str):
        raise refused("texte attendu")
    if value not in FACT_TYPES:
        near = suggestion(value, FACT_TYPES)
        raise refused("« {found} » n’est pas accepté ; {expected}", found=value[:80], expected=near)
    return value


FactTypeName = Annotated[str, BeforeValidator(_fact_type), WithJsonSchema({"type": "string", "enum": list(FACT_TYPES)})]
"""The name of a type of fact."""

FactPath = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$",
        max_length=100,
        description="The path of a fact; inside a list, a path within the item.",
    ),
]

ReadingCode = Annotated[
    str,
    Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,30}$", description="The code of a reading of the rule set."),
]


def _codes(value: object) -> object:
    return (value,) if isinstance(value, str) else value


ReadingCodes = Annotated[
    tuple[ReadingCode, ...],
    BeforeValidator(_codes),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "The reading that this rests on, or several, the nearest first.",
        }
    ),
]
"""One code, or a list of them."""

_MAX_TEXT = 1000


LANGUAGES = "languages"
"""The key of a validation context under which stand the languages that each text gives."""


def _text(value: object, info: ValidationInfo) -> object:
    if isinstance(value, Translated):
        return value
    if not isinstance(value, Mapping) or not value:
        raise refused("un texte est attendu dans chaque langue : « {fr: …, en: …} »")
    for language, text in value.items():
        if not re.fullmatch("[a-z]{2}", str(language)):
            message = "« {language} » n’est pas un code de langue de deux lettres"
            raise refused(message, at=(str(language),), language=str(language)[:20])
        if not isinstance(text, str) or not text.strip():
            raise refused("ce texte est vide ou trop court")
        if len(text) > _MAX_TEXT:
            raise refused("ce texte est trop long")
    languages = (info.context or {}).get(LANGUAGES)
    if languages is not None:
        for language in languages:
            if language not in value:
                raise refused("ce texte manque en « {language} »", language=language)
        for language in value:
            if language not in languages:
                raise refused(
                    "« {language} » n’est pas une langue de ce jeu de règles", at=(language,), language=language
                )
        return Translated({language: value[language] for language in languages})
    return Translated(value)


Text = Annotated[
    Translated,
    PlainValidator(_text),
    PlainSerializer(dict),
    WithJsonSchema(
        {
            "type": "object",
            "description": "A text in each language of the rule set.",
            "patternProperties": {"^[a-z]{2}$": {"type": "string", "minLength": 1, "maxLength": _MAX_TEXT}},
            "additionalProperties": False,
            "minProperties": 1,
        }
    ),
]
"""A text in each language of the rule set."""

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
            "description": "Lines of the document, counted from 1: `1985`, `27-30`, `828-834, 847-852`.",
        }
    ),
]


def line_ranges(lines: str) -> tuple[tuple[int, int], ...]:
    """Cited lines as pairs of first and last line, both included, counted from 1."""
    pairs = (part.partition("-") for part in lines.split(", "))
    return tuple((int(first), int(last or first)) for first, _, last in pairs)


Place = Annotated[str, BeforeValidator(str), Field(min_length=1, max_length=80)]

CITED_BY = ("lines", "page", "article", "section")
"""The ways to cite a passage of a document."""


class Source(Node):
    """A passage of a document, by its place and digest; without ``document``, of the first of the rule set."""

    document: Identifier | None = Field(None, description="A document of the rule set; the first one if left out.")
    lines: Lines | None = None
    page: Place | None = Field(None, description="A page or pages: `12`, `12-14`.")
    article: Place | None = Field(None, description="An article: `25`, `25(3)`.")
    section: Place | None = Field(None, description="A section: `4.2`.")
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = Field(
        None, description="The digest of the passage, to notice when the document changes."
    )

    @model_validator(mode="after")
    def _placed(self) -> Source:
        if sum(getattr(self, name) is not None for name in CITED_BY) != 1:
            raise refused("un passage se cite par l’une des clés {keys}", keys=list(CITED_BY))
        return self

    @property
    def by(self) -> str:
        """How the passage is cited: ``lines``, ``page``, ``article`` or ``section``."""
        return next(name for name in CITED_BY if getattr(self, name) is not None)

    @property
    def place(self) -> str:
        """The place that is cited."""
        return str(getattr(self, self.by))

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The cited lines as pairs of first and last line, both included; none where it is cited otherwise."""
        return () if self.lines is None else line_ranges(self.lines)


class Cited(Node):
    """A statement that rests on a passage, and on readings where the passage is not enough."""

    source: Source | None = None
    reading: ReadingCodes = ()


class Item(Cited):
    """Something that a theme lists: a criterion, an indicator, an encouraged orientation, a financeable expense."""

    id: Identifier
    label: Text
