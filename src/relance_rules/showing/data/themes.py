"""The shape of a dossier beside every theme: what ``relance check --format json`` prints where no theme is named."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Amount, Label, Path, RuleId, Span, Status, Verdict
from relance_rules.showing.data.report import DecidedBy, MissingFact, Notice


class Refusal(TypedDict):
    """A rule that refuses the dossier."""

    rule: RuleId
    label: Label
    message: Annotated[str, Field(description="What it means for this dossier.")]


class Missing(TypedDict):
    """How many answers a theme still asks for."""

    facts: Annotated[int, Field(ge=0, description="Facts to state.")]
    commitments: Annotated[int, Field(ge=0, description="Commitments to give.")]
    documents: Annotated[int, Field(ge=0, description="Documents to add.")]


class Theme(TypedDict):
    """What a theme makes of the dossier."""

    theme: Annotated[str, Field(description="Its code.")]
    title: Label
    fit: Annotated[
        Literal["fits", "open", "refused", "error"],
        Field(description="fits: eligible; open: not yet told; refused; error: the dossier contradicts itself."),
    ]
    status: Status
    verdict: Verdict
    grant: Annotated[Amount | None, Field(description="Indicative unless eligible; null where it is not known.")]
    range: Annotated[Span | None, Field(description="What a grant that is not known may be; null where it is known.")]
    refusals: Annotated[list[Refusal], Field(description="The rules that refuse it; one alone: nearly fits.")]
    to_judge: Annotated[list[RuleId], Field(description="The rules that no answer settles: somebody has to judge.")]
    missing: Missing
    missing_facts: list[MissingFact]


class Question(TypedDict):
    """A fact to ask next; of the items of a list, each is asked."""

    fact: Annotated[Path, Field(examples=["applicants[].kind"])]
    label: Label
    question: Label
    conditions: Annotated[int, Field(ge=1, description="How many conditions of the themes still open it may settle.")]


class Themes(TypedDict):
    """A dossier beside every theme of the rule set."""

    schema: Literal["relance-themes/1"]
    dossier: Annotated[str | None, Field(description="The file that it was read from.")]
    reference: str | None
    themes: Annotated[list[Theme], Field(description="The most fitting first.")]
    questions: Annotated[list[Question], Field(description="What may settle the most first.")]
    notices: Annotated[list[Notice], Field(description="What is to be known of the file.")]
    decided_by: DecidedBy
