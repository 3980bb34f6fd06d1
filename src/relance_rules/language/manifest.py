"""The manifest of a rule set: what it is called, its languages, its money, its documents, its readings, its roles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from relance_rules.language.base import (
    Cited,
    FactPath,
    Flag,
    Identifier,
    Node,
    ReadingCode,
    Text,
    ThemeCode,
    refuse_clash,
    refused,
)
from relance_rules.language.expressions import Condition
from relance_rules.plan.ruleset import Lines, Role, Roles, Scope
from relance_rules.values import Currency

Language = Annotated[str, Field(pattern="^[a-z]{2}$")]


class Name(Node):
    """What the set is called."""

    name: Identifier
    version: Annotated[str, Field(min_length=1, max_length=40)]
    language: Literal["1"] = Field("1", description="The version of this language.")


def _words(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class CurrencyModel(Node):
    """The currency of every amount of the set, and the taxes that they hold."""

    code: Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.")]
    also: Words = Field((), description="Other ways people write it.")
    decimals: Literal["2"] = Field("2", description="How many decimals an amount has.")
    tax: Text | None = Field(None, description="The word that says which taxes every amount holds.")
    other_tax: dict[Language, Words] = Field({}, description="The words of the amounts that are refused.")

    def as_currency(self) -> Currency:
        """The currency as amounts are read with it."""
        others = tuple(word for words in self.other_tax.values() for word in words)
        return Currency(self.code, self.also, 2, self.tax, others)


class Rounding(Node):
    """How the grant is rounded, once, at the end."""

    to: str
    way: Literal["down", "up", "nearest"] = "down"
    reading: ReadingCode | None = None


class DocumentModel(Node):
    """A document that rules cite."""

    title: Text
    cited_by: Literal["lines", "page", "article", "section"]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    url: str | None = None


def _reading(value: object) -> object:
    """A reading is its text; ``themes`` stands beside the languages."""
    if isinstance(value, dict) and "text" not in value:
        return {"text": {k: v for k, v in value.items() if k != "themes"}, "themes": value.get("themes", ())}
    return value


class ReadingModel(Node):
    """How a passage that is silent or contradictory is read."""

    text: Text
    themes: tuple[ThemeCode, ...] = Field((), description="The only themes that may rest on it.")


class RoleModel(Node):
    """A fact that plays a part in every check, and the reading that says how."""

    fact: FactPath
    reading: ReadingCode | None = None

    def as_role(self) -> Role:
        """The role as the core knows it."""
        return Role(self.fact, self.reading)


def _role(value: object) -> object:
    return {"fact": value} if isinstance(value, str) else value


RoleField = Annotated[RoleModel, BeforeValidator(_role)]


class LinesModel(Node):
    """The list whose items share the cost."""

    list: FactPath
    amount: FactPath
    label: FactPath | None = None


class ProjectModel(Node):
    """What tells a project that several dossiers may share."""

    name: FactPath
    reference: FactPath | None = None
    phase: FactPath | None = None


class ApplicantsModel(Node):
    """The list of those who apply."""

    list: FactPath
    name: FactPath | None = None
    identifier: FactPath | None = None


class DecisionModel(Node):
    """What was decided of a dossier."""

    amount: FactPath


class RolesModel(Node):
    """Which facts play the parts that every check knows of; each is optional."""

    theme: FactPath | None = None
    reference: FactPath | None = None
    filed_on: FactPath | None = None
    total: RoleField | None = Field(None, description="The total cost; its reading is about totals and lines.")
    requested: RoleField | None = Field(None, description="The grant that is asked for.")
    way_in: FactPath | None = Field(None, description="A choice between the ways to file; `kind` takes its values.")
    lines: LinesModel | None = None
    staff: RoleField | None = Field(None, description="A yes/no fact of a line: staff costs.")
    project: ProjectModel | None = None
    applicants: ApplicantsModel | None = None
    commitments: FactPath | None = None
    documents: FactPath | None = None
    decision: DecisionModel | None = None

    def as_roles(self) -> Roles:
        """The roles as the core knows them."""
        return Roles(
            theme=self.theme or "theme",
            reference=self.reference,
            filed_on=self.filed_on,
            total=None if self.total is None else self.total.as_role(),
            requested=None if self.requested is None else self.requested.as_role(),
            way_in=self.way_in,
            lines=None if self.lines is None else Lines(self.lines.list, self.lines.amount, self.lines.label),
            staff=None if self.staff is None else self.staff.as_role(),
            project_name=None if self.project is None else self.project.name,
            project_phase=None if self.project is None else self.project.phase,
            project_reference=None if self.project is None else self.project.reference,
            applicants=None if self.applicants is None else self.applicants.list,
            applicant_name=None if self.applicants is None else self.applicants.name,
            applicant_identifier=None if self.applicants is None else self.applicants.identifier,
            commitments=self.commitments,
            documents=self.documents,
            decided_amount=None if self.decision is None else self.decision.amount,
        )


class YearOf(Node):
    """The year of a date, as part of a key."""

    year: FactPath


class ScopeModel(Node):
    """Dossiers that share a ceiling: those with the same key."""

    key: Annotated[tuple[FactPath | YearOf, ...], Field(min_length=1)]
    earlier: FactPath | None = Field(None, description="What a dossier states of the grants of the others.")

    def as_scope(self) -> Scope:
        """The scope as the core knows it."""
        parts = ((("year", part.year) if isinstance(part, YearOf) else ("fact", part)) for part in self.key)
        return Scope(tuple(parts), self.earlier)  # type: ignore[arg-type]


class SectionModel(Node):
    """A list of a theme that decides nothing."""

    title: Text
    grid: Flag = Field(False, description="Offered to those who note dossiers, as a grid to fill.")


Status = Literal["ready", "incomplete", "ineligible", "error"]


class NoticeModel(Cited):
    """Something to say of the dossiers for which it holds, and what it makes of them."""

    id: Identifier
    text: Text
    when: Condition | None = Field(None, description="Said only where this holds.")
    for_: tuple[Status, ...] = Field((), alias="for", description="Said only of dossiers of these statuses.")
    makes: Literal["nothing", "incomplete", "error"] = Field("nothing", description="What it makes of the dossier.")


class WordsModel(Node):
    """Words of the cited documents that tell a duty from an example, for lint."""

    duty: tuple[str, ...] = ()
    example: tuple[str, ...] = ()


class Manifest(Node):
    """What stands above the facts and the themes of a rule set."""

    ruleset: Name
    title: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    currency: CurrencyModel | None = None
    rounding: Rounding | None = None
    units: dict[Identifier, Text] = Field({}, description="What numbers count; days, months and years are known.")
    documents: dict[Identifier, DocumentModel] = Field({}, description="The first is the one that bare citations name.")
    readings: dict[ReadingCode, Annotated[ReadingModel, BeforeValidator(_reading)]] = Field(
        {}, description="How the documents are read where they are silent or contradict themselves, by code."
    )
    roles: RolesModel = Field(default_factory=RolesModel)
    scopes: dict[Identifier, ScopeModel] = Field({}, description="Dossiers that share a ceiling, by name.")
    subjects: dict[Identifier, Text] = Field(
        {}, description="What the questions are about, in the order in which a person goes through them."
    )
    sections: dict[Identifier, SectionModel] = Field({}, description="Lists of the themes that decide nothing.")
    notices: tuple[NoticeModel, ...] = ()
    words: WordsModel = Field(default_factory=WordsModel)

    @model_validator(mode="after")
    def _coherent(self) -> Manifest:
        if len(set(self.languages)) < len(self.languages):
            raise refused("une langue est donnée deux fois")
        refuse_clash(((code, code) for code in self.readings), "readings")
        if self.rounding is not None and self.currency is None:
            raise refused("« rounding » demande « currency »")
        return self
