"""The cases of a rule file: partial dossiers of its theme, and what their reports must say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from relance_rules.authoring.spans import Path
from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Dossier, read_facts
from relance_rules.language.theme import Case
from relance_rules.values import Message


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
    faults: tuple[tuple[Path, Message], ...]
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the report says what the case expects."""
        return not self.faults and not self.differences


def run_cases(theme: CompiledTheme) -> Iterator[CaseResult]:
    """Run each case of a theme, in order."""
    for place, case in enumerate(theme.theme.cases):
        yield run_case(theme, place, case)


def run_case(theme: CompiledTheme, place: int, case: Case) -> CaseResult:
    """Run one case; its dossier is of the theme, and need not name it."""
    facts, faults = read_facts(case.dossier, theme.vocabulary, theme.flags)
    if faults:
        return CaseResult(place, case, None, tuple((("dossier", *path), why) for path, why in faults), ())
    report = check_dossier(theme, Dossier(facts))
    return CaseResult(place, case, report, (), tuple(_differences(theme, case, report)))


def asked_for(report: Report) -> set[str]:
    """Everything a report asks for: facts by path; commitments and documents by id, with and without their family."""
    asked = set(report.missing_facts)
    for requirement in (*report.commitments.missing, *report.documents.missing):
        asked |= {requirement.fact, requirement.statement.id}
    return asked


def _differences(theme: CompiledTheme, case: Case, report: Report) -> Iterator[Difference]:
    expect = case.expect
    if expect.verdict is not None and expect.verdict != report.verdict:
        yield Difference(("expect", "verdict"), Message("verdict"), expect.verdict, report.verdict)
    if expect.status is not None and expect.status != report.status:
        yield Difference(("expect", "status"), Message("état"), expect.status, report.status)
    if expect.grant is not None and expect.grant != report.funding.grant:
        found = Message("à déterminer") if report.funding.grant is None else report.funding.grant
        yield Difference(("expect", "grant"), Message("subvention"), expect.grant, found)
    outcomes = {finding.rule.id.partition(".")[2]: finding for finding in report.findings}
    for name, outcome in expect.findings.items():
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
    asked = asked_for(report)
    for place, name in enumerate(expect.missing):
        if name not in asked:
            found = Message("n’est pas demandé ; demandé : {asked}", {"asked": list(report.missing_facts)})
            yield Difference(("expect", "missing", place), Message("manque"), name, found)
