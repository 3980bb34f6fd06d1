"""The report of a check: immutable, in no language, made of references to the rules and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.compiler.findings import Finding
from relance_rules.compiler.sentences import Sentence
from relance_rules.compiler.themes import CompiledExclusion, CompiledRequirement, CompiledTheme
from relance_rules.dossiers.facts import Facts
from relance_rules.language.base import Source
from relance_rules.values import Euro

Verdict: TypeAlias = Literal["eligible", "ineligible", "undetermined"]
Status: TypeAlias = Literal["ready", "incomplete", "ineligible", "error"]


class Excluded(NamedTuple):
    """An expense line out of the base; ``line`` counts from 1."""

    line: int
    amount: Euro
    exclusion: CompiledExclusion


class CeilingUse(NamedTuple):
    """A ceiling of the grant, what earlier grants have used of it, and whether it decides the amount.

    ``already_used`` is None where the earlier grants are not known. ``source`` and ``reading`` say where it comes from.
    """

    id: str
    limit: Euro
    already_used: Euro | None
    binding: bool
    label: Sentence
    source: Source
    reading: str | None


class Funding(NamedTuple):
    """The funding split, in euros TTC. What can't be computed is None; ``missing`` names the facts it needs."""

    total_cost: Euro | None
    excluded: tuple[Excluded, ...]
    base: Euro | None
    before_ceilings: Euro | None
    ceilings: tuple[CeilingUse, ...]
    requested: Euro | None
    grant: Euro | None
    applicant_share: Euro | None
    applicant_staff: Euro | None
    missing: tuple[str, ...]

    @property
    def effective_rate(self) -> Fraction | None:
        """The part of the total cost that the grant pays, exact; None where either is unknown, or there is no cost."""
        return Fraction(self.grant, self.total_cost) if self.grant is not None and self.total_cost else None


class Requirements(NamedTuple):
    """The commitments or documents given and missing; ``known`` is False where the catalogue's list is lost.

    ``unsettled`` names the facts that decide whether a requirement applies.
    """

    known: bool
    given: tuple[CompiledRequirement, ...]
    missing: tuple[CompiledRequirement, ...]
    unsettled: tuple[str, ...] = ()


class Notice(NamedTuple):
    """Something that the reader must know and that decides nothing."""

    id: str
    message: Sentence
    source: Source | None = None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a dossier found."""

    theme: CompiledTheme
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

    @property
    def reference(self) -> str | None:
        """The reference of the dossier."""
        reference: str | None = self.facts.get("reference")
        return reference

    @property
    def indicative(self) -> bool:
        """Whether the funding is only indicative: the dossier is not eligible, or not known to be."""
        return self.verdict != "eligible"
