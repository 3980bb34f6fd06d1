"""The shapes of what ``relance diff`` and ``relance lint --prove`` print with ``--format json``."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypeAlias

from pydantic import Field

# Pydantic reads the typed mappings of the standard library only from Python 3.12 on; it brings these.
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Amount, Status, Verdict

Count: TypeAlias = Annotated[int, Field(ge=0)]
Theme: TypeAlias = Annotated[str | None, Field(description="Null for what all the themes share.")]


# ---- diff


class ChangeFound(TypedDict):
    """A difference between two sets of rules."""

    theme: Theme
    family: Annotated[str, Field(description="The key of the rule file that it is under.", examples=["eligibility"])]
    id: Annotated[str | None, Field(description="The rule, the fact, the reading…; null for the whole of its family.")]
    action: Annotated[
        Literal["added", "removed", "changed", "reworded", "rewritten"],
        Field(
            description="reworded: a text says it otherwise; rewritten: a rule is written otherwise and means the same."
        ),
    ]
    aspect: Annotated[str | None, Field(description="What differs of it; null for the whole.", examples=["require"])]
    message: Annotated[str, Field(description="The change as a sentence, in the language asked for.")]


class AnswerFound(TypedDict):
    """What a set of rules answers to a dossier."""

    verdict: Annotated[Verdict | None, Field(description="Null where it can't be read with these rules.")]
    status: Status
    grant: Annotated[Amount | None, Field(description="Null where it is not known.")]


class EffectFound(TypedDict):
    """A dossier whose answer changes."""

    dossier: Annotated[str, Field(description="Where the dossier was read.")]
    before: AnswerFound
    after: AnswerFound


class Effects(TypedDict):
    """The dossiers that were checked with both sets of rules."""

    checked: Count
    changed: list[EffectFound]


class DiffReport(TypedDict):
    """What changes from one set of rules to another: `relance diff --format json`."""

    schema: Annotated[Literal["relance-diff/1"], Field(description="The version of this shape.")]
    changes: list[ChangeFound]
    dossiers: NotRequired[Annotated[Effects, Field(description="With `--dossiers`.")]]


# ---- proof


class LawFound(TypedDict):
    """A law of a theme, and what was found of it."""

    law: Annotated[str, Field(description="The name of the law.", examples=["never_exceeds"])]
    subject: Annotated[str, Field(description="The id of what the law is about.")]
    statement: Annotated[str, Field(description="The law as a sentence.")]
    file: Annotated[str, Field(description="The file that states what the law is about: a family's, where it does.")]
    line: Annotated[int, Field(ge=1, description="Counted from 1.")]
    status: Annotated[
        Literal["proved", "broken", "open", "fault"],
        Field(description="open: not settled in time; fault: the solver and the engine disagree."),
    ]
    why: Annotated[str | None, Field(description="What is said of a law that is not proved.")]
    conflict: Annotated[list[str], Field(description="The rules that no dossier meets together, where one should.")]
    cases: Annotated[list[dict[str, Any]], Field(description="Dossiers that break the law, as cases of a rule file.")]


class ThemeProofs(TypedDict):
    """The laws of a theme."""

    file: str
    theme: str | None
    items: Annotated[int, Field(ge=1, description="How many items the lists of the searched dossiers have at most.")]
    laws: list[LawFound]


class ProofReport(TypedDict):
    """What was found of the laws of rule files: `relance lint --prove --format json`."""

    schema: Annotated[Literal["relance-proof/1"], Field(description="The version of this shape.")]
    proved: Count
    broken: Count
    open: Count
    fault: Count
    files: list[ThemeProofs]


SHAPES: dict[str, type] = {"diff": DiffReport, "proof": ProofReport}
"""The shapes by the name of their JSON Schema."""
