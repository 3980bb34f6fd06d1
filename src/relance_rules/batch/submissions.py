"""A dossier of a batch: the report of its check, or why there is none, and what the batch alone can tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from relance_rules.batch.changes import Change
from relance_rules.batch.reductions import reductions
from relance_rules.batch.seen import Version
from relance_rules.batch.words import OUTCOME_OF_DECISION
from relance_rules.checking.check import Known
from relance_rules.checking.projects import BatchPlace, key_of
from relance_rules.checking.report import Facts, Finding, Notice, Report, Status
from relance_rules.checking.windows import window_of
from relance_rules.dossiers.handling import UNHANDLED, Decision, Handling, Outcome
from relance_rules.dossiers.reading import readable_fact
from relance_rules.loading.problems import Problem
from relance_rules.plan.ruleset import Plan, Scope, Window
from relance_rules.showing.advice import contradictions, next_steps, notices_that_make
from relance_rules.showing.blocks import Content
from relance_rules.showing.deciding import each_decided
from relance_rules.showing.labels import STATUS_WORDS, citation, status_words
from relance_rules.values import Fixed, Message, Money, ParseError, Text

DossierStatus: TypeAlias = Status | Outcome
"""What a dossier of a batch has come to: the status of one that is judged, or what was decided of another."""


@dataclass(frozen=True)
class Submission:
    """A dossier of a batch, as its outputs are given it.

    ``report`` is None for one that can't be read, and ``problems`` then says why; ``named_theme`` is the code of the
    theme it names all the same. ``notes`` is what its reader could
    not decide and what the batch adds. ``origin`` names the place where it was found, ``place`` is unique in the batch.
    ``form`` is the facts that the form or the table it comes by asks; None for one that could state anything.
    ``ours`` tells that it can't be read by no fault of its applicant: there is nothing to write to them.
    ``handling`` is how it stands with the service that handles it: one that is decided has no report, and no problem.
    ``facts`` is what is known of it where there is no report. ``version`` is what later batches know it again by,
    ``change`` what became of it since an earlier one, None in a batch that is compared with no other.
    """

    place: BatchPlace
    origin: str
    plan: Plan
    report: Report | None
    reference: str | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Content, ...] = ()
    form: frozenset[str] | None = None
    named_theme: str | None = None
    ours: bool = False
    handling: Handling = UNHANDLED
    facts: Facts = field(default_factory=dict)
    version: Version | None = None
    change: Change | None = None

    @property
    def decision(self) -> Decision | None:
        """What was decided of it, if it is decided."""
        return self.handling.decision

    @property
    def status(self) -> DossierStatus:
        """What became of it; one that can't be read is in error."""
        if self.decision is not None:
            return self.decision.outcome
        return "error" if self.report is None else self.report.status

    @property
    def status_words(self) -> Message:
        """The same as people read it: what check says of it, or what was decided."""
        if self.decision is not None:
            return OUTCOME_OF_DECISION[self.decision.outcome]
        return STATUS_WORDS["error"] if self.report is None else status_words(self.report)

    @property
    def name(self) -> str:
        """What it is called: its reference, or where it was found."""
        return self.reference or self.origin

    @property
    def theme(self) -> str | None:
        """The code of its theme, where it is known."""
        return self.named_theme if self.report is None else self.report.theme.code

    def fact(self, path: str | None) -> Any:
        """What it states of a fact; None where it states nothing."""
        facts = self.facts if self.report is None else self.report.facts
        return None if path is None else facts.get(path)

    @property
    def project_name(self) -> str | None:
        """What its project is called."""
        name: str | None = self.fact(self.plan.roles.project_name)
        return name

    @property
    def filed_on(self) -> date | None:
        """The day it was filed."""
        filed: date | None = self.fact(self.plan.roles.filed_on)
        return filed

    @cached_property
    def window(self) -> Window | None:
        """The window it was filed in."""
        if self.report is not None:
            return window_of(self.plan, self.report.theme, self.report.facts)
        theme = None if self.decision is None or self.theme is None else self.plan.themes[self.theme]
        return None if theme is None else window_of(self.plan, theme, self.facts)

    @property
    def applicants(self) -> list[str]:
        """The names of those who apply."""
        name = self.plan.roles.applicant_name
        listed = self.fact(self.plan.roles.applicants) or ()
        return [str(each[name]) for each in listed if name in each]

    @property
    def organisation(self) -> str | None:
        """Who filed it: what the platform says, or the first of those who apply."""
        return self._filer[0]

    @property
    def siret(self) -> str | None:
        """The identifier of the establishment that filed it, told as its organisation is."""
        return self._filer[1]

    @cached_property
    def _filer(self) -> tuple[str | None, str | None]:
        roles = self.plan.roles
        first: Facts = next(iter(self.fact(roles.applicants) or ()), {})
        name, siret = (first.get(role or "") for role in (roles.applicant_name, roles.applicant_identifier))
        filed = self.handling.organisation, "".join((self.handling.siret or "").split()) or None
        if filed == (None, siret):
            # The platform names nobody: whoever applies under the same number does.
            return name, siret
        return (name, siret) if filed == (None, None) else filed

    @property
    def total_cost(self) -> Money | None:
        """What the project costs."""
        if self.report is not None:
            return self.report.funding.total_cost
        total = self.plan.roles.total
        cost: Money | None = None if total is None else self.facts.get(total.path)
        return cost

    @property
    def requested(self) -> Money | None:
        """The grant that is asked for."""
        if self.report is not None:
            return self.report.funding.requested
        role = self.plan.roles.requested
        asked: Money | None = None if role is None else self.facts.get(role.path)
        return asked

    @property
    def grant(self) -> Money | None:
        """The grant that is proposed: that of an eligible dossier, which the totals count, and never indicative."""
        return None if self.report is None or self.report.indicative else self.report.funding.grant

    @property
    def share(self) -> Money | None:
        """What an eligible dossier leaves to its applicants."""
        return None if self.report is None or self.report.indicative else self.report.funding.applicant_share

    @property
    def less(self) -> Iterator[Content]:
        """In brief, why no more is proposed to it; nothing where nothing is proposed, or the amount is indicative."""
        return iter(()) if self.report is None or self.grant is None else reductions(self.report)

    @property
    def decided(self) -> Iterator[Content]:
        """What was decided of it, beside its outcome: the amount, why, by whom, and where that was read."""
        found = self.decision
        if found is not None:
            if found.outcome == "awarded" and found.amount is None:
                yield Message("montant accordé : non connu")
            elif found.outcome == "awarded":
                yield Message("montant accordé : {amount}", {"amount": found.amount})
            if found.note:
                yield Message("motif : {note}", {"note": found.note})
            if found.instructor:
                yield Message("instructeur : {instructor}", {"instructor": found.instructor})
            if found.source:
                yield Message("décision lue dans {source}", {"source": found.source})

    @property
    def reasons(self) -> Iterator[Content]:
        """In brief, why it is not ready."""
        yield from (problem.advice for problem in self.problems)
        if self.report is not None:
            yield from _reasons(self.report, self._why, self._unmet)

    @property
    def told(self) -> list[Content]:
        """The notices of its report that the reasons do not say, each with the readings it rests on."""
        if self.report is None:
            return []
        return [with_readings(self.report, n.message, n.readings) for n in self.report.notices if n not in self._why]

    @cached_property
    def _why(self) -> list[Notice]:
        """The notices of its report that say why it is not ready."""
        return [] if self.report is None else [*contradictions(self.report), *lacks(self.report)]

    @cached_property
    def _rested_on(self) -> list[tuple[str, ...]]:
        """The codes of the readings that each finding of its report rests on."""
        return [] if self.report is None else [readings for _, readings in each_decided(self.report)]

    @property
    def _unmet(self) -> list[tuple[Finding, tuple[str, ...]]]:
        """The findings that refuse, then those that are open, with the readings that each rests on."""
        findings = () if self.report is None else self.report.findings
        found = [pair for pair in zip(findings, self._rested_on, strict=True) if pair[0].outcome in ("fail", "unknown")]
        return sorted(found, key=lambda pair: pair[0].outcome == "unknown")

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The codes of all the readings that its report rests on."""
        return () if self.report is None else tuple(dict.fromkeys(all_readings(self.report, self._rested_on)))

    @property
    def readings_named(self) -> tuple[str, ...]:
        """The codes of those that ``reasons`` and ``told`` name."""
        if self.report is None:
            return ()
        named = [readings for _, readings in self._unmet]
        named += [notice.readings for notice in self.report.notices]
        return tuple(dict.fromkeys(code for codes in named for code in codes))

    @property
    def steps(self) -> Iterator[Content]:
        """What to do about it."""
        return iter(()) if self.report is None else (step.text for step in next_steps(self.report))


def reference_of(data: Mapping[str, Any], plan: Plan) -> str | None:
    """The reference that a dossier states, whether the rest of it can be read or not."""
    path = plan.roles.reference
    try:
        stated = None if path is None else readable_fact(data, path, plan)
    except ParseError:
        return None
    return None if stated is None else str(stated)


def _reasons(
    report: Report, why: Iterable[Notice], unmet: Iterable[tuple[Finding, tuple[str, ...]]]
) -> Iterator[Content]:
    for notice in why:
        yield with_readings(report, notice.message, notice.readings)
    for finding, readings in unmet:
        yield _unmet_words(report, finding, readings)
    if count := len(report.missing_facts):
        yield Message("réponses manquantes : {count}", {"count": count})
    if count := len(report.commitments.missing):
        yield Message("engagements manquants : {count}", {"count": count})
    if count := len(report.documents.missing):
        yield Message("contenus manquants : {count}", {"count": count})


def lacks(report: Report) -> list[Notice]:
    """The notices that keep a dossier from being ready: those that the rule set makes, and a grant of nought."""
    if report.status in ("ineligible", "error"):
        return []
    made = notices_that_make(report, "incomplete")
    if report.funding.grant == 0:
        made |= {f"{report.theme.code}.subvention_nulle"}
    return [notice for notice in report.notices if notice.id in made]


def _unmet_words(report: Report, finding: Finding, readings: tuple[str, ...]) -> Content:
    """What is said of a finding that refuses, or is open: the same of all those that rest on the same readings."""
    rule = finding.rule

    def made() -> tuple[object, Fixed]:
        said = "condition non remplie : {label}" if finding.outcome == "fail" else "à déterminer : {label}"
        # The rule is kept, so that nothing else takes its identity.
        return rule, Fixed(with_readings(report, Message(said, {"label": rule.label}), readings))

    return report.plan.facts.made_once((_unmet_words, id(rule), finding.outcome, readings), made)[1]


def with_readings(report: Report, sentence: Content, readings: tuple[str, ...]) -> Content:
    """A sentence, with the readings that it rests on."""
    if not readings:
        return sentence
    plan = report.plan
    passage = plan.facts.made_once((with_readings, readings), lambda: Fixed(citation(plan, None, readings)))
    said = Message("{sentence} ({passage})", {"sentence": sentence, "passage": passage})
    if not isinstance(sentence, Text):
        return said
    # A text of the rule set, which is kept, so that nothing else takes its identity.
    return plan.facts.made_once((with_readings, id(sentence), readings), lambda: (sentence, Fixed(said)))[1]


def readings_in_order(plan: Plan, codes: Iterable[str]) -> dict[str, Text]:
    """The texts of readings by code, in the order of the rule set."""
    wanted = set(codes)
    return {code: reading.text for code, reading in plan.readings.items() if code in wanted}


def all_readings(report: Report, findings: Iterable[tuple[str, ...]]) -> list[str]:
    """The codes of the readings that a report rests on, some more than once; ``findings`` is those of its findings."""
    found = [code for codes in findings for code in codes]
    funding = report.theme.funding
    if funding is not None and report.funding.grant is not None:
        for step in funding.steps:
            found += step.readings
        for use in report.funding.ceilings:
            found += use.ceiling.readings
        for entry in report.funding.excluded:
            found += entry.exclusion.readings
    for requirement in (*report.commitments.missing, *report.documents.missing):
        found += requirement.readings
    for notice in report.notices:
        found += notice.readings
    return found


def batch_notes(report: Report, earlier: Known) -> Iterator[Message]:
    """What the batch knows of the other dossiers that share a ceiling with one.

    Args:
        report: What checking it found.
        earlier: By scope, what is known of the others.
    """
    plan = report.plan
    for name in sorted(report.theme.scopes) if report.theme.scopes else ():
        scope = plan.scopes[name]
        if key_of(scope, report.facts) is None:
            lacking = [plan.facts[path].label for _, path in scope.key if path not in report.facts]
            yield Message(
                "« {facts} » n’est pas donné : les autres dossiers qui partagent un plafond avec celui-ci ne peuvent "
                "pas être comptés",
                {"facts": lacking},
            )
        elif name in earlier and (granted := earlier[name].granted):
            values = {"facts": [plan.facts[path].label for _, path in scope.key], "earlier": granted}
            yield Message(
                "autres dossiers de même « {facts} » dans ce lot : {earlier} accordés, ou proposés avant celui-ci",
                values,
            )


def key_parts(scope: Scope, submission: Submission) -> list[Content]:
    """What a dossier states of what tells those that share a scope with it."""
    stated = [(kind, submission.fact(path)) for kind, path in scope.key]
    return [value.year if kind == "year" else value for kind, value in stated if value is not None]
