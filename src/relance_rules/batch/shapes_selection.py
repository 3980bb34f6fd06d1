"""The shape of a selection: noted dossiers in their order, beside their envelope."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Amount

Marks = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{6}$", description="A number of points, cut to six decimals.")]


class CriterionNoteData(TypedDict):
    """What the jurors gave for a criterion, on average."""

    criterion: Annotated[str, Field(description="The id of the criterion.")]
    note: Marks


class RankedData(TypedDict):
    """A dossier that has a rank."""

    rank: Annotated[int, Field(ge=1, description="That of all those tied with it.")]
    tied: bool
    reference: str | None
    dossier: Annotated[str, Field(description="Where it is.")]
    total: Annotated[Marks, Field(description="The sum of its notes: ranks come from the exact one.")]
    jurors: Annotated[int, Field(ge=1)]
    notes: list[CriterionNoteData]
    grant: Annotated[Amount, Field(description="What is proposed to it, which its rank does not change.")]
    cumulated: Annotated[Amount, Field(description="What is proposed up to it and to those tied with it.")]
    line: Annotated[
        Literal["within", "crosses", "beyond"] | None,
        Field(description="Where it is from the end of the envelope; null where there is none."),
    ]


class UnrankedData(TypedDict):
    """An eligible dossier that has no rank."""

    reference: str | None
    dossier: str
    why: Literal["no_notes", "incomplete"]
    missing: Annotated[list[str], Field(description="The criteria that some juror did not note.")]


class RankingData(TypedDict):
    """The eligible dossiers that share an envelope."""

    id: Annotated[str, Field(description="The theme, or one of its windows.")]
    theme: str
    window: str | None
    envelope: Amount | None
    within: Annotated[Amount, Field(description="What is proposed to the dossiers that the envelope pays whole.")]
    ranked: list[RankedData]
    unranked: list[UnrankedData]


class UnusedData(TypedDict):
    """A line of the file of notes that served nothing."""

    line: Annotated[int, Field(ge=1)]
    message: str


class SelectionData(TypedDict):
    """What the notes of a jury come to. It decides nothing: statuses and grants are what they are without it."""

    notes: Annotated[str, Field(description="The file of notes.")]
    rankings: list[RankingData]
    unused: list[UnusedData]
