"""The shape of a whole batch: what ``relance batch --format json`` prints."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.batch.shapes_selection import SelectionData
from relance_rules.showing.data.parts import Amount, Label
from relance_rules.showing.data.report import Report
from relance_rules.showing.data.trail import TrailData

Count = Annotated[int, Field(ge=0)]


class StatusCounts(TypedDict):
    """How many dossiers are of each status."""

    ready: Count
    incomplete: Count
    ineligible: Count
    error: Count


class TotalsData(TypedDict):
    """What some dossiers come to."""

    count: Count
    statuses: StatusCounts
    total_cost: Annotated[
        Amount | None, Field(description="The total cost of the dossiers that state one; null where none does.")
    ]
    requested: Annotated[
        Amount | None, Field(description="What the dossiers that state a request ask for; null where none does.")
    ]
    granted: Annotated[Amount, Field(description="What is proposed to the eligible ones.")]


class WindowTotalsData(TotalsData):
    """What the dossiers filed in a window come to."""

    window: Annotated[str, Field(description="The id of the window.")]
    label: Label


class ThemeTotalsData(TotalsData):
    """What the dossiers of a theme come to."""

    theme: Annotated[str, Field(description="The code of the theme.")]
    windows: Annotated[list[WindowTotalsData], Field(description="Each of its windows, where it has several.")]


class EnvelopeData(TypedDict):
    """The use of an envelope by the grants that are proposed."""

    id: Annotated[str, Field(description="The theme, or one of its windows.")]
    envelope: Amount
    granted: Amount
    exceeded: Annotated[bool, Field(description="Whether more is proposed than there is.")]


class DuplicateData(TypedDict):
    """A reference that several dossiers give."""

    reference: str
    first: Annotated[str, Field(description="Where it was first met.")]
    again: Annotated[str, Field(description="Where it was met again.")]


class DuplicatesData(TypedDict):
    """The references met again."""

    count: Count
    listed: Annotated[list[DuplicateData], Field(description="The first of them.")]


class RemarkData(TypedDict):
    """What was not taken for a dossier, and should be known."""

    origin: Annotated[str, Field(description="Where it was found.")]
    message: str


class RemarksData(TypedDict):
    """What was not taken for a dossier."""

    count: Count
    listed: Annotated[list[RemarkData], Field(description="The first of them.")]


class SummaryData(TypedDict):
    """What a batch comes to."""

    count: Annotated[int, Field(ge=0, description="The number of dossiers, those that can't be read included.")]
    statuses: StatusCounts
    themes: list[ThemeTotalsData]
    envelopes: list[EnvelopeData]
    duplicates: DuplicatesData
    remarks: RemarksData
    selection: Annotated[
        SelectionData | None, Field(description="What the notes of a jury come to; null where none are given.")
    ]


class BatchModel(SummaryData):
    """A batch of dossiers, as `relance batch --format json` prints it."""

    schema: Annotated[Literal["relance-batch/1"], Field(description="The version of this shape.")]
    trail: Annotated[TrailData | None, Field(description="What it was made with, and made of.")]
    reports: Annotated[list[Report], Field(description="One report per dossier, in the order of the inputs.")]
