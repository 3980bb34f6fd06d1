"""The shape of readings: what ``relance show`` prints of one, or of all of them, with ``--format json``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Label


class Statement(TypedDict):
    """What a theme says that rests on a reading."""

    theme: Annotated[str, Field(description="Its code.")]
    id: Annotated[str, Field(description="The id of the statement within the theme.")]
    label: Label


class Reading(TypedDict):
    """How a passage that is silent or contradictory is read."""

    code: Annotated[str, Field(description="The name that statements cite it by.")]
    text: Label
    themes: Annotated[list[str], Field(description="The only themes that may rest on it; empty: all of them.")]
    statements: Annotated[list[Statement], Field(description="What rests on it, theme after theme.")]


class Readings(TypedDict):
    """Readings of a rule set."""

    schema: Annotated[Literal["relance-readings/1"], Field(description="The version of this shape.")]
    readings: Annotated[list[Reading], Field(description="In the order of the rule set.")]
