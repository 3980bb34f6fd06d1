"""Derived facts, statements and parameters: what ``definitions.yaml`` holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from relance_rules.language.base import MOST, Cited, Day, FactPath, FactTypeName, Identifier, Node, Text, refused
from relance_rules.language.expressions import Expression
from relance_rules.language.vocabulary import ValueModel, ValueName, check_values
from relance_rules.plan.facts import FactDef


class Derived(Cited):
    """A fact that follows from others. It has a type and a label like any other, and may use other derived facts."""

    of: FactPath | None = Field(None, description="The list whose items it is a fact of.")
    type: FactTypeName = Field(description="What it holds.")
    label: Text
    value: Expression
    values: dict[ValueName, ValueModel] | None = Field(None, description="The values of an enumeration.")

    @model_validator(mode="after")
    def _typed(self) -> Derived:
        check_values(self.type, self.values)
        if self.type in ("list", "flags"):
            raise refused("un fait dérivé est une seule valeur", at=("type",))
        return self

    def as_fact(self) -> FactDef:
        """The fact as the core knows it: its values are those that it may be compared with."""
        values = {name: value.as_value(name) for name, value in (self.values or {}).items()}
        return FactDef(self.type, self.label, self.label, values=values or None)


class Valid(Node):
    """A value of a parameter, and the day from which it holds."""

    from_: Day = Field(alias="from", description="The first day on which this value holds.")
    is_: Expression = Field(alias="is")


class Parameter(Cited):
    """A figure that changes with time, chosen by the filing date or by another day."""

    type: Literal["money", "percentage", "integer", "decimal", "date"]
    label: Text | None = None
    by: FactPath | None = Field(None, description="The date that chooses the value; the filing date if left out.")
    values: Annotated[tuple[Valid, ...], Field(min_length=1, max_length=MOST, description="Going up in time.")]

    @model_validator(mode="after")
    def _ordered(self) -> Parameter:
        for place, (first, then) in enumerate(pairwise(self.values)):
            if first.from_ >= then.from_:
                message = "{then} vient après {first} : les dates vont croissant"
                where = ("values", place + 1, "from")
                raise refused(message, at=where, then=then.from_.isoformat(), first=first.from_.isoformat())
        return self

    @property
    def kind(self) -> Literal["money", "rate", "number", "day"]:
        """The type of its values."""
        kinds: dict[str, Literal["money", "rate", "number", "day"]]
        kinds = {"money": "money", "percentage": "rate", "integer": "number", "decimal": "number", "date": "day"}
        return kinds[self.type]


class Definitions(Node):
    """Everything that the themes of a set share beside their facts."""

    derived: dict[FactPath, Derived] = Field({}, description="Facts that follow from others.")
    statements: dict[Identifier, dict[str, Any]] = Field(
        {}, description="Listed items that several themes use: `{use: NAME, source: …}` takes the keys of one."
    )
    parameters: dict[Identifier, Parameter] = Field({}, description="Figures that change with time.")
