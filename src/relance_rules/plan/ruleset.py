"""A rule set once lowered: its facts, its texts, and each of its themes as nodes of the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Citation, Fact, Fold, Named, Node, walk
from relance_rules.values import Currency, Money, Text
from relance_rules.values.records import dataclass
from relance_rules.values.spelling import named


@dataclass(frozen=True)
class Document:
    """A document that rules cite; the first of a rule set is the one that a bare citation names."""

    title: Text
    cited_by: str
    sha256: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Reading:
    """How a passage that is silent or contradictory is read; ``themes`` limits who may rest on it."""

    text: Text
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """The fact that plays a part in every check, and the reading that says how."""

    path: str
    reading: str | None = None


@dataclass(frozen=True)
class Lines:
    """The list whose items share the cost, and the facts of an item that give its amount and its label."""

    list: str
    amount: str
    label: str | None = None


@dataclass(frozen=True)
class Roles:
    """Which facts play the parts that every check knows of; a rule set may do without any of them."""

    theme: str = "theme"
    reference: str | None = None
    filed_on: str | None = None
    total: Role | None = None
    requested: Role | None = None
    way_in: str | None = None
    lines: Lines | None = None
    staff: Role | None = None
    project_name: str | None = None
    project_phase: str | None = None
    project_reference: str | None = None
    applicants: str | None = None
    applicant_name: str | None = None
    applicant_identifier: str | None = None
    commitments: str | None = None
    documents: str | None = None
    decided_amount: str | None = None


@dataclass(frozen=True)
class Scope:
    """Dossiers that share a ceiling: those with equal ``key``; ``earlier`` is what a dossier states of the others.

    A part of a key is the path of a fact, or the year of a date.
    """

    key: tuple[tuple[Literal["fact", "year"], str], ...]
    earlier: str | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the scope reads."""
        return (*(path for _, path in self.key), *(() if self.earlier is None else (self.earlier,)))


@dataclass(frozen=True)
class Cited:
    """A statement with its passage and the readings it rests on, the nearest first."""

    source: Citation | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item(Cited):
    """Something that the theme lists and that decides nothing."""

    id: str = ""
    label: Text = field(default_factory=lambda: Text({"en": "-"}))


@dataclass(frozen=True)
class Section:
    """A list of items that decides nothing; ``grid`` offers it to those who note dossiers."""

    id: str
    title: Text
    grid: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Envelope(Cited):
    """The budget of all the projects of a theme, in hundredths of the currency."""

    amount: Money = Money(0)


@dataclass(frozen=True)
class Window(Item):
    """A period in which dossiers are taken, both days included.

    ``within`` says whether a dossier is filed in it; ``when`` which dossiers it is for, ``when_says`` that in words.
    """

    within: Named | None = None
    opens: date = date.min
    closes: date | None = None
    when: Node | None = None
    when_says: Text | None = None
    envelope: Money | None = None
    notice: Text | None = None


@dataclass(frozen=True)
class Range(Item):
    """A range of sizes: ``within`` says whether the size is in it, ``when`` which dossiers it is for.

    ``says`` is the range in words; ``failure`` what to tell who is out of it, where the range says so itself.
    """

    says: Text = field(default_factory=lambda: Text({"en": "-"}))
    within: Node | None = None
    when: Node | None = None
    when_says: Text | None = None
    failure: Text | None = None
    labelled: bool = False


RuleKind: TypeAlias = Literal["window", "size", "condition"]


@dataclass(frozen=True)
class Rule:
    """A rule of eligibility. ``require`` is None where the source sets no limit.

    ``says`` and ``when_says`` are what it checks, and for whom, in words; ``failure`` what to tell who fails it.
    """

    id: str
    kind: RuleKind
    label: Text
    require: Named | None
    when: Node | None = None
    says: Text | None = None
    when_says: Text | None = None
    failure: Text | None = None
    source: Citation | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exclusion(Item):
    """Lines that leave the base; ``when`` is about one line, ``says`` that in words. ``staff``: by the staff rule."""

    when: Node | None = None
    says: Text | None = None
    staff: bool = False


@dataclass(frozen=True)
class Ceiling(Item):
    """The most that may be granted: ``limit`` less ``used`` is its ``room``.

    ``scope`` names who shares it: None for the dossier alone. ``staff``: the base less its staff. ``says`` is the limit
    in words, where the rule set states it.
    """

    limit: Named | None = None
    used: Node | None = None
    room: Named | None = None
    scope: str | None = None
    staff: bool = False
    says: Text | None = None


@dataclass(frozen=True)
class Funder:
    """Who pays a part of the grant: ``amount`` is what."""

    id: str
    label: Text
    amount: Named


