"""The shape of a whole batch: what ``relance batch --format json`` prints."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.batch.changes import Cause, Kind
from relance_rules.batch.shapes_selection import SelectionData
from relance_rules.dossiers.handling import Outcome
from relance_rules.showing.data.parts import Amount, Day, Label, Status
from relance_rules.showing.data.report import Notice, Report
from relance_rules.showing.data.trail import TrailData

Count = Annotated[int, Field(ge=0)]


class FiledData(TypedDict):
    """Who filed a dossier, and in whose hands it is; what is not known is null."""

    number: Annotated[str | None, Field(description="Its number on the platform.")]
    organisation: Annotated[
        str | None, Field(description="Who filed it on the platform; of another source, the first applicant.")
    ]
    siret: Annotated[str | None, Field(description="The identifier of that establishment.")]
    contact: Annotated[str | None, Field(description="The e-mail of whoever filed it.")]
    group: Annotated[str | None, Field(description="The group of instructors that it was sent to.")]
    instructors: Annotated[list[str], Field(description="The e-mails of those who follow it.")]
    state: Annotated[str | None, Field(description="The state that the platform gives it: `en_instruction`.")]
    modified: Annotated[str | None, Field(description="When it last changed there, with its offset.")]


class StatusCounts(TypedDict):
    """How many dossiers are of each status."""

    ready: Count
    incomplete: Count
    ineligible: Count
    error: Count


class DecisionCounts(TypedDict):
    """What was decided of the dossiers that are decided, and not judged."""

    count: Count
    awarded: Count
    refused: Count
    withdrawn: Count
    amount: Annotated[Amount, Field(description="What was awarded, as far as it is known.")]
    without_amount: Annotated[Count, Field(description="How many were awarded an amount that is not known.")]


class TotalsData(TypedDict):
    """What some dossiers come to: those that are judged, and apart, those that are decided."""

    count: Annotated[Count, Field(description="How many are judged.")]
    statuses: StatusCounts
    total_cost: Annotated[
        Amount | None, Field(description="The total cost of the dossiers that state one; null where none does.")
    ]
    requested: Annotated[
        Amount | None, Field(description="What the dossiers that state a request ask for; null where none does.")
    ]
    granted: Annotated[Amount, Field(description="What is proposed to the eligible ones.")]
    decisions: DecisionCounts


class WindowTotalsData(TotalsData):
    """What the dossiers filed in a window come to."""

    window: Annotated[str, Field(description="The id of the window.")]
    label: Label


class ThemeTotalsData(TotalsData):
    """What the dossiers of a theme come to."""

    theme: Annotated[str, Field(description="The code of the theme.")]
    windows: Annotated[list[WindowTotalsData], Field(description="Each of its windows, where it has several.")]


class EnvelopeData(TypedDict):
    """The use of an envelope: what is engaged elsewhere, awarded, and proposed."""

    id: Annotated[str, Field(description="The theme, or one of its windows.")]
    label: Annotated[str, Field(description="What it is called, in the language asked for.")]
    envelope: Amount
    committed: Annotated[Amount, Field(description="What is engaged elsewhere, as the command was told.")]
    awarded: Annotated[Amount, Field(description="What was awarded to the decided dossiers, as far as it is known.")]
    granted: Annotated[Amount, Field(description="What is proposed to the others.")]
    used: Annotated[Amount, Field(description="The sum of these three.")]
    without_amount: Annotated[Count, Field(description="How many were awarded an amount that is not known.")]
    exceeded: Annotated[bool, Field(description="Whether more is used than there is.")]


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


class MemoryData(TypedDict):
    """What a later batch knows the dossier again by, to say what changed."""

    known_by: Annotated[
        str | None, Field(description="Its number on the platform, or else its reference, compared as references are.")
    ]
    content: Annotated[
        str | None, Field(description="A digest of what it states: the same whatever the file, its form and its order.")
    ]
    modified: Annotated[str | None, Field(description="When it last changed on the platform, in ISO form.")]
    decision: Annotated[Outcome | None, Field(description="What was decided of it; null where nothing was.")]
    awarded: Annotated[Amount | None, Field(description="What was awarded; null where it is not said.")]


StatusMove = TypedDict("StatusMove", {"from": Status | None, "to": Status | None})
GrantMove = TypedDict("GrantMove", {"from": Amount | None, "to": Amount | None})
DecisionMove = TypedDict("DecisionMove", {"from": Outcome | None, "to": Outcome | None})


class ChangeData(TypedDict):
    """What became of a dossier since an earlier batch; null stands for where it was not there."""

    kind: Annotated[
        Kind,
        Field(
            description="The first that is true. amended: it states something else; decided: something else was "
            "decided of it; status, amount: it states the same, and its status, or its grant, is another."
        ),
    ]
    status: StatusMove
    grant: Annotated[GrantMove, Field(description="What was, and is, proposed.")]
    decision: DecisionMove
    causes: Annotated[
        list[Cause],
        Field(
            description="What may explain a change that is none of the dossier's: other rules; another version of the "
            "tool; other dossiers that share a ceiling; another way to read what the platform does not say changed."
        ),
    ]


class ChangedData(TypedDict):
    """A dossier that changed."""

    name: Annotated[str, Field(description="Its reference, or where it was found.")]
    dossier: Annotated[str, Field(description="Where it was found, the last time for one that is gone.")]
    change: ChangeData


class ChangeCounts(TypedDict):
    """How many dossiers changed in each way."""

    new: Count
    amended: Count
    decided: Count
    status: Count
    amount: Count
    unchanged: Count
    gone: Count


class ChangesData(TypedDict):
    """What changed since an earlier batch."""

    since: Annotated[str, Field(description="The file of its result.")]
    rules: Annotated[str | None, Field(description="The digest of its rules, where they are others.")]
    tool: Annotated[str | None, Field(description="The tool that made it, where it is another version.")]
    count: Annotated[int, Field(ge=0, description="How many dossiers changed, those that are gone included.")]
    counts: ChangeCounts
    listed: Annotated[list[ChangedData], Field(description="The first of them.")]


class SetAsideData(TypedDict):
    """How many dossiers are counted nowhere; the remarks tell which."""

    copies: Annotated[int, Field(ge=0, description="Those that state the same as another of the same number.")]
    replaced: Annotated[int, Field(ge=0, description="Those that a newer version of the same number replaces.")]


class BatchReport(Report):
    """The report of a dossier of a batch, as `relance batch --format ndjson` prints one per line."""

    submission: FiledData
    memory: MemoryData
    change: Annotated[ChangeData | None, Field(description="Null in a batch that is compared with no other.")]
    trail: NotRequired[
        Annotated[TrailData, Field(description="In the last line of a batch, and nowhere else: the trail of all.")]
    ]


class MemberData(TypedDict):
    """A dossier of a project."""

    dossier: Annotated[str, Field(description="Where it was found.")]
    reference: str | None
    filed_on: Day | None
    status: Annotated[Status | None, Field(description="Null for one that is decided: nothing judges it.")]
    decision: Annotated[Outcome | None, Field(description="What was decided of it; null for one that is to be judged.")]
    requested: Amount | None
    stated: Annotated[Amount | None, Field(description="What it states of the earlier grants of the project.")]
    granted: Annotated[
        Amount | None,
        Field(
            description="What was awarded, or is proposed, of the ceiling of the project; null where it is not settled."
        ),
    ]


class ProjectData(TypedDict):
    """The dossiers that share a ceiling of a theme, and what they take of it."""

    theme: str
    scope: Annotated[str, Field(description="The name of what they share, in the rule set.")]
    key: Annotated[list[str], Field(description="What tells them, as the first of them writes it.")]
    requested: Annotated[Amount | None, Field(description="What they ask in all; null where none does.")]
    stated: Annotated[Amount | None, Field(description="The most that one of them states of earlier grants.")]
    decided: Annotated[Amount | None, Field(description="What was awarded, each dossier once; null where nothing was.")]
    proposed: Annotated[Amount, Field(description="What is proposed to those that are not decided.")]
    ceiling: Annotated[Amount | None, Field(description="The ceiling that they share; null where it is not known.")]
    used: Annotated[Amount, Field(description="What is decided and proposed.")]
    left: Annotated[Amount | None, Field(description="What is left of the ceiling; null where it is not settled.")]
    exceeded_by: Annotated[Amount | None, Field(description="By how much the ceiling is exceeded, where it is.")]
    settled: Annotated[bool, Field(description="Whether what each of them is granted is known.")]
    unsure: Annotated[list[str], Field(description="What is to be looked at before anything is decided.")]
    dossiers: Annotated[list[MemberData], Field(description="In the order they were filed.")]


class SummaryData(TypedDict):
    """What a batch comes to."""

    count: Annotated[
        int, Field(ge=0, description="The number of dossiers that are judged, those that can't be read included.")
    ]
    statuses: StatusCounts
    decisions: Annotated[
        DecisionCounts, Field(description="The dossiers that are decided; the amounts are of those of a known theme.")
    ]
    themes: list[ThemeTotalsData]
    envelopes: list[EnvelopeData]
    duplicates: DuplicatesData
    remarks: RemarksData
    set_aside: SetAsideData
    changes: Annotated[ChangesData | None, Field(description="Null in a batch that is compared with no other.")]
    selection: Annotated[
        SelectionData | None, Field(description="What the notes of a jury come to; null where none are given.")
    ]


class StatedDecisionData(TypedDict):
    """What was decided of a dossier."""

    outcome: Annotated[
        Outcome,
        Field(description="withdrawn: closed without a decision on what is asked."),
    ]
    label: Label
    amount: Annotated[Amount | None, Field(description="What was awarded; null where that is not known.")]
    note: str | None
    instructor: str | None
    source: Annotated[str | None, Field(description="Where it was read: a file and its line, or the platform.")]


class DecisionModel(TypedDict):
    """A dossier that is decided, and not judged: it counts in ceilings and envelopes."""

    schema: Annotated[Literal["relance-decision/1"], Field(description="The version of this shape.")]
    dossier: Annotated[str, Field(description="Where it was found.")]
    reference: str | None
    theme: Annotated[str | None, Field(description="The code of the theme; null where it is not known.")]
    decision: StatedDecisionData
    filed_on: Day | None
    window: Annotated[str | None, Field(description="The id of the window that it was filed in.")]
    total_cost: Amount | None
    requested: Amount | None
    notices: Annotated[list[Notice], Field(description="What is to be known of it.")]
    submission: FiledData
    memory: MemoryData
    change: Annotated[ChangeData | None, Field(description="Null in a batch that is compared with no other.")]
    trail: NotRequired[
        Annotated[TrailData, Field(description="In the last line of a batch, and nowhere else: the trail of all.")]
    ]


class BatchModel(SummaryData):
    """A batch of dossiers, as `relance batch --format json` prints it."""

    projects: Annotated[list[ProjectData], Field(description="The projects of the themes that set a ceiling to them.")]
    schema: Annotated[Literal["relance-batch/1"], Field(description="The version of this shape.")]
    trail: Annotated[TrailData | None, Field(description="What it was made with, and made of.")]
    reports: Annotated[
        list[BatchReport], Field(description="One report per dossier that is judged, in the order of the inputs.")
    ]
    decided: Annotated[
        list[DecisionModel],
        Field(description="The dossiers that are decided, then the decisions whose dossiers are not in the batch."),
    ]
