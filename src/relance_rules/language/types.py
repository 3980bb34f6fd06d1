"""The types of expressions, and what one comes to once lowered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import Const, Dimension, Node, Sort
from relance_rules.values import Message
from relance_rules.values.countries import COUNTRIES

Path: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[Path, Message]
"""Where in the rule file, and what is wrong."""

Content: TypeAlias = Any
"""What a sentence may hold: a text, a message, an amount, a rate, a day, a number, or a list of them."""

TypeKind: TypeAlias = Literal["truth", "money", "rate", "number", "day", "choice", "text", "unknown"]

MONEY_SCALE = 2

MANIFEST, VOCABULARY, DEFINITIONS, TABLES = "@manifest", "@vocabulary", "@definitions", "@tables"
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

    def takes(self, other: Type) -> bool:
        """Whether a value of another type may stand where one of this type is expected."""
        if self.kind != other.kind or self.kind != "choice" or self.values is None or other.values is None:
            return self.kind == other.kind
        mine, theirs = self.values.domain, other.values.domain
        return mine is theirs if mine is None or theirs is None else theirs <= mine

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


def type_of(fact_type: str) -> TypeKind:
    """What rules may do with the facts of a type that is no group."""
    sort = FACT_TYPES[fact_type].sort
    return "unknown" if sort == "group" else sort


def number(value: Fraction | int, scale: int | None = None) -> Const:
    """A number as a constant, exact. Raises ValueError where it is no finite decimal of that scale."""
    exact = Fraction(value)
    for at in range(13) if scale is None else (scale,):
        units = exact * 10**at
        if units.denominator == 1:
            return Const("number", units.numerator, at)
    raise ValueError(value)


def number_words(value: Fraction) -> Content:
    """A number with at most six decimals, as sentences hold it: a whole one, or a decimal."""
    return value.numerator if value.denominator == 1 else Decimal(int(value * 10**6)).scaleb(-6)


def misfit(expected: Type, found: Type) -> Message:
    """What is said of a value that is not of the type that is expected."""
    if expected.kind == found.kind:
        return Message("ce choix a d’autres valeurs que celles qui sont attendues ici")
    return Message(
        "il faut {expected}, pas {found}", {"expected": KIND_WORDS[expected.kind], "found": KIND_WORDS[found.kind]}
    )


def is_country(text: str) -> bool:
    """Whether a text is the code of a country or a territory (ISO 3166-1)."""
    return text in COUNTRIES


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