@dataclass(frozen=True)
class Funding(Cited):
    """The funding split: its steps in order, and those that a report names.

    ``staff`` says what becomes of staff costs: borne by the applicant, out of the base, or counted like others;
    ``staff_amount`` is what they come to. ``rate`` is what the rates give, before anything limits it. ``brackets`` are
    the ends and rates of a marginal scale, to be shown; ``says`` is what they and the ceilings don't tell of the split,
    in words, one line each.
    """

    total: Named | None = None
    exclusions: tuple[Exclusion, ...] = ()
    base: Named | None = None
    rate: Named | None = None
    ceilings: tuple[Ceiling, ...] = ()
    requested: Named | None = None
    grant: Named | None = None
    share: Named | None = None
    staff: Literal["valued", "excluded", "counted"] = "counted"
    staff_when: Node | None = None
    staff_amount: Named | None = None
    steps: tuple[Named, ...] = ()
    funders: tuple[Funder, ...] = ()
    brackets: tuple[tuple[Money | None, str], ...] = ()
    says: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Requirement(Item):
    """A commitment or a document that a dossier must give: the path of the fact that gives it, and when it is asked."""

    fact: str = ""
    when: Node | None = None
    when_says: Text | None = None


@dataclass(frozen=True)
class Requirements(Cited):
    """What is asked; ``unknown`` says what is missing from the source in place of the list."""

    asked: tuple[Requirement, ...] = ()
    unknown: Text | None = None


@dataclass(frozen=True)
class Notice(Cited):
    """Something to say where it holds, and what it makes of the dossier. ``statuses``: which dossiers it is for."""

    id: str = ""
    text: Text = field(default_factory=lambda: Text({"en": "-"}))
    when: Node | None = None
    makes: Literal["nothing", "incomplete", "error"] = "nothing"
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Juries(Cited):
    """A jury that sits every month for the dossiers filed before a day of that month."""

    before_day: int = 1


@dataclass(frozen=True)
class Theme:
    """One theme: everything that its rule file says, lowered."""

    code: str
    title: Text
    summary: Text
    kind: tuple[str, ...]
    owner: str
    source: Citation | None
    envelope: Envelope | None
    windows: tuple[Window, ...]
    ranges: tuple[Range, ...] | None
    size: Cited
    rules: tuple[Rule, ...]
    unknown_rules: Notice | None
    funding: Funding | None
    commitments: Requirements
    documents: Requirements
    notices: tuple[Notice, ...]
    suppositions: tuple[Notice, ...]
    juries: Juries | None
    sections: tuple[Section, ...]
    readings: tuple[str, ...]
    asked: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Theme {self.code}>"

    @cached_property
    def ways_in(self) -> tuple[str, ...]:
        """The values of the way in that its windows ask for."""
        return self.kind if len(self.kind) > 1 else ()

    @cached_property
    def scopes(self) -> frozenset[str]:
        """The scopes whose dossiers share a ceiling of the theme."""
        ceilings = () if self.funding is None else self.funding.ceilings
        return frozenset(ceiling.scope for ceiling in ceilings if ceiling.scope is not None)

    @cached_property
    def supposed(self) -> Mapping[str, str]:
        """For each supposition, the path of the fact or of the list that is supposed where it is not stated."""
        found: dict[str, str] = {}
        for root in self.roots():
            for node in walk(root):
                if isinstance(node, (Fact, Fold)) and node.notice is not None:
                    found[node.notice] = node.path if isinstance(node, Fact) else node.list
        return found

    def roots(self) -> Iterator[Node]:
        """Every node of the theme that stands under no other."""
        for window in self.windows:
            yield from _given(window.within, window.when)
        for size in self.ranges or ():
            yield from _given(size.within, size.when)
        for rule in self.rules:
            yield from _given(rule.require, rule.when)
        if self.funding is not None:
            for exclusion in self.funding.exclusions:
                yield from _given(exclusion.when)
            yield from _given(self.funding.staff_when, self.funding.staff_amount)
            for ceiling in self.funding.ceilings:
                yield from _given(ceiling.used)
            yield from self.funding.steps
            yield from (funder.amount for funder in self.funding.funders)
        for requirement in (*self.commitments.asked, *self.documents.asked):
            yield from _given(requirement.when)
        for notice in (*self.notices, *self.suppositions):
            yield from _given(notice.when)


def _given(*nodes: Node | None) -> Iterator[Node]:
    return (node for node in nodes if node is not None)


@dataclass(frozen=True)
class Plan:
    """A rule set lowered: what every target compiles and every report refers to.

    ``subjects`` are what its questions are about, in the order in which a person goes through them.
    """

    name: str
    version: str
    title: Text
    languages: tuple[str, ...]
    currency: Currency | None
    facts: Vocabulary
    documents: Mapping[str, Document]
    readings: Mapping[str, Reading]
    roles: Roles
    scopes: Mapping[str, Scope]
    themes: Mapping[str, Theme]
    subjects: Mapping[str, Text] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Plan {self.name} {self.version}>"

    def code(self, text: str) -> str | None:
        """The code of the theme that a text names, however it is spelled; None where it names none."""
        return named(text, self.themes)
