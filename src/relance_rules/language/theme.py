"""A theme as a rule file states it, or a family of themes, which each theme that extends it completes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from relance_rules.language.base import (
    MOST,
    Cited,
    Day,
    Identifier,
    Item,
    Lines,
    Node,
    Source,
    Text,
    ThemeCode,
    refused,
)
from relance_rules.language.expressions import Condition as Predicate
from relance_rules.language.expressions import Expression
from relance_rules.language.funding import Funding
from relance_rules.language.manifest import NoticeModel

Unmet = Literal["fail", "appraise"]


class Unreadable(Cited):
    """In place of a list whose text is missing from the source: unknown, which is not empty."""

    unknown: Text = Field(description="What is missing, and what the reader should know.")


def _shape(value: Any) -> str:
    return "unknown" if isinstance(value, (dict, Unreadable)) else "list"


class Envelope(Cited):
    """The budget of all the projects of a theme."""

    amount: Expression


class Window(Cited):
    """A period in which dossiers are taken; both days are included."""

    id: Identifier
    label: Text
    opens: Day
    closes: Day | None = Field(None, description="The last day; none where the window stays open.")
    when: Predicate | None = Field(None, description="The way in this window belongs to.")
    envelope: Expression | None = Field(None, description="The part of the envelope set aside for this window.")
    notice: Text | None = Field(None, description="What the report must say when a dossier falls in this window.")
    unmet: Unmet = Field("fail", description="appraise: a dossier out of it is to be judged.")

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.closes is not None and self.closes < self.opens:
            raise refused("la clôture précède l’ouverture")
        return self


class SizeRange(Cited):
    """A range of sizes. ``when`` says which dossiers it is for; the last range of a list is for all others."""

    id: Identifier | None = None
    label: Text | None = Field(None, description="Which dossiers the range is for.")
    when: Predicate | None = Field(None, description="The dossiers that this range is for.")
    at_least: Expression | None = Field(None, description="The amount itself is accepted.")
    more_than: Expression | None = Field(None, description="The amount itself is refused.")
    at_most: Expression | None = Field(None, description="The amount itself is accepted.")
    less_than: Expression | None = Field(None, description="The amount itself is refused.")
    failure: Text | None = Field(None, description="What to tell a dossier that is out of it.")
    unmet: Unmet = Field("fail", description="appraise: a dossier out of it is to be judged.")

    @property
    def bounds(self) -> dict[str, Expression]:
        """The bounds that are given, by name."""
        names = ("at_least", "more_than", "at_most", "less_than")
        return {name: bound for name in names if (bound := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _bounded(self) -> SizeRange:
        given = self.bounds.keys()
        if not given or {"at_least", "more_than"} <= given or {"at_most", "less_than"} <= given:
            raise refused("une fourchette a une borne basse, une borne haute, ou les deux")
        return self


class Size(Cited):
    """The expected size of projects. No range at all means that the source sets none."""

    of: Expression | None = Field(None, description="What is measured: the total cost if left out.")
    ranges: Annotated[tuple[SizeRange, ...], Field(max_length=MOST)] = Field(
        description="The first whose `when` holds is the one that counts."
    )

    @model_validator(mode="after")
    def _complete(self) -> Size:
        if any(entry.when is None for entry in self.ranges[:-1]):
            raise refused("chaque fourchette porte « when », sauf la dernière, qui vaut pour tous les autres cas")
        return self


class Condition(Cited):
    """A condition of eligibility."""

    id: Identifier
    label: Text = Field(description="What is required.")
    when: Predicate | None = Field(None, description="The condition applies only where this holds.")
    require: Predicate
    failure: Text | None = Field(None, description="What to tell the applicant, and what they can do about it.")
    unmet: Unmet = Field("fail", description="appraise: a dossier that does not meet it is to be judged.")


class Requirement(Item):
    """A commitment or a piece of content that a dossier must give."""

    when: Predicate | None = Field(None, description="Required only where this holds.")


class Juries(Cited):
    """A jury that sits every month for the dossiers filed before a day of that month."""

    before_day: Annotated[int, Field(ge=2, le=28)] = Field(description="This day itself is for the next month.")


class Descriptive(Node):
    """Lines of the theme's passage that state no rule, with the reason why none is drawn from them."""

    lines: Lines
    reason: Annotated[str, Field(min_length=3, max_length=300, description="Why no rule is drawn from these lines.")]


