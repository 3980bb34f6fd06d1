"""The shape of a dossier as one of its facts varies, or is changed for a goal: ``relance what-if --format json``."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Amount, Label, Path, RuleId, Span, Status, Value, Verdict
from relance_rules.showing.data.report import DecidedBy

Count: TypeAlias = Annotated[int, Field(ge=0)]


class RuleNamed(TypedDict):
    """A rule, and what it is called."""

    rule: RuleId
    label: Label


class Along(TypedDict):
    """How an amount goes along a piece, both ends included. What is known has the same two ends."""

    start: Annotated[Span, Field(description="What it may be where the piece starts.")]
    end: Annotated[Span, Field(description="What it may be where the piece ends.")]
    straight: Annotated[
        bool, Field(description="Whether it goes straight from the start to the end, but for rounding.")
    ]
    within: Annotated[
        Amount | None, Field(description="How far it may be from that straight line; null where it is none.")
    ]


_Piece = TypedDict(
    "_Piece",
    {
        "from": Annotated[Value, Field(description="The first value of the fact.")],
        "to": Annotated[Value, Field(description="The last value of the fact, inside.")],
        "status": Status,
        "verdict": Verdict,
        "refused_by": Annotated[list[RuleNamed], Field(description="The rules that refuse the dossier.")],
        "ceilings": Annotated[list[RuleNamed], Field(description="The ceilings that the grant stops at.")],
        "at_request": Annotated[bool, Field(description="Whether the grant stops at what is requested.")],
        "missing": Annotated[list[Path], Field(description="The facts that are missing.")],
        "grant": Along,
        "applicant_share": Along,
        "changes": Annotated[list[Label], Field(description="What changes where it starts; empty of the first.")],
    },
)


class Piece(_Piece):
    """A part of a curve, on which every decision is the same."""


_Curve = TypedDict(
    "_Curve",
    {
        "fact": Path,
        "label": Label,
        "type": Annotated[str, Field(description="The type of the fact, as the vocabulary names it.")],
        "from": Annotated[Value, Field(description="The first value that is followed.")],
        "to": Annotated[Value, Field(description="The last value that was asked for.")],
        "now": Annotated[Value | None, Field(description="What the dossier states; null where it states nothing.")],
        "follows": Annotated[Path | None, Field(description="The stated total, which follows the line that varies.")],
        "segments": Annotated[
            list[Piece], Field(description="In order; each begins one unit after the one before it ends.")
        ],
        "followed_to": Annotated[
            Value | None,
            Field(description="Where following stopped, of too many pieces; null where it went to the end."),
        ],
        "notes": Annotated[list[Label], Field(description="What is to be known of the whole.")],
    },
)


class Curve(_Curve):
    """What a dossier comes to as a fact varies."""


_Change = TypedDict(
    "_Change",
    {
        "fact": Path,
        "label": Label,
        "value": Annotated[Value, Field(description="The nearest value that reaches the goal.")],
        "from": Annotated[Value, Field(description="The least value around it that reaches it too.")],
        "to": Annotated[Value, Field(description="The greatest value around it that reaches it too.")],
        "chosen": Annotated[
            bool, Field(description="Whether it is for the project to choose; otherwise it is a supposition.")
        ],
        "refused": Annotated[bool, Field(description="Whether a rule that refuses now reads the fact.")],
        "breaks": Annotated[list[RuleNamed], Field(description="The rules that hold now, and would not any more.")],
        "status": Status,
        "verdict": Verdict,
        "grant": Span,
        "text": Annotated[str, Field(description="The same in words.")],
    },
)


class Change(_Change):
    """A change of a single fact that reaches the goal."""


class Refusal(RuleNamed):
    """A rule that refuses."""

    message: Label


class Lifted(Refusal):
    """A rule that refuses, and that a single change would lift."""

    fact: Annotated[Path, Field(description="The first fact met that would lift it.")]


class Best(TypedDict):
    """The largest grant met that no rule refuses."""

    grant: Amount
    fact: Annotated[Path | None, Field(description="The fact that changes; null of the dossier as it is.")]


class Goal(TypedDict):
    """How a goal is reached by changing one fact."""

    kind: Literal["grant", "eligible", "ready"]
    amount: Annotated[Amount | None, Field(description="The least grant that is wanted.")]
    reached: Annotated[bool, Field(description="Whether the dossier is there already.")]
    changes: Annotated[list[Change], Field(description="Those that reach it, the smallest first.")]
    remaining: Annotated[list[Refusal], Field(description="The refusals that no single change lifts.")]
    lifted: Annotated[list[Lifted], Field(description="The refusals that one single change or another lifts.")]
    best: Best | None
    tried: Annotated[Count, Field(description="How many facts were tried.")]
    complete: Annotated[bool, Field(description="Whether all the facts were tried.")]


class WhatIf(TypedDict):
    """What a dossier would come to otherwise."""

    schema: Annotated[Literal["relance-what-if/1"], Field(description="The version of this shape.")]
    dossier: Annotated[str | None, Field(description="The file.")]
    theme: str
    curve: Curve | None
    goal: Goal | None
    decided_by: DecidedBy
