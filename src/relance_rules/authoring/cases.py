"""The cases of a rule file: partial dossiers of its theme, and what their reports must say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from relance_rules.authoring.spans import Path
from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.checking.windows import window_of
from relance_rules.dossiers.facts import Dossier
from relance_rules.language.theme import Case
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.pydantic.reading import reader_of
from relance_rules.values import Message, Money, ParseError, parse_money

_UNKNOWN = "unknown"
"""The grant that a case expects not to be known."""

Fault = tuple[Path, Message]
"""The way to what can't be read within a case, and why."""


class Difference(NamedTuple):
    """What a case expected and what the report says instead; ``path`` is the way to it within the case."""

    path: Path
    what: Message
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case, run. ``report`` is None where the dossier can't be read; ``faults`` then says why."""

    place: int
    case: Case
    report: Report | None
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the report says what the case expects."""
        return not self.faults and not self.differences


def run_cases(plan: Plan, theme: Theme, cases: Sequence[Case]) -> Iterator[CaseResult]:
    """Run each case of a theme, in order."""
    for place, case in enumerate(cases):
        yield run_case(plan, theme, place, case)


def run_case(plan: Plan, theme: Theme, place: int, case: Case) -> CaseResult:
    """Run one case; its dossier is of the theme, and need not name it."""
    facts, wrong = reader_of(plan, theme).read(case.dossier)
    faults: list[Fault] = [(("dossier", *path), why) for path, why, _ in wrong]
    amounts = {name: _amount(getattr(case.expect, name), name, plan, faults) for name in ("grant", "envelope")}
    if faults:
        return CaseResult(place, case, None, tuple(faults), ())
    report = check_dossier(plan, theme, Dossier(facts))
    return CaseResult(place, case, report, (), tuple(_differences(case, report, amounts)))


def _amount(text: str | None, name: str, plan: Plan, faults: list[Fault]) -> Money | None:
    """An amount that a case expects; None where it expects none, or that it is not known."""
    if text is None or text == _UNKNOWN:
        return None
    if plan.currency is None:
        faults.append((("expect", name), Message("ce jeu de règles n’a pas de monnaie")))
        return None
    try:
        return parse_money(text, plan.currency)
    except ParseError as error:
        faults.append((("expect", name), error.message))
        return None


def asked_for(report: Report) -> set[str]:
    """Everything a report asks for: facts by path; commitments and documents by id, with and without their family."""
    asked = set(report.missing_facts)
    for requirement in (*report.commitments.missing, *report.documents.missing):
        asked |= {requirement.fact, requirement.id}
    return asked


def envelope_of(report: Report) -> Money | None:
    """The envelope that the grant of a dossier counts in: that of its window where it has one."""
    window = window_of(report.plan, report.theme, report.facts)
    if window is not None and window.envelope is not None:
        return window.envelope
    return None if report.theme.envelope is None else report.theme.envelope.amount


def _own(name: str) -> str:
    """The id of a rule or of a notice, without its theme."""
    return name.partition(".")[2]


def _differences(case: Case, report: Report, amounts: dict[str, Money | None]) -> Iterator[Difference]:
    expect = case.expect
    if expect.verdict is not None and expect.verdict != report.verdict:
        yield Difference(("expect", "verdict"), Message("verdict"), expect.verdict, report.verdict)
    if expect.status is not None and expect.status != report.status:
        yield Difference(("expect", "status"), Message("état"), expect.status, report.status)
    undetermined = Message("à déterminer")
    if expect.grant is not None and amounts["grant"] != report.funding.grant:
        pair = [undetermined if amount is None else amount for amount in (amounts["grant"], report.funding.grant)]
        yield Difference(("expect", "grant"), Message("subvention"), *pair)
    if expect.envelope is not None and amounts["envelope"] != (envelope := envelope_of(report)):
        found = Message("aucune") if envelope is None else envelope
        yield Difference(("expect", "envelope"), Message("enveloppe"), amounts["envelope"], found)
    yield from _outcomes(case, report)
    asked = asked_for(report)
    for place, name in enumerate(expect.missing):
        if name not in asked:
            found = Message("n’est pas demandé ; demandé : {asked}", {"asked": list(report.missing_facts)})
            yield Difference(("expect", "missing", place), Message("manque"), name, found)
    given = [_own(notice.id) for notice in report.notices]
    for place, name in enumerate(expect.notices):
        if name not in given:
            found = Message("n’est pas dit ; dit : {given}", {"given": given})
            yield Difference(("expect", "notices", place), Message("avis"), name, found)


def _outcomes(case: Case, report: Report) -> Iterator[Difference]:
    outcomes = {_own(finding.rule.id): finding for finding in report.findings}
    for name, outcome in case.expect.findings.items():
        finding = outcomes.get(name)
        if finding is None:
            found = Message("aucune règle de ce nom")
        elif finding.outcome == outcome:
            continue
        elif finding.missing:
            found = Message("{outcome} (manque : {missing})", {"outcome": finding.outcome, "missing": finding.missing})
        else:
            found = Message("{outcome}", {"outcome": finding.outcome})
        yield Difference(("expect", "findings", name), Message("règle {rule}", {"rule": name}), outcome, found)
