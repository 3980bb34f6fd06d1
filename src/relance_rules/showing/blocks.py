"""What a report is made of before it has a format: titles, items, amounts, tables. Renderers show them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.localization import Localization
from relance_rules.values import visible
from relance_rules.values.words import Content as Content

Tone: TypeAlias = Literal["plain", "strong", "faint", "good", "warn", "bad"]
"""How a text stands out. It repeats what the text or its mark says, and never says more."""


class Title(NamedTuple):
    """What the whole is about."""

    text: Content


class Heading(NamedTuple):
    """The start of a section."""

    text: Content


class Paragraph(NamedTuple):
    """A sentence on its own."""

    text: Content
    tone: Tone = "plain"


class Item(NamedTuple):
    """A line of a list, after its mark, with the passage it comes from; ``depth`` counts from 0."""

    mark: str
    text: Content
    cited: Content = ""
    tone: Tone = "plain"
    depth: int = 0


class Step(NamedTuple):
    """A line of a numbered list."""

    number: int
    text: Content


class Amount(NamedTuple):
    """A labelled amount, or what stands in its place."""

    label: Content
    amount: Content
    tone: Tone = "plain"


class Amounts(NamedTuple):
    """Amounts one under the other; ``unit`` is what they are in, where a format names it once."""

    rows: tuple[Amount, ...]
    unit: Content = ""


class Blank(NamedTuple):
    """A cell for a person to write in."""


class Table(NamedTuple):
    """Rows of cells; a cell is a tuple of lines."""

    header: tuple[Content, ...]
    rows: tuple[tuple[tuple[Content, ...], ...], ...]


class Readings(NamedTuple):
    """The readings that a report rests on: ``all`` of them, and those that a format short of room shows.

    ``rest`` says where to find the others; None where there are none.
    """

    title: Content
    all: tuple[Item, ...]
    decisive: tuple[Item, ...]
    rest: Content = None

    @property
    def short(self) -> tuple[Heading | Item | Paragraph, ...]:
        """What a format short of room shows."""
        rest = () if self.rest is None else (Paragraph(self.rest, "faint"),)
        return (Heading(self.title), *self.decisive, *rest)


Block: TypeAlias = Title | Heading | Paragraph | Item | Step | Amounts | Table | Readings

_BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029 ]+")
# A double mark and a guillemet never start a line; an opening guillemet, « l. » and « n° » never end one. A number
# that a text writes with spaces stays whole, with the sign of its currency.
_HELD = re.compile(r"(?<=«) |(?<=\bl\.) |(?<=\bn°) |(?<=[0-9]) (?=[0-9]{3}\b|[%$£\u20a0-\u20cf])| (?=[:;?!»])")


def shown(content: Content, language: Localization) -> str:
    """A content in the reader's language, on one line, its no-break spaces where French typography wants them."""
    text = visible(_BREAKS.sub(" ", language.say(content)).strip(" "))
    return _HELD.sub("\u00a0", text)
