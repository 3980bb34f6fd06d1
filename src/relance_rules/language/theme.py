"""A theme of the catalogue as a rule file states it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from relance_rules.language.base import (
    Amount,
    Day,
    Identifier,
    Lines,
    Node,
    Percentage,
    ReadingCode,
    Source,
    Text,
    ThemeCode,
    refused,
)
from relance_rules.language.predicates import Predicate
from relance_rules.values import Euro


class Cited(Node):
    """A statement that rests on a passage of the catalogue, and on a reading where the passage is not enough."""

    source: Source
    reading: ReadingCode | None = None


class Item(Cited):
    """Something the catalogue lists: a criterion, an indicator, an encouraged orientation, a financeable expense."""

    id: Identifier
    label: Text


class Unreadable(Cited):
    """In place of a list whose text is missing from the catalogue: unknown, which is not empty."""

    unknown: Text = Field(description="What is missing, and what the reader should know.")


def _shape(value: Any) -> str:
    return "unknown" if isinstance(value, (dict, Unreadable)) else "list"


class Envelope(Cited):
    """The budget of all the projects of a theme (reading R14)."""

    amount: Amount


class Window(Cited):
    """A period in which dossiers are taken; both days are included (reading R4)."""

    id: Identifier
    label: Text
    opens: Day
    closes: Day | None = Field(None, description="The last day; none where the window stays open.")
    when: Predicate | None = Field(None, description="The way in this window belongs to.")
    envelope: Amount | None = Field(None, description="The part of the envelope set aside for this window.")
    notice: Text | None = Field(None, description="What the report must say when a dossier falls in this window.")

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.closes is not None and self.closes < self.opens:
            raise refused("la clôture précède l’ouverture")
        return self


class SizeRange(Cited):
    """A range of total costs. ``when`` says which dossiers it is for; the last range of a list is for all others."""

    at_least: Amount | None = Field(None, description="The amount itself is accepted.")
    more_than: Amount | None = Field(None, description="The amount itself is refused.")
    at_most: Amount | None = Field(None, description="The amount itself is accepted.")
    less_than: Amount | None = Field(None, description="The amount itself is refused.")
    when: Predicate | None = Field(None, description="The dossiers that this range is for.")
    label: Text | None = Field(None, description="Which dossiers the range is for.")

    @model_validator(mode="after")
    def _bounded(self) -> SizeRange:
        lows = [bound for bound in (self.at_least, self.more_than) if bound is not None]
        highs = [bound for bound in (self.at_most, self.less_than) if bound is not None]
        if len(lows) > 1 or len(highs) > 1 or not lows + highs:
            raise refused("une fourchette a une borne basse, une borne haute, ou les deux")
        if lows and highs and lows[0] > highs[0]:
            raise refused("la borne basse dépasse la borne haute")
        if lows and lows == highs and (self.at_least is None or self.at_most is None):
            raise refused("aucun montant n’est entre ces deux bornes")
        return self


class Size(Cited):
    """The expected size of projects: total cost TTC before any exclusion (reading R3).

    No range at all means that the catalogue sets none.
    """

    ranges: tuple[SizeRange, ...] = Field(description="The first whose `when` holds is the one that counts.")

    @model_validator(mode="after")
    def _complete(self) -> Size:
        if self.ranges and (self.ranges[-1].when is not None or any(r.when is None for r in self.ranges[:-1])):
            raise refused(
                "chaque fourchette porte « when », sauf la dernière, qui vaut pour tous les autres cas",
            )
        return self


class Condition(Cited):
    """A condition of eligibility."""

    id: Identifier
    label: Text = Field(description="What is required.")
    when: Predicate | None = Field(None, description="The condition applies only where this holds.")
    require: Predicate
    failure: Text = Field(description="What to tell the applicant, and what they can do about it.")


class Bracket(Node):
    """A marginal bracket of the scale: the rate of the part of the base up to ``up_to``."""

    rate: Percentage
    up_to: Amount | None = Field(None, description="The end of the bracket, included; the last bracket has none.")


class Exclusion(Item):
    """Expense lines that leave the funded base (reading R6)."""

    when: Predicate = Field(description="A predicate over one expense line.")


class Ceiling(Item):
    """The most that may be granted, to one dossier or to all the dossiers of one project."""

    amount: Amount
    per: Literal["dossier", "project"] = Field(description="Whose grants are counted together.")


class Funding(Cited):
    """How a theme shares the cost of a project."""

    scale: Annotated[tuple[Bracket, ...], Field(min_length=1, description="Marginal brackets, going up.")]
    staff: Literal["valued", "excluded"] = Field(
        description="Staff costs (titre 2): valued in the applicant's share, or out of the base (reading R5)."
    )
    exclude: tuple[Exclusion, ...] = Field((), description="Tried in order; the first that holds names the reason.")
    ceilings: tuple[Ceiling, ...] = Field((), description="All of them bind.")

    @model_validator(mode="after")
    def _ordered(self) -> Funding:
        ends = [bracket.up_to for bracket in self.scale]
        if ends[-1] is not None or any(end is None for end in ends[:-1]):
            raise refused("chaque tranche porte « up_to », sauf la dernière")
        known = [Euro(0), *(end for end in ends if end is not None)]
        if any(low >= high for low, high in pairwise(known)):
            raise refused("les tranches vont croissant")
        return self


class Requirement(Item):
    """A commitment or a piece of content that a dossier must give (readings R11 and R12)."""

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
    grant: Amount | None = Field(None, description="The grant proposed, to the cent.")
    findings: dict[Identifier, Literal["pass", "fail", "unknown", "not_applicable"]] = Field(
        {}, description="The outcome of rules of eligibility, by their id in this file."
    )
    missing: tuple[str, ...] = Field((), description="Facts, commitments or documents the report must ask for.")


class Case(Node):
    """A test that the rule file carries: a dossier, with only what matters, and what its report must say."""

    name: Annotated[str, Field(min_length=3, max_length=120, description="What the case is about.")]
    dossier: dict[str, Any] = Field(description="The facts, nested as in a dossier file, without its theme.")
    expect: Expectation


ConditionList: TypeAlias = Annotated[
    Annotated[tuple[Condition, ...], Tag("list")] | Annotated[Unreadable, Tag("unknown")],
    Discriminator(_shape),
]
RequirementList: TypeAlias = Annotated[
    Annotated[tuple[Requirement, ...], Tag("list")] | Annotated[Unreadable, Tag("unknown")],
    Discriminator(_shape),
]

WINDOW_RULE, SIZE_RULE = "depot", "taille"
"""The ids of the two findings that every theme has: filed in time, and of the expected size."""

STAFF_RULE = "personnel"
"""The id of what the report says of staff costs."""


class Theme(Node):
    """One theme of the catalogue: everything that its rule file says."""

    theme: ThemeCode
    title: Text
    summary: Text
    kind: Literal["guichet", "appel_a_projets", "both"] = Field(description="An open window, a call, or both.")
    owner: Annotated[str, Field(min_length=2, max_length=200, description="Who runs the theme.")]
    source: Source
    envelope: Envelope
    windows: Annotated[tuple[Window, ...], Field(min_length=1, description="When dossiers are taken.")]
    size: Size
    eligibility: ConditionList = Field(description="The conditions, or what is missing from the catalogue.")
    funding: Funding
    commitments: RequirementList = Field(description="What applicants commit to, or what is missing.")
    documents: tuple[Requirement, ...] = Field((), description="What a dossier must contain (reading R12).")
    expected: tuple[Item, ...] = Field((), description="What projects should be, where no condition is drawn from it.")
    encouraged: tuple[Item, ...] = Field((), description="What projects are invited to do.")
    financeable: tuple[Item, ...] = Field((), description="What the catalogue names as fundable.")
    criteria: tuple[Item, ...] = Field((), description="What a jury grades (reading R13).")
    selection: tuple[Item, ...] = Field((), description="How dossiers are selected.")
    support: tuple[Item, ...] = Field((), description="What help applicants are offered.")
    indicators: tuple[Item, ...] = Field((), description="How funded projects are followed.")
    juries: Juries | None = Field(None, description="The juries that sit every month.")
    descriptive: tuple[Descriptive, ...] = Field((), description="Lines that state no rule.")
    readings: tuple[ReadingCode, ...] = Field((), description="Every reading that the theme rests on.")
    cases: tuple[Case, ...] = Field((), description="The tests of this file, run by `relance test`.")

    @model_validator(mode="after")
    def _coherent(self) -> Theme:
        for name, ids in self._ids():
            twice = [found for found, times in Counter(ids).items() if times > 1]
            if twice:
                raise refused("l’identifiant « {id} » est donné deux fois dans {name}", id=twice[0], name=name)
        return self

    def _ids(self) -> Iterator[tuple[str, list[str]]]:
        rules = [WINDOW_RULE, SIZE_RULE, *(c.id for c in self.conditions)]
        rules += [STAFF_RULE, *(e.id for e in self.funding.exclude), *(c.id for c in self.funding.ceilings)]
        yield "eligibility, funding", rules
        yield "windows", [w.id for w in self.windows]
        commitments = () if isinstance(self.commitments, Unreadable) else self.commitments
        yield "commitments", [c.id for c in commitments]
        for name in (
            "documents",
            "expected",
            "encouraged",
            "financeable",
            "criteria",
            "selection",
            "support",
        ):
            yield name, [item.id for item in getattr(self, name)]
        yield "indicators", [item.id for item in self.indicators]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The commitments and documents that can be read."""
        return (*(() if isinstance(self.commitments, Unreadable) else self.commitments), *self.documents)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of eligibility that can be read."""
        return () if isinstance(self.eligibility, Unreadable) else self.eligibility
