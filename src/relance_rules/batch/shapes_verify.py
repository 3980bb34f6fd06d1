"""The shape of what ``relance verify --format json`` prints."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.trail import Digest

Kind = Annotated[
    Literal["changed", "added", "missing"],
    Field(description="Whether it is another, was not among the results, or is no more there."),
]


class ValueChange(TypedDict):
    """A value that differs; a side where there is none is left out."""

    path: Annotated[str, Field(description="Where it stands, with points between the keys.")]
    old: NotRequired[Annotated[Any, Field(description="What the results hold.")]]
    new: NotRequired[Annotated[Any, Field(description="What is found now.")]]


class InputChange(TypedDict):
    """A file that was read, and is not the same."""

    name: str
    change: Kind
    old: Digest | None
    new: Digest | None


class DossierChanged(TypedDict):
    """A dossier whose report is not the same."""

    dossier: Annotated[str, Field(description="Where it is.")]
    reference: str | None
    change: Kind
    differences: list[ValueChange]


class VerifyReport(TypedDict):
    """What differs between results and the same made again."""

    schema: Annotated[Literal["relance-verify/1"], Field(description="The version of this shape.")]
    results: Annotated[str, Field(description="The file of the results.")]
    same: Annotated[bool, Field(description="Whether nothing differs.")]
    altered: Annotated[
        bool,
        Field(description="Whether what they were made with and of is the same, and they are not: they were changed."),
    ]
    checked: Annotated[int, Field(ge=0, description="How many dossiers were made again.")]
    trail: Annotated[list[ValueChange], Field(description="The program, the rules and the options that differ.")]
    inputs: list[InputChange]
    dossiers: list[DossierChanged]
    totals: list[ValueChange]


SHAPES: dict[str, type] = {"verify": VerifyReport}
"""The shapes by the name of their JSON Schema."""
