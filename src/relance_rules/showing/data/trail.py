"""The shape of an audit trail: what an output of ``relance batch`` says it was made with, and made of."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="A SHA-256.")]


class DigestedData(TypedDict):
    """A file that was read."""

    name: Annotated[str, Field(description="As it was named; from its folder on, where that was named from the root.")]
    sha256: Annotated[Digest | None, Field(description="Of its bytes; null for one that could not be read.")]
    bytes: Annotated[int | None, Field(ge=0, description="Its size.")]


class TrailOptionsData(TypedDict):
    """The options that change what is found; files by their digests."""

    lang: Literal["fr", "en"]
    engine: Literal["python", "duckdb"]
    mapping: Annotated[DigestedData | None, Field(description="Null where there is none, or where there are several.")]
    mappings: NotRequired[Annotated[list[DigestedData], Field(min_length=2, description="Those of several forms.")]]
    decisions: DigestedData | None
    since: DigestedData | None
    notes: DigestedData | None
    committed: Annotated[list[str], Field(description="What is engaged elsewhere, as it was given: `THEME=AMOUNT`.")]


class TrailData(TypedDict):
    """What results were made with, and made of."""

    schema: Annotated[Literal["relance-trail/1"], Field(description="The version of this shape.")]
    tool: Annotated[str, Field(description="The program and its version.")]
    ruleset: Annotated[str, Field(description="The name of the rule set.")]
    version: Annotated[str, Field(description="The version of the rule set.")]
    digest: Annotated[
        str | None, Field(description="What tells these rules from others; null where a theme is broken.")
    ]
    inputs: Annotated[list[DigestedData], Field(description="The files that were read, in order.")]
    options: TrailOptionsData
    seal: Annotated[Digest, Field(description="Of all the rest, which what is printed for persons names by its start.")]
