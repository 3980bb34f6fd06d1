"""The shape of an explanation: what ``relance explain --format json`` prints."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import (
    Amount,
    Cited,
    Decimal,
    Facts,
    Label,
    Outcome,
    Path,
    Quantity,
    ReadingsUsed,
    RuleId,
    Span,
    Status,
    Verdict,
)
from relance_rules.showing.data.report import FundingStep

TRUTHS = Literal["true", "false", "unknown"]


class Answer(TypedDict):
    """A condition, or a quantity that one reads, and what it came to, with its parts."""

    says: Annotated[str, Field(description="What is asked, in words.")]
    item: Annotated[str | None, Field(description="The item of a list that it was asked of, where it is of each.")]
    truth: Annotated[TRUTHS | None, Field(description="Null for a quantity.")]
    facts: Facts
    measure: Annotated[Quantity | None, Field(description="What a quantity came to; null where it is not known.")]
    missing: Annotated[list[Path], Field(description="The facts that would settle it.")]
    parts: list[Answer]


class Rule(Cited):
    """A rule of eligibility: its outcome, when it applies and what it requires."""

    rule: RuleId
    label: Label
    outcome: Outcome
    message: Annotated[str, Field(description="What the outcome means for this dossier.")]
    when: Annotated[Answer | None, Field(description="What makes it apply; null where it always does.")]
    require: Annotated[Answer | None, Field(description="Null where the source sets no limit.")]
    missing: Annotated[list[Path], Field(description="The facts that would settle an unknown outcome.")]


class Requirement(Cited):
    """A commitment or document that is asked only in some cases."""

    fact: Path
    label: Label
    asked: Annotated[TRUTHS, Field(description="Whether this is one of these cases.")]
    when: Answer


class Exclusion(Cited):
    """An exclusion asked of an expense line."""

    rule: RuleId
    reason: Label
    says: Annotated[str, Field(description="What it checks, in words.")]
    answer: Answer


class Line(TypedDict):
    """An expense line: the exclusions asked of it, up to the first that holds."""

    line: Annotated[int, Field(ge=1, description="Its place, counted from 1.")]
    label: str | None
    amount: Amount | None
    excluded_by: Annotated[str | None, Field(description="The id of the exclusion that holds.")]
    missing: Annotated[list[Path], Field(description="The facts that would tell whether it counts.")]
    exclusions: list[Exclusion]


_Ends = TypedDict(
    "_Ends",
    {
        "from": Annotated[Amount, Field(description="Where the bracket starts.")],
        "to": Annotated[Amount | None, Field(description="Where it ends; null for the last.")],
    },
)


class Bracket(_Ends):
    """A marginal bracket: the part of the base within it, and what its rate gives."""

    rate: Decimal
    part: Amount
    amount: Decimal


class Ceiling(Cited):
    """A limit of the grant, and what is left of it."""

    id: str
    label: Label
    limit: Amount | None
    already_used: Amount | None
    left: Amount | None
    binding: Annotated[bool, Field(description="Whether this limit is what the grant comes to.")]


class Step(FundingStep):
    """A step of the split, with the conditions, the choices and the derived facts that it depends on by itself."""

    parts: list[Answer]


class Funding(TypedDict):
    """The funding split, step by step. What can't be computed is null."""

    indicative: Annotated[bool, Field(description="True unless the dossier is eligible.")]
    total_cost: Amount | None
    lines: list[Line]
    base: Amount | None
    brackets: list[Bracket]
    before_ceilings: Amount | None
    ceilings: list[Ceiling]
    requested: Amount | None
    grant: Amount | None
    applicant_share: Amount | None
    steps: Annotated[list[Step], Field(description="Every step, in its order.")]
    range: Annotated[Span | None, Field(description="What the grant may be, where it is not known.")]
    missing: Annotated[list[Path], Field(description="The facts that would settle the grant.")]


class Explanation(TypedDict):
    """Why a report says what it says, as `relance explain --format json` prints it."""

    schema: Annotated[Literal["relance-explanation/1"], Field(description="The version of this shape.")]
    dossier: Annotated[str | None, Field(description="The file of the dossier.")]
    reference: Annotated[str | None, Field(description="The reference that the dossier gives itself.")]
    theme: str
    status: Status
    verdict: Verdict
    rules: list[Rule]
    requirements: list[Requirement]
    funding: Annotated[Funding | None, Field(description="Null where one rule of eligibility was asked for.")]
    readings_used: ReadingsUsed
