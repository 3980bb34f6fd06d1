"""One row per dossier of a batch: what its report or its error comes to, as plain data that crosses processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from relance_rules.checking.batch import PROJECT, window_of
from relance_rules.checking.report import Report
from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.sentences import rule_label
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.reporting.advice import next_steps
from relance_rules.reporting.plain import error_data, report_data
from relance_rules.values import Message


class Row(NamedTuple):
    """A dossier of a batch. ``report`` is the report's JSON data; texts are in the reader's language.

    ``reasons`` says in brief why a dossier is not ready, ``steps`` what to do about it, ``notes`` what its reader
    could not decide. Amounts stand in ``report``, as exact texts.
    """

    origin: str
    report: dict[str, Any]
    project_name: str
    project: str
    filed_on: str
    window: str
    applicants: str
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def status(self) -> str:
        """``ready``, ``incomplete``, ``ineligible`` or ``error``."""
        return str(self.report["status"])


def report_row(origin: str, report: Report, notes: Sequence[Message], language: Localization) -> Row:
    """The row of a dossier that was checked."""
    facts = report.facts
    window = window_of(report)
    filed = facts.get(FILED_ON)
    names = [applicant["nom"] for applicant in facts.get("porteurs", ()) if "nom" in applicant]
    data = report_data(report, language)
    data["dossier"] = origin
    return Row(
        origin,
        data,
        facts.get("projet.nom", ""),
        facts.get(PROJECT, ""),
        filed.isoformat() if filed else "",
        window.id if window else "",
        ", ".join(names),
        tuple(_reasons(report, language)),
        tuple(language.say(step) for step in next_steps(report)),
        tuple(language.say(note) for note in notes),
    )


def error_row(origin: str, problems: Sequence[Problem], notes: Sequence[Message], language: Localization) -> Row:
    """The row of a dossier that can't be read."""
    said = tuple(language.say(note) for note in notes)
    reasons = tuple(language.say(problem.message) for problem in problems)
    return Row(origin, error_data(origin, problems, language), "", "", "", "", "", reasons, (), said)


def _reasons(report: Report, language: Localization) -> list[str]:
    say = language.say
    found = [say(notice.message) for notice in report.notices if notice.reading == "R8"]
    for finding in report.findings:
        if finding.outcome == "fail":
            found.append(say(Message("refusé : {label}", {"label": rule_label(finding.rule)})))
    for finding in report.findings:
        if finding.outcome == "unknown":
            found.append(say(Message("à déterminer : {label}", {"label": rule_label(finding.rule)})))
    if count := len(report.missing_facts):
        found.append(say(Message("réponses manquantes : {count}", {"count": count})))
    if count := len(report.commitments.missing):
        found.append(say(Message("engagements manquants : {count}", {"count": count})))
    if count := len(report.documents.missing):
        found.append(say(Message("contenus manquants : {count}", {"count": count})))
    return found
