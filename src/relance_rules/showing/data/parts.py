"""What several shapes are made of."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypeAlias

from pydantic import Field

# Pydantic reads the typed mappings of the standard library only from Python 3.12 on; it brings these.
from typing_extensions import TypedDict

Amount: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+\.[0-9]{2}$",
        description="In the currency of the rule set, with the taxes that it counts, with two decimals.",
    ),
]
Decimal: TypeAlias = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="A number or a rate, exact.")]
Ratio: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{6}$", description="A ratio, cut to six decimals.")]
Day: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="In ISO form.")]
Path: TypeAlias = Annotated[
    str, Field(description="The path of a fact: `expenses[0].amount`.", examples=["expenses[0].amount"])
]
Label: TypeAlias = Annotated[str, Field(description="In the language asked for.")]
Reading: TypeAlias = Annotated[
    str | None, Field(description="The code of the reading that is nearest to what decided, where one is needed.")
]
Readings: TypeAlias = Annotated[
    list[str], Field(description="The codes of all the readings that this rests on, the nearest first.")
]
RuleId: TypeAlias = Annotated[
    str, Field(description="The id of the rule, with its theme.", examples=["THEME.applicant"])
]
Value: TypeAlias = str | int | bool
"""A fact as JSON shows it: amounts and rates as exact texts, days in ISO form."""
Facts: TypeAlias = Annotated[dict[str, Value], Field(description="The facts that were met, by path.")]
Quantity: TypeAlias = str | int
"""An amount, a rate or a number, exact; a day; the name of a value."""

Verdict: TypeAlias = Annotated[
    Literal["eligible", "ineligible", "undetermined"],
    Field(description="One failed rule decides; then one unknown rule leaves it open."),
]
Status: TypeAlias = Annotated[
    Literal["ready", "incomplete", "ineligible", "error"],
    Field(description="ready: eligible and nothing missing; error: unreadable, or in contradiction with itself."),
]
Outcome: TypeAlias = Annotated[
    Literal["pass", "fail", "unknown", "not_applicable"],
    Field(description="unknown: facts are missing; not_applicable: the rule is not about this dossier."),
]


class Source(TypedDict):
    """A passage of a document: how it is cited, and the place."""

    document: NotRequired[Annotated[str, Field(description="A document of the rule set; the first one if left out.")]]
    lines: NotRequired[Annotated[str, Field(description="Line numbers, counted from 1: `27-30, 35`.")]]
    page: NotRequired[Annotated[str, Field(description="A page or pages.")]]
    article: NotRequired[Annotated[str, Field(description="An article.")]]
    section: NotRequired[Annotated[str, Field(description="A section.")]]


class Cited(TypedDict):
    """A statement, where it comes from and what it rests on."""

    source: Source | None
    reading: Reading
    readings: Readings


class ReadingUsed(TypedDict):
    """A reading that something told here rests on."""

    code: Annotated[str, Field(description="The name that statements cite it by.")]
    text: Label


ReadingsUsed: TypeAlias = Annotated[
    list[ReadingUsed], Field(description="All the readings that this rests on, in the order of their first use.")
]


_Span = TypedDict(
    "_Span",
    {
        "from": Annotated[Quantity | None, Field(description="The least; null where there is no end.")],
        "to": Annotated[Quantity | None, Field(description="The most; null where there is no end.")],
    },
)


class Span(_Span):
    """What an amount that is not known may be."""
