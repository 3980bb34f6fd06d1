"""The report of a check: immutable, in no language, made of references to the plan and the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

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
Rest: TypeAlias = "Callable[[str, Report], Any]"
"""Works out what of a report is looked at rarely, by its name: the same whenever it is asked."""


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

    A report costs what is looked at: from ``funding`` on, each value is worked out when it is first read, by ``rest``,
    and kept. Comparing reports reads them all, and so does pickling one.

    A report that is pickled takes its own theme along, and the others of its rule set where it may send to them.
    """

    plan: Plan = field(compare=False)
    rest: Rest = field(compare=False)
    theme: Theme
    facts: Facts
    origin: str | None
    status: Status
    verdict: Verdict
    findings: tuple[Finding, ...]
    commitments: Requirements
    documents: Requirements
    funding: Funding = field(init=False)
    missing_facts: tuple[str, ...] = field(init=False)
    notices: tuple[Notice, ...] = field(init=False)
    ways_in: tuple[WayIn, ...] = field(init=False)
    unidentified: tuple[str, ...] = field(init=False)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """What is not read yet: its place is empty."""
            if name not in _LATER:
                raise AttributeError(f"a report has no {name}")
            value = self.rest(name, self)
            object.__setattr__(self, name, value)
            return value

    def __repr__(self) -> str:
        reference = "" if self.reference is None else f" {self.reference[:40]!r}"
        return f"<Report {self.theme.code}{reference}: {self.status}, {self.verdict}, grant {self.funding.grant}>"

    def __reduce__(self) -> tuple[Any, ...]:
        told = digest_of(self.plan)
        plan = self.plan if self.verdict == "ineligible" else replace(self.plan, themes={self.theme.code: self.theme})
        now, later = ({name: getattr(self, name) for name in names} for names in (_NOW, _LATER))
        return _restored, (told, plan, now, later)

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


_NOW = tuple(each.name for each in fields(Report) if each.init and each.compare)
_LATER = frozenset(each.name for each in fields(Report) if not each.init)


def _restored(told: str | None, plan: Plan, now: Mapping[str, Any], later: Mapping[str, Any]) -> Report:
    if told is not None:
        known_as(plan, told)
    return Report(plan, partial(_as_it_was, later), **now)


def _as_it_was(later: Mapping[str, Any], name: str, _: Report) -> Any:
    return later[name]
