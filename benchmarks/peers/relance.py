"""This engine, with the rules that it ships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peers.dossiers import Answer, Peer, each
from relance_rules import Report, check, load_rules


def answer_of_report(report: Report) -> Answer:
    """What a report says of what is compared; an amount that is not known is -1."""
    funding = report.funding
    return Answer(
        tuple(finding.rule.id.rpartition(".")[2] for finding in report.findings if finding.outcome == "fail"),
        -1 if funding.base is None else int(funding.base),
        -1 if funding.grant is None else int(funding.grant),
        tuple(each.id.rpartition(".")[2] for each in (*report.commitments.missing, *report.documents.missing)),
        tuple(fact for finding in report.findings if finding.outcome == "unknown" for fact in finding.missing),
    )


def peers() -> Iterator[Peer]:
    """One."""
    rules = load_rules()

    def answer(dossier: dict[str, Any]) -> Answer:
        return answer_of_report(check(dossier, rules))

    yield Peer("relance", "", each(answer))
