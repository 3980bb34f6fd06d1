"""What to do next, in plain words: the steps that take a dossier to ready."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.funding import REQUESTED
from relance_rules.checking.report import Report
from relance_rules.compiler.sentences import rule_sentence
from relance_rules.showing.plain import question_of
from relance_rules.values import Message


def next_steps(report: Report) -> Iterator[Message]:
    """The steps in the order to take them: contradictions, refusals, answers, commitments, documents, request."""
    for notice in report.notices:
        if notice.reading == "R8":
            yield Message("Corrigez : {what}", {"what": notice.message})
    for finding in report.findings:
        if finding.outcome == "fail":
            sentence = rule_sentence(report.theme, finding.rule, "fail", report.facts)
            yield Message("Levez ce refus, ou renoncez : {what}", {"what": sentence})
    for path in report.missing_facts:
        question = question_of(path, report.theme.vocabulary)
        yield Message("Remplissez « {fact} » : {question}", {"fact": path, "question": question})
    for requirement in report.commitments.missing:
        values = {"what": requirement.statement.label, "fact": requirement.fact}
        yield Message("Engagez-vous à : {what} (« {fact}: oui »)", values)
    for requirement in report.documents.missing:
        values = {"what": requirement.statement.label, "fact": requirement.fact}
        yield Message("Ajoutez au dossier : {what} (« {fact}: oui »)", values)
    funding = report.funding
    if funding.grant is not None and funding.requested is not None and funding.requested > funding.grant:
        yield Message("Réduisez la demande à {grant} (« {fact} »)", {"grant": funding.grant, "fact": REQUESTED})
