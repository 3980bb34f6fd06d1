"""The shape of a JSON report, as models: what ``schemas/report.schema.json`` is generated from.

Every key is always there; what is not known is null.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[
    str, Field(pattern=r"^[0-9]+\.[0-9]{2}$", description="Euros, all taxes included, with two decimals.")
]
Ratio = Annotated[str, Field(pattern=r"^[01]\.[0-9]{6}$", description="A ratio from 0 to 1, cut to six decimals.")]
Path = Annotated[str, Field(description="The path of a fact: `porteurs[0].categorie`.", examples=["projet.nom"])]
Reading = Annotated[
    str | None, Field(description="The reading of the catalogue that this rests on, where the passage is not enough.")
]
Label = Annotated[str, Field(description="In the language asked for.")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """A passage of the catalogue."""

    lines: str = Field(description="Line numbers, counted from 1: `27-30, 35`.")


class Finding(_Part):
    """The outcome of one rule of eligibility."""

    rule: str = Field(description="The id of the rule, with its theme.", examples=["THEME.porteur"])
    label: Label
    outcome: Literal["pass", "fail", "unknown", "not_applicable"] = Field(
        description="unknown: facts are missing; not_applicable: the rule is not about this dossier."
    )
    message: str = Field(description="What the outcome means for this dossier.")
    facts: dict[str, str | int | bool] = Field(description="The facts that were met, by path.")
    missing: list[Path] = Field(description="The facts that would settle an unknown outcome.")
    source: Source
    reading: Reading


class Eligibility(_Part):
    """Whether the project can be funded."""

    verdict: Literal["eligible", "ineligible", "undetermined"] = Field(
        description="One failed rule decides; then one unknown rule leaves it open."
    )
    findings: list[Finding]


class Excluded(_Part):
    """An expense line that leaves the funded base."""

    line: int = Field(ge=1, description="The place of the line, counted from 1.")
    label: str
    amount: Amount
    rule: str
    reason: Label
    source: Source
    reading: Reading


class Ceiling(_Part):
    """A limit of the grant."""

    id: str
    label: Label
    limit: Amount
    already_used: Amount | None = Field(description="What earlier grants took of it; null where they are not known.")
    binding: bool = Field(description="Whether this limit is what the grant comes to.")
    source: Source
    reading: Reading


class Funding(_Part):
    """The funding split. What can't be computed is null."""

    indicative: bool = Field(description="True unless the dossier is eligible.")
    total_cost: Amount | None = Field(description="The total stated, or the sum of the expense lines.")
    excluded: list[Excluded]
    base: Amount | None = Field(description="The total cost without what is excluded.")
    before_ceilings: Amount | None = Field(description="What the rates of the theme give on the base.")
    ceilings: list[Ceiling]
    requested: Amount | None = Field(description="The grant that the dossier asks for.")
    grant: Amount | None = Field(description="The grant proposed.")
    applicant_share: Amount | None = Field(description="The total cost without the grant.")
    applicant_staff: Amount | None = Field(description="The staff costs (titre 2).")
    effective_rate: Ratio | None = Field(description="The grant over the total cost.")
    source: Source | None


class Missing(_Part):
    """A commitment or document that the dossier lacks."""

    id: str
    label: Label
    source: Source
    reading: Reading


class Requirements(_Part):
    """The commitments or the documents of a dossier."""

    known: bool = Field(description="False where the catalogue's list can't be read: unknown, which is not empty.")
    given: list[str] = Field(description="The ids of those that the dossier gives.")
    missing: list[Missing]


class MissingFact(_Part):
    """A fact that the dossier must still state."""

    fact: Path
    question: str


class Notice(_Part):
    """Something to know that decides nothing."""

    id: str
    message: str
    source: Source | None
    reading: Reading


class ReportModel(_Part):
    """The report of one dossier, as `relance check --format json` prints it."""

    schema_: Literal["relance-report/1"] = Field(alias="schema", description="The version of this shape.")
    dossier: str | None = Field(description="The file of the dossier.")
    reference: str | None = Field(description="The reference that the dossier gives itself.")
    theme: str | None = Field(description="Null where the dossier can't be read.")
    status: Literal["ready", "incomplete", "ineligible", "error"] = Field(
        description="ready: eligible and nothing missing; error: unreadable, or in contradiction with itself."
    )
    eligibility: Eligibility
    funding: Funding
    commitments: Requirements
    documents: Requirements
    missing_facts: list[MissingFact]
    notices: list[Notice]
