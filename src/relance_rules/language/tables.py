"""Tables: values by one or several keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from relance_rules.language.base import Cited, Identifier, Node, Text, refused
from relance_rules.language.expressions import Expression


class Key(Node):
    """A column that chooses a row: by equality, or as the upper end of a range."""

    fact: Expression = Field(description="What is looked up.")
    match: Literal["is", "up_to"] = Field(
        "is", description="up_to: a row holds up to its own key, from the row before."
    )
    last: Literal["open", "closed"] | None = Field(None, description="open: the last row holds above too.")

    @model_validator(mode="after")
    def _ended(self) -> Key:
        if self.match == "up_to" and self.last is None:
            raise refused("dites « last: open » ou « last: closed »")
        if self.match == "is" and self.last is not None:
            raise refused("« last » va avec « match: up_to »", at=("last",))
        return self


class Table(Cited):
    """Values by keys. Ranges are written by their upper ends, so that they can't overlap or leave a hole."""

    table: Identifier
    title: Text | None = None
    keys: Annotated[dict[Identifier, Key], Field(min_length=1)]
    gives: Annotated[
        dict[Identifier, Literal["money", "percentage", "integer", "decimal", "date"]],
        Field(min_length=1, description="The columns that it gives, and their types."),
    ]
    rows: tuple[dict[str, Any], ...] = Field((), description="One for each key, or in a csv file of the same name.")

    @model_validator(mode="after")
    def _distinct(self) -> Table:
        for name in self.gives:
            if name in self.keys:
                raise refused("« {name} » est à la fois une clé et une colonne", at=("gives", name), name=name)
        return self
