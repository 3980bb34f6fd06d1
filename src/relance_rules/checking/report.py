"""The report of a check: immutable, in no language, made of references to the plan and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.loading.problems import RuleError
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Ceiling, Exclusion, Plan, Requirement, Rule, Theme
from relance_rules.plan.saving import digest, known_as
from relance_rules.values import Message, Money, Text

Verdict: TypeAlias = Literal["eligible", "ineligible", "undetermined"]
Status: TypeAlias = Literal["ready", "incomplete", "ineligible", "error"]
Outcome: TypeAlias = Literal["pass", "fail", "unknown", "not_applicable"]
Sentence: TypeAlias = Message | Text
Facts: TypeAlias = Mapping[str, Any]


class Finding(NamedTuple):
    """The outcome of one rule of eligibility, with the facts that would settle an unknown one."""

    rule: Rule
    outcome: Outcome
    missing: tuple[str, ...] = ()


class Excluded(NamedTuple):
    """An expense line out of the base; ``line`` counts from 1."""

    line: int
    amount: Money
    exclusion: Exclusion


class CeilingUse(NamedTuple):
    """A ceiling of the grant, what earlier grants have used of it, and whether it decides the amount.

    ``limit`` is None where it is not known, ``already_used`` where the earlier grants are not.
    """

    ceiling: Ceiling
    limit: Money | None
    already_used: Money | None
    binding: bool

    @property
    def id(self) -> str:
        """The id of the ceiling, with its theme."""
        return self.ceiling.id

    @property
    def exceeded_by(self) -> Money | None:
        """By how much it was exceeded already, whatever is granted now; None where it was not, as far as is known."""
        if self.limit is None or self.already_used is None or self.already_used <= self.limit:
            return None
        return Money(self.already_used - self.limit)


class Span(NamedTuple):
    """What an amount may be, from the least to the most; None for no end."""

    low: Money | None
    high: Money | None


class Funding(NamedTuple):
    """The funding split. What is not known is None; ``ranges`` is what it may be, ``missing`` what would settle it."""

    total_cost: Money | None
    excluded: tuple[Excluded, ...]
    base: Money | None
    before_ceilings: Money | None
    ceilings: tuple[CeilingUse, ...]
    requested: Money | None
    grant: Money | None
    applicant_share: Money | None
    applicant_staff: Money | None
    ranges: Mapping[str, Span]
    missing: tuple[str, ...]

    @property
    def effective_rate(self) -> Fraction | None:
        """The part of the total cost that the grant pays, exact; None where either is unknown, or there is no cost."""
        return Fraction(self.grant, self.total_cost) if self.grant is not None and self.total_cost else None


class Requirements(NamedTuple):
    """The commitments or documents given and missing; ``known`` is False where the list of the source is lost.

    ``unsettled`` names the facts that decide whether a requirement applies.
    """

    known: bool
    given: tuple[Requirement, ...]
    missing: tuple[Requirement, ...]
    unsettled: tuple[str, ...] = ()


class WayIn(NamedTuple):
    """What a dossier would come to by a way in: the rules that would refuse it, the grant or what it may be."""

    value: str
    verdict: Verdict
    refusals: tuple[Rule, ...]
    grant: Money | None
    range: Span | None


class Notice(NamedTuple):
    """Something that the reader must know and that decides nothing."""

    id: str
    message: Sentence
    source: Citation | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a dossier found. ``facts`` are those it states, once settled, and those that the batch knows.

    ``ways_in`` is what each way in would give, where the dossier is to choose one; ``unidentified`` are the facts that
    tell one dossier from others, and that it does not state: they decide nothing, and a filing asks them.

    A report that is pickled takes its own theme along, and the others of its rule set where it may send to them.
    """

    plan: Plan = field(compare=False)
    theme: Theme
    facts: Facts
    origin: str | None
    status: Status
    verdict: Verdict
    findings: tuple[Finding, ...]
    funding: Funding
    commitments: Requirements
    documents: Requirements
    missing_facts: tuple[str, ...]
    notices: tuple[Notice, ...]
    ways_in: tuple[WayIn, ...] = ()
    unidentified: tuple[str, ...] = ()

    def __repr__(self) -> str:
        reference = "" if self.reference is None else f" {self.reference[:40]!r}"
        return f"<Report {self.theme.code}{reference}: {self.status}, {self.verdict}, grant {self.funding.grant}>"

    def __reduce__(self) -> tuple[Any, ...]:
        told = digest_of(self.plan)
        plan = self.plan if self.verdict == "ineligible" else replace(self.plan, themes={self.theme.code: self.theme})
        return _restored, (told, plan, *(getattr(self, each.name) for each in fields(self)[1:]))

    @property
    def reference(self) -> str | None:
        """The reference of the dossier."""
        path = self.plan.roles.reference
        reference: str | None = None if path is None else self.facts.get(path)
        return reference

    @property
    def ready(self) -> bool:
        """Whether the dossier is eligible, and lacks nothing."""
        return self.status == "ready"

    @property
    def indicative(self) -> bool:
        """Whether the funding is only indicative: the dossier is not eligible, or not known to be."""
        return self.verdict != "eligible"

    @property
    def contradicts_itself(self) -> bool:
        """Whether the dossier says two things that can't both be true."""
        return self.status == "error"


def digest_of(plan: Plan) -> str | None:
    """What tells a rule set from others; None where one of its other themes breaks the language."""
    try:
        return digest(plan)
    except RuleError:
        return None


def _restored(told: str | None, plan: Plan, *parts: Any) -> Report:
    if told is not None:
        known_as(plan, told)
    return Report(plan, *parts)
