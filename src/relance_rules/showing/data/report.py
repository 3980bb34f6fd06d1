"""The shape of the report of one dossier: what ``relance check --format json`` prints.

Every key is always there; what is not known is null.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import (
    Amount,
    Cited,
    Day,
    Facts,
    Label,
    Outcome,
    Path,
    Quantity,
    Ratio,
    ReadingsUsed,
    RuleId,
    Source,
    Span,
    Status,
    Verdict,
)
from relance_rules.showing.data.trail import TrailData


class Finding(Cited):
    """The outcome of one rule of eligibility, with the passage and the readings of what decided it."""

    rule: RuleId
    label: Label
    outcome: Outcome
    message: Annotated[str, Field(description="What the outcome means for this dossier.")]
    facts: Facts
    missing: Annotated[list[Path], Field(description="The facts that would settle an unknown outcome.")]


class Eligibility(TypedDict):
    """Whether the project can be funded."""

    verdict: Verdict
    findings: list[Finding]


class Excluded(Cited):
    """An expense line that leaves the funded base."""

    line: Annotated[int, Field(ge=1, description="The place of the line, counted from 1.")]
    label: str
    amount: Amount
    rule: RuleId
    reason: Label


class Ceiling(Cited):
    """A limit of the grant."""

    id: str
    label: Label
    limit: Annotated[Amount | None, Field(description="Null where it depends on what is not known.")]
    already_used: Annotated[Amount | None, Field(description="What counts in it already; null where it is not known.")]
    binding: Annotated[bool, Field(description="Whether this limit is what the grant comes to.")]


class Ranges(TypedDict, total=False):
    """What the amounts that are not known may be; those that are known are not there."""

    base: Span
    before_ceilings: Span
    grant: Span
    applicant_share: Span


class FundingStep(Cited):
    """A step of the funding split, in its order."""

    id: str
    kind: Annotated[
        Literal["total", "excluded", "base", "rate", "bonus", "ceiling", "request", "minimum", "grant", "share"],
        Field(description="What part the step plays."),
    ]
    label: Annotated[str | None, Field(description="In the language asked for.")]
    value: Annotated[Quantity | None, Field(description="An amount, or the rate of a bonus; null where not known.")]
    range: Annotated[Span | None, Field(description="What it may be, where it is not known.")]


class Funder(TypedDict):
    """Who pays a part of the grant."""

    id: str
    label: Label
    amount: Amount | None


class Funding(TypedDict):
    """The funding split. What can't be computed is null."""

    indicative: Annotated[bool, Field(description="True unless the dossier is eligible.")]
    total_cost: Annotated[Amount | None, Field(description="The total stated, or the sum of the expense lines.")]
    excluded: list[Excluded]
    base: Annotated[Amount | None, Field(description="The total cost without what is excluded.")]
    before_ceilings: Annotated[Amount | None, Field(description="What the rates of the theme give on the base.")]
    ceilings: list[Ceiling]
    requested: Annotated[Amount | None, Field(description="The grant that the dossier asks for.")]
    grant: Annotated[Amount | None, Field(description="The grant proposed.")]
    applicant_share: Annotated[Amount | None, Field(description="The total cost without the grant.")]
    applicant_staff: Annotated[Amount | None, Field(description="The staff costs, where the theme sets them apart.")]
    effective_rate: Annotated[Ratio | None, Field(description="The grant over the total cost.")]
    range: Annotated[Ranges, Field(description="What the amounts that are not known may be.")]
    steps: Annotated[list[FundingStep], Field(description="The split, step by step.")]
    funders: Annotated[list[Funder], Field(description="Who pays the grant, where the theme shares it.")]
    source: Source | None


class Missing(Cited):
    """A commitment or document that the dossier lacks."""

    id: str
    label: Label


class Requirements(TypedDict):
    """The commitments or the documents of a dossier."""

    known: Annotated[
        bool, Field(description="False where the source's list can't be read: unknown, which is not empty.")
    ]
    given: Annotated[list[str], Field(description="The ids of those that the dossier gives.")]
    missing: list[Missing]


class MissingFact(TypedDict):
    """A fact that the dossier must still state."""

    fact: Path
    question: str


class Notice(Cited):
    """Something to know that decides nothing."""

    id: str
    message: str


class NextStep(TypedDict):
    """Something to do next."""

    kind: Annotated[
        Literal["fill", "commit", "attach", "lift", "lower", "ask"],
        Field(
            description="fill: state a fact; commit: promise; attach: add a document; lift: undo what refuses or "
            "contradicts; lower: ask for less; ask: put a question to somebody else."
        ),
    ]
    text: Annotated[str, Field(description="What to do, in the language asked for.")]
    fact: Annotated[Path | None, Field(description="What to state; the first of `one_of`, where one is enough.")]
    one_of: Annotated[
        list[list[Path]],
        Field(description="Where one is enough, if its answer is right: the ways, each of facts to state together."),
    ]
    rule: Annotated[str | None, Field(description="The id of the rule that refuses, or that is to be settled.")]


class Applicant(TypedDict):
    """One of those who apply."""

    name: Annotated[str | None, Field(description="What it is called.")]
    siret: Annotated[str | None, Field(description="The identifier of the establishment.")]


class Project(TypedDict):
    """What tells the dossier from others."""

    name: Annotated[str | None, Field(description="What the project is called.")]
    reference: Annotated[str | None, Field(description="What the successive dossiers of one project share.")]
    applicants: list[Applicant]
    filed_on: Annotated[Day | None, Field(description="The day it is filed.")]


class DecidedBy(TypedDict):
    """What checked the dossier, so that it can be checked again."""

    tool: Annotated[str, Field(description="The program and its version.")]
    ruleset: Annotated[str, Field(description="The name of the rule set.")]
    version: Annotated[str, Field(description="The version that the rule set gives itself.")]
    digest: Annotated[
        Annotated[str, Field(pattern="^[0-9a-f]{12}$")] | None,
        Field(description="The same for rules that decide the same; null where another theme of the set is broken."),
    ]


class WayIn(TypedDict):
    """What the dossier would come to by one of the ways in of its theme."""

    value: Annotated[str, Field(description="The value of the fact that names the way in.")]
    label: Label
    verdict: Verdict
    refused_by: Annotated[list[str], Field(description="The ids of the rules that would refuse it.")]
    grant: Annotated[Amount | None, Field(description="Null where it is not known.")]
    range: Annotated[Span | None, Field(description="What the grant may be, where it is not known.")]


class Report(TypedDict):
    """The report of one dossier, as `relance check --format json` prints it."""

    schema: Annotated[Literal["relance-report/1"], Field(description="The version of this shape.")]
    dossier: Annotated[str | None, Field(description="The file of the dossier.")]
    reference: Annotated[str | None, Field(description="The reference that the dossier gives itself.")]
    theme: Annotated[str | None, Field(description="Null where it is not known.")]
    status: Status
    eligibility: Eligibility
    funding: Funding
    commitments: Requirements
    documents: Requirements
    missing_facts: list[MissingFact]
    notices: list[Notice]
    ways_in: Annotated[list[WayIn], Field(description="Each way in, where the dossier is to choose one.")]
    steps: Annotated[list[NextStep], Field(description="What to do next, in order; none where all is done.")]
    project: Project
    decided_by: Annotated[DecidedBy | None, Field(description="Null where the dossier can't be read.")]
    readings_used: ReadingsUsed
    trail: NotRequired[
        Annotated[TrailData, Field(description="In the last line of a batch, and nowhere else: the trail of all.")]
    ]
