"""What to do next, in plain words: the steps that take a dossier to ready."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Notice, Report
from relance_rules.showing.plain import question_of
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import Message


def next_steps(report: Report) -> Iterator[Message]:
    """The steps in the order to take them: contradictions, refusals, what the source lost, answers, the rest."""
    for notice in contradictions(report):
        yield Message("Corrigez : {what}", {"what": notice.message})
    for finding in report.findings:
        if finding.outcome == "fail":
            yield Message("Levez ce refus, ou renoncez : {what}", {"what": rule_sentence(report, finding)})
    if report.theme.commitments.unknown is not None:
        yield _asking(report.theme.owner)
    for path in report.missing_facts:
        yield Message("Remplissez « {fact} » : {question}", {"fact": path, "question": question_of(path, report)})
    for requirement in report.commitments.missing:
        values = {"what": requirement.label, "fact": requirement.fact}
        yield Message("Engagez-vous à : {what} (« {fact}: oui »)", values)
    for requirement in report.documents.missing:
        values = {"what": requirement.label, "fact": requirement.fact}
        yield Message("Ajoutez au dossier : {what} (« {fact}: oui »)", values)
    for notice in _made_by(report, "incomplete"):
        yield Message("Complétez : {what}", {"what": notice.message})
    funding, requested = report.funding, report.plan.roles.requested
    if requested is None or funding.grant is None or funding.requested is None:
        return
    if funding.requested > funding.grant:
        yield Message("Réduisez la demande à {grant} (« {fact} »)", {"grant": funding.grant, "fact": requested.path})


def _asking(owner: str) -> Message:
    """To ask for the commitments that the source does not give."""
    if not owner:
        return Message("Avant de déposer, demandez au porteur du thème ses dispositions : le texte ne les donne pas.")
    return Message(
        "Avant de déposer, demandez au porteur du thème ({owner}) ses dispositions : le texte ne les donne pas.",
        {"owner": owner},
    )


def contradictions(report: Report) -> Iterator[Notice]:
    """The notices that put a dossier in error: what it says can't all be true."""
    own = f"{report.theme.code}.contradiction"
    yield from (notice for notice in report.notices if notice.id == own)
    yield from _made_by(report, "error")


def _made_by(report: Report, makes: str) -> Iterator[Notice]:
    """The notices of the rule set that make something of the dossier."""
    ids = {f"{report.theme.code}.{notice.id}" for notice in report.theme.notices if notice.makes == makes}
    return (notice for notice in report.notices if notice.id in ids)
