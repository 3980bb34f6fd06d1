"""The shape of the catalogue as rules: what ``relance themes`` and ``relance show`` print with ``--format json``."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Amount, Cited, Day, Decimal, Label, Quantity, Source

WhenSays: TypeAlias = Annotated[str | None, Field(description="In which cases only, in words; null: always.")]


class Item(Cited):
    """Something that a theme lists and that decides nothing."""

    id: str
    label: Label


class Envelope(Cited):
    """The budget of all the projects of a theme."""

    amount: Amount


class Window(Item):
    """A period in which dossiers are taken; both days are included."""

    opens: Day
    closes: Annotated[Day | None, Field(description="The last day; null where the window stays open.")]
    when_says: WhenSays
    envelope: Annotated[Amount | None, Field(description="The part of the envelope set aside for this window.")]
    notice: Annotated[str | None, Field(description="What is told to the dossiers that fall in this window.")]


class SizeRange(Cited):
    """A range of sizes. A bound that is not there, or that depends on the dossier, is null."""

    id: str
    label: Annotated[str | None, Field(description="Which dossiers the range is for, where it has a name.")]
    says: Annotated[str, Field(description="The range in words.")]
    when_says: WhenSays
    at_least: Annotated[Quantity | None, Field(description="The bound itself is accepted.")]
    more_than: Annotated[Quantity | None, Field(description="The bound itself is refused.")]
    at_most: Annotated[Quantity | None, Field(description="The bound itself is accepted.")]
    less_than: Annotated[Quantity | None, Field(description="The bound itself is refused.")]


class Size(Cited):
    """The expected size of projects. No range at all means that the source sets none."""

    ranges: Annotated[list[SizeRange], Field(description="The first that is for a dossier is the one that counts.")]


class Condition(Item):
    """A condition of eligibility."""

    says: Annotated[str | None, Field(description="What it checks, in words.")]
    when_says: WhenSays
    failure: Annotated[str | None, Field(description="What is told to those who do not meet it.")]


class Exclusion(Item):
    """Expense lines that leave the funded base."""

    says: Annotated[str | None, Field(description="What it checks of a line, in words.")]


class Ceiling(Item):
    """The most that may be granted."""

    amount: Annotated[Amount | None, Field(description="Null where it depends on the dossier.")]
    says: Annotated[str | None, Field(description="The limit in words.")]
    per: Annotated[str, Field(description="`dossier`, or the scope whose dossiers share it.")]


class Bracket(TypedDict):
    """A marginal bracket of the base."""

    rate: Decimal
    up_to: Annotated[Amount | None, Field(description="Its end, included; null for the last.")]


class Funder(TypedDict):
    """Who pays a part of the grant."""

    id: str
    label: Label


class Funding(Cited):
    """How the cost of a project is shared."""

    scale: Annotated[list[Bracket], Field(description="The rates, where they are the same for every dossier.")]
    says: Annotated[list[str], Field(description="What the rates and the ceilings do not tell of it, in words.")]
    staff: Annotated[
        Literal["valued", "excluded", "counted"],
        Field(description="Staff costs: borne by the applicant, out of the base, or counted like others."),
    ]
    exclude: list[Exclusion]
    ceilings: list[Ceiling]
    funders: list[Funder]


class Requirement(Item):
    """A commitment or a piece of content that a dossier must give."""

    when_says: WhenSays


class Unknown(Cited):
    """In place of a list whose text is missing from the source: unknown, which is not empty."""

    unknown: Annotated[str, Field(description="What is missing.")]


class Juries(Cited):
    """A jury that sits every month for the dossiers filed before a day of that month."""

    before_day: Annotated[int, Field(ge=1, le=31, description="This day itself is for the next month.")]


class Notice(Cited):
    """What is said of some dossiers."""

    id: str
    text: str
    makes: Annotated[Literal["nothing", "incomplete", "error"], Field(description="What it makes of the dossier.")]


class Section(TypedDict):
    """A list that decides nothing."""

    title: Label
    grid: Annotated[bool, Field(description="Whether it is offered as a grid, to be graded.")]
    items: list[Item]


class ThemeRow(TypedDict):
    """What the table of the themes tells of one."""

    theme: Annotated[str, Field(description="Its code.")]
    title: Label
    summary: Label
    kind: Annotated[
        str | list[str] | None,
        Field(description="The way in, or the ways in where there are several; null where there is only filing."),
    ]
    owner: Annotated[str, Field(description="Who runs it.")]
    source: Source | None
    envelope: Envelope | None
    windows: Annotated[list[Window], Field(description="When dossiers are taken.")]
    size: Size | None
    funding: Funding | None


class Theme(ThemeRow):
    """One theme in full, as `relance show --format json` prints it."""

    eligibility: list[Condition] | Unknown
    commitments: list[Requirement] | Unknown
    documents: list[Requirement] | Unknown
    juries: Juries | None
    notices: list[Notice]
    sections: Annotated[dict[str, Section], Field(description="The lists that decide nothing, by their id.")]
    readings: Annotated[list[str], Field(description="The codes of the readings that the theme rests on.")]


Catalogue: TypeAlias = Annotated[
    list[ThemeRow] | Theme,
    Field(
        description="The themes, as `relance themes --format json` prints them, or one in full, as `relance show` does."
    ),
]