class Expectation(Node):
    """What a case expects of the report; only what is written is compared."""

    verdict: Literal["eligible", "ineligible", "undetermined"] | None = Field(None, description="Of eligibility.")
    status: Literal["ready", "incomplete", "ineligible", "error"] | None = Field(None, description="Of the dossier.")
    grant: str | None = Field(None, description="The grant proposed, to the cent; `unknown` where it is not known.")
    findings: dict[Identifier, Literal["pass", "fail", "unknown", "not_applicable"]] = Field(
        {}, description="The outcome of rules of eligibility, by their id in this file."
    )
    missing: tuple[str, ...] = Field((), description="Facts, commitments or documents the report must ask for.")
    notices: tuple[str, ...] = Field((), description="Notices that the report must give, by their id in this file.")
    envelope: str | None = Field(None, description="The envelope that the grant counts in: that of its window if set.")


class Case(Node):
    """A test that the rule file carries: a dossier, with only what matters, and what its report must say."""

    name: Annotated[str, Field(min_length=3, max_length=120, description="What the case is about.")]
    dossier: dict[str, Any] = Field(description="The facts, nested as in a dossier file, without its theme.")
    expect: Expectation


ConditionList = Annotated[
    Annotated[tuple[Condition, ...], Tag("list")] | Annotated[Unreadable, Tag("unknown")],
    Discriminator(_shape),
]
RequirementList = Annotated[
    Annotated[tuple[Requirement, ...], Tag("list")] | Annotated[Unreadable, Tag("unknown")],
    Discriminator(_shape),
]

WINDOW_RULE, SIZE_RULE = "depot", "taille"
"""The ids of the findings about filing in time and about the size."""

Ways = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class Theme(Node):
    """One theme: everything that its rule file says, once completed by its family."""

    theme: ThemeCode
    title: Text
    summary: Text | None = None
    kind: Ways = Field((), description="The ways in: values of the fact whose role is `way_in`.")
    owner: Annotated[str, Field(min_length=2, max_length=200, description="Who runs the theme.")] | None = None
    source: Source | None = None
    envelope: Envelope | None = None
    windows: tuple[Window, ...] = Field((), description="When dossiers are taken.")
    size: Size | None = None
    eligibility: ConditionList = Field((), description="The conditions, or what is missing from the source.")
    funding: Funding | None = None
    commitments: RequirementList = Field((), description="What applicants commit to, or what is missing.")
    documents: tuple[Requirement, ...] = Field((), description="What a dossier must contain.")
    juries: Juries | None = Field(None, description="The juries that sit every month.")
    notices: tuple[NoticeModel, ...] = Field((), description="What is said of some dossiers.")
    sections: dict[Identifier, tuple[Item, ...]] = Field({}, description="Lists that decide nothing, by section.")
    descriptive: tuple[Descriptive, ...] = Field((), description="Lines that state no rule.")
    cases: tuple[Case, ...] = Field((), description="The tests of this file, run by `relance test`.")

    def ids(self) -> Iterator[tuple[str, list[tuple[str, tuple[str | int, ...]]]]]:
        """The ids that must differ, each with where it stands, and what they are ids of."""
        rules = [(each.id, ("eligibility", place, "id")) for place, each in enumerate(self.conditions)]
        funding = () if self.funding is None else self.funding.ids()
        yield "eligibility, funding", [*rules, *((name, ("funding", *path)) for name, path in funding)]
        for key in ("windows", "documents", "notices"):
            yield key, [(each.id, (key, place, "id")) for place, each in enumerate(getattr(self, key))]
        if self.size is not None:
            named = [(each.id, ("size", "ranges", place, "id")) for place, each in enumerate(self.size.ranges)]
            yield "size", [(name, path) for name, path in named if name is not None]
        commitments = self.requirements_of("commitments")
        yield "commitments", [(each.id, ("commitments", place, "id")) for place, each in enumerate(commitments)]
        if self.funding is not None:
            funders = enumerate(self.funding.funders)
            yield "funders", [(each.id, ("funding", "funders", place, "id")) for place, each in funders]
        for section, items in self.sections.items():
            yield section, [(item.id, ("sections", section, place, "id")) for place, item in enumerate(items)]

    def requirements_of(self, family: Literal["commitments", "documents"]) -> tuple[Requirement, ...]:
        """The commitments or the documents that can be read."""
        listed = getattr(self, family)
        return () if isinstance(listed, Unreadable) else listed

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The commitments and documents that can be read."""
        return (*self.requirements_of("commitments"), *self.documents)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of eligibility that can be read."""
        return () if isinstance(self.eligibility, Unreadable) else self.eligibility


FamilyName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,15}$")]


class FamilyKeys(Node):
    """What a theme says of its family, beside the keys of a theme: used up before the theme is read."""

    extends: FamilyName | None = Field(None, description="The family that this theme completes.")
    cites: dict[str, Any] = Field(
        {}, description="The passage of each statement that the family leaves to its members."
    )
    skip_cases: dict[str, str] = Field({}, description="Cases of the family that are not for this theme, and why.")
