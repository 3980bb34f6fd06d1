"""One row per dossier of a batch: what its report or its error comes to, as plain data that crosses processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from relance_rules.checking.batch import PROJECT, REFERENCE, window_of
from relance_rules.checking.funding import EARLIER
from relance_rules.checking.report import Report, Status
from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.sentences import rule_label
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.showing.advice import next_steps
from relance_rules.showing.plain import error_data, report_data
from relance_rules.values import Message, Money

_MAX_REFERENCE = 200


class Row(NamedTuple):
    """A dossier of a batch. ``report`` is the report's JSON data; texts are in the reader's language.

    ``reasons`` says in brief why a dossier is not ready, ``steps`` what to do about it, ``notes`` what its reader
    could not decide and what the batch adds. Amounts stand in ``report``, as exact texts; ``filed_on`` is in ISO form.
    """

    origin: str
    report: dict[str, Any]
    project_name: str = ""
    project: str = ""
    filed_on: str = ""
    window: str = ""
    applicants: str = ""
    reasons: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """``ready``, ``incomplete``, ``ineligible`` or ``error``."""
        status: Status = self.report["status"]
        return status

    def proposed(self, key: str) -> str | None:
        """The ``grant`` or ``applicant_share`` of an eligible dossier: what the totals count, and never indicative."""
        funding = self.report["funding"]
        amount: str | None = None if funding["indicative"] else funding[key]
        return amount

    @property
    def name(self) -> str:
        """What the dossier is called: its reference, or where it was found."""
        return str(self.report["reference"] or self.origin)


def report_row(
    origin: str, report: Report, notes: Sequence[Message], earlier: Money | None, language: Localization
) -> Row:
    """The row of a dossier that was checked.

    Args:
        origin: Where it was found.
        report: What checking found.
        notes: What its reader could not decide.
        earlier: What the other dossiers of its project were granted before, in cents TTC; None if not settled.
        language: The reader's.
    """
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
        tuple(language.say(reason) for reason in _reasons(report)),
        tuple(language.say(step) for step in next_steps(report)),
        tuple(language.say(note) for note in (*notes, *_project_notes(report, earlier))),
    )


def error_row(record: Record, problems: Sequence[Problem], language: Localization) -> Row:
    """The row of a dossier that can't be read; its reference is kept where it gives one."""
    data = error_data(record.origin, problems, language)
    reference = record.document.data.get(REFERENCE) if record.document is not None else None
    if isinstance(reference, str) and reference.strip():
        data["reference"] = language.say(reference.strip()[:_MAX_REFERENCE])
    return Row(
        record.origin,
        data,
        reasons=tuple(language.say(problem.message) for problem in problems),
        notes=tuple(language.say(note) for note in record.notes),
    )


def _reasons(report: Report) -> Iterator[Any]:
    for notice in report.notices:
        if notice.reading == "R8":
            yield notice.message
    for finding in report.findings:
        if finding.outcome == "fail":
            yield Message("refusé : {label}", {"label": rule_label(finding.rule)})
    for finding in report.findings:
        if finding.outcome == "unknown":
            yield Message("à déterminer : {label}", {"label": rule_label(finding.rule)})
    if count := len(report.missing_facts):
        yield Message("réponses manquantes : {count}", {"count": count})
    if count := len(report.commitments.missing):
        yield Message("engagements manquants : {count}", {"count": count})
    if count := len(report.documents.missing):
        yield Message("contenus manquants : {count}", {"count": count})


def _project_notes(report: Report, earlier: Money | None) -> Iterator[Message]:
    """What the batch knows of the other dossiers of a project whose grants add up."""
    if not report.theme.limits_project:
        return
    if PROJECT not in report.facts:
        yield Message("sans référence de projet : les autres dossiers du même projet ne peuvent pas être comptés")
    elif earlier:
        values = {"earlier": earlier, "stated": report.facts.get(EARLIER, Money(0))}
        yield Message(
            "autres dossiers du même projet dans ce lot : {earlier} proposés avant celui-ci, qui s’ajoutent aux "
            "{stated} qu’il déclare",
            values,
        )
