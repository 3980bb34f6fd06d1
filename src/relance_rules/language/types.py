"""The types of expressions, and what one comes to once lowered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import Const, Dimension, Node, Sort
from relance_rules.values import Message

Path: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[Path, Message]
"""Where in the rule file, and what is wrong."""

Content: TypeAlias = Any
"""What a sentence may hold: a text, a message, an amount, a rate, a day, a number, or a list of them."""

TypeKind: TypeAlias = Literal["truth", "money", "rate", "number", "day", "choice", "text", "unknown"]

MONEY_SCALE = 2

DEFINITIONS, TABLES, MANIFEST = "@definitions", "@tables", "@manifest"
"""The first step of a path in another file than the theme's."""


@dataclass(frozen=True)
class Type:
    """The type of a value: its kind, and for a choice the fact whose values it may take."""

    kind: TypeKind
    values: FactDef | None = None

    @property
    def numeric(self) -> bool:
        """Whether it is a number, whatever it counts."""
        return self.kind in ("money", "rate", "number")

    @property
    def dimension(self) -> Dimension | None:
        """How its values are written, where they are numbers or days."""
        return self.kind if self.kind in ("money", "rate", "number", "day") else None


TRUTH, MONEY, RATE, NUMBER, DAY, TEXT, UNKNOWN = (
    Type(kind) for kind in ("truth", "money", "rate", "number", "day", "text", "unknown")
)

KIND_WORDS: dict[TypeKind, Message] = {
    "truth": Message("un oui ou non"),
    "money": Message("un montant"),
    "rate": Message("un taux"),
    "number": Message("un nombre"),
    "day": Message("une date"),
    "choice": Message("un choix"),
    "text": Message("un texte"),
}

TYPE_OF_FACT: dict[str, TypeKind] = {
    "text": "text",
    "siret": "text",
    "money": "money",
    "percentage": "rate",
    "integer": "number",
    "decimal": "number",
    "date": "day",
    "boolean": "truth",
    "enumeration": "choice",
    "country": "choice",
}


@dataclass(frozen=True)
class Lowered:
    """An expression lowered: its node, its type and its words.

    ``head`` is what it says of the parts that are shown below it, where it has some; ``plain`` says that its words may
    stand within others without brackets. ``measure`` is the quantity to show beside a condition about it.
    """

    node: Node
    type: Type
    words: Content
    head: Content = None
    plain: bool = False
    measure: Lowered | None = None

    @property
    def wrong(self) -> bool:
        """Whether a fault was told of it already: what it takes part in is not wrong once more."""
        return self.type.kind == "unknown"


NOTHING = Lowered(Const("truth", None), UNKNOWN, Message("…"))
"""What stands for an expression that is wrong."""


def number(value: Fraction | int, scale: int | None = None) -> Const:
    """A number as a constant, exact. Raises ValueError where it is no finite decimal of that scale."""
    exact = Fraction(value)
    for at in range(13) if scale is None else (scale,):
        units = exact * 10**at
        if units.denominator == 1:
            return Const("number", units.numerator, at)
    raise ValueError(value)


def decimal_words(value: Fraction) -> str:
    whole, millionths = divmod(int(value * 10**6), 10**6)
    return f"{whole},{millionths:06d}".rstrip("0")


def both(parts: Sequence[Content]) -> Content:
    """``a``, ``a et b``, ``a, b et c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} et {last}", {"first": list(parts[:-1]), "last": parts[-1]})


def either(parts: Sequence[Content]) -> Content:
    """``a``, ``a ou b``, ``a, b ou c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} ou {last}", {"first": list(parts[:-1]), "last": parts[-1]})


def shown_number(value: Content) -> Content:
    """A large whole number with its thousands apart; a year stays as it is."""
    return f"{value:_}".replace("_", "\u202f") if type(value) is int and value >= 10_000 else value


def sort_of(kind: Type) -> Sort:
    """The sort of the core of a type."""
    match kind.kind:
        case "truth" | "day" | "choice":
            return kind.kind
        case _:
            return "number"


def inner(part: Lowered) -> Content:
    """A condition within another, in words: between brackets where it has parts of its own."""
    return part.words if part.plain else Message("({inner})", {"inner": part.words})
