"""Predicates: what a rule asks of the facts of a dossier. Pure data; the compiler gives them a meaning."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, Tag, WithJsonSchema, model_validator

from relance_rules.language.base import AMOUNT_SCHEMA, PERCENTAGE_SCHEMA, Day, FactPath, Flag, Node, reads, refused
from relance_rules.values import Euro, Rate, parse_euro, parse_integer, parse_rate


def _bound(text: str) -> Euro | Rate | int:
    """An amount has a unit, a rate its percent sign, and a bare number neither."""
    if text.rstrip().endswith("%"):
        return parse_rate(text)
    if any(letter.isalpha() or letter == "€" for letter in text):
        return parse_euro(text, unit_required=True)
    return parse_integer(text)


Bound: TypeAlias = Annotated[
    Euro | Rate | int,
    reads(_bound, Euro, Rate, int),
    WithJsonSchema(
        {
            "anyOf": [AMOUNT_SCHEMA, PERCENTAGE_SCHEMA, {"type": "integer", "minimum": 0}],
            "description": "An amount (`2 M€`), a rate (`50 %`) or a number, as the fact asks.",
        }
    ),
]
"""What a quantity is compared with; the type of the fact says which of the three is right."""


def _require_one(node: Node, names: tuple[str, ...]) -> None:
    if not any(name in node.model_fields_set for name in names):
        raise refused("une comparaison est attendue : {names}", names=[name.rstrip("_") for name in names])


class Bounds(Node):
    """Limits of a quantity. Several in one node must all hold."""

    at_least: Bound | None = Field(None, description="The limit itself is accepted.")
    at_most: Bound | None = Field(None, description="The limit itself is accepted.")
    more_than: Bound | None = Field(None, description="The limit itself is refused.")
    less_than: Bound | None = Field(None, description="The limit itself is refused.")


BOUND_NAMES = ("at_least", "at_most", "more_than", "less_than")
DATE_NAMES = ("before", "on_or_before", "after", "on_or_after")

Literal = Annotated[
    str | bool | int, Field(description="A value of the fact: a value of its enumeration, or true or false.")
]


class FactTest(Bounds):
    """A test of one fact. A fact that is not stated leaves it unknown."""

    fact: FactPath
    is_: Literal | None = Field(None, alias="is", description="The value, or a narrower one that it includes.")
    in_: Annotated[tuple[Literal, ...], Field(min_length=1)] | None = Field(
        None, alias="in", description="One of the values, or a narrower one that they include."
    )
    before: Day | None = Field(None, description="The day itself is refused.")
    on_or_before: Day | None = Field(None, description="The day itself is accepted.")
    after: Day | None = Field(None, description="The day itself is refused.")
    on_or_after: Day | None = Field(None, description="The day itself is accepted.")
    known: Flag | None = Field(None, description="true: the fact must be stated, whatever its value.")

    @model_validator(mode="after")
    def _compares(self) -> FactTest:
        _require_one(self, ("is_", "in_", *BOUND_NAMES, *DATE_NAMES, "known"))
        if self.known is False:
            raise refused("« known » n’accepte que « true »")
        return self


class SumTest(Bounds):
    """A test of the sum of a money fact over the items of a list."""

    sum: FactPath = Field(description="A money fact of a list: `depenses[].montant_ttc`.")
    where: Predicate | None = Field(None, description="Only the items for which this holds count.")

    @model_validator(mode="after")
    def _compares(self) -> SumTest:
        _require_one(self, BOUND_NAMES)
        return self


class CountTest(Bounds):
    """A test of the number of items of a list."""

    count: FactPath = Field(description="A list: `porteurs`.")
    where: Predicate | None = Field(None, description="Only the items for which this holds count.")

    @model_validator(mode="after")
    def _compares(self) -> CountTest:
        _require_one(self, BOUND_NAMES)
        return self


class ShareTest(Bounds):
    """A test of a share: a sum over the items for which ``where`` holds, over the sum of all."""

    share: FactPath = Field(description="A money fact of a list: `depenses[].montant_ttc`.")
    where: Predicate = Field(description="The items whose part is measured.")

    @model_validator(mode="after")
    def _compares(self) -> ShareTest:
        _require_one(self, BOUND_NAMES)
        return self


class All(Node):
    """Every one of the predicates holds."""

    all: Annotated[tuple[Predicate, ...], Field(min_length=1, description="Each of these must hold.")]


class AnyOf(Node):
    """At least one of the predicates holds."""

    any: Annotated[tuple[Predicate, ...], Field(min_length=1, description="One of these must hold.")]


class Not(Node):
    """The predicate does not hold."""

    not_: Predicate = Field(alias="not")


class Every(Node):
    """The predicate holds for each item of the list. A list with no item leaves it unknown."""

    every: FactPath
    satisfies: Predicate


class Some(Node):
    """The predicate holds for at least one item of the list. A list with no item leaves it unknown."""

    some: FactPath
    satisfies: Predicate


class NoneOf(Node):
    """The predicate holds for no item of the list. A list with no item leaves it unknown."""

    none: FactPath
    satisfies: Predicate


OPERATORS: dict[str, type[Node]] = {
    "fact": FactTest,
    "sum": SumTest,
    "count": CountTest,
    "share": ShareTest,
    "all": All,
    "any": AnyOf,
    "not": Not,
    "every": Every,
    "some": Some,
    "none": NoneOf,
}
"""The key that tells one predicate from another."""


def _operator(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((key for key in OPERATORS if key in value), None)
    return next((key for key, kind in OPERATORS.items() if isinstance(value, kind)), None)


Predicate: TypeAlias = Annotated[
    Annotated[FactTest, Tag("fact")]
    | Annotated[SumTest, Tag("sum")]
    | Annotated[CountTest, Tag("count")]
    | Annotated[ShareTest, Tag("share")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Every, Tag("every")]
    | Annotated[Some, Tag("some")]
    | Annotated[NoneOf, Tag("none")],
    Discriminator(
        _operator,
        custom_error_type="predicate",
        custom_error_message="a predicate is expected",
    ),
]
