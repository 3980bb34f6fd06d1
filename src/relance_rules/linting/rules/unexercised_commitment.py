"""RR016: a commitment that no case gives, refuses or asks for."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.language.theme import Unreadable
from relance_rules.linting.files import RuleFile, RuleSet
from relance_rules.linting.findings import Example, Found, LintRule
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    theme = file.theme
    if theme is None or isinstance(theme.commitments, Unreadable):
        return
    named: set[str] = set()
    for result in file.case_results:
        named.update(result.case.expect.missing)
        if result.report is not None:
            named.update(result.report.facts)
    for place, commitment in enumerate(theme.commitments):
        if not named & {commitment.id, f"engagements.{commitment.id}"}:
            message = Message("aucun cas ne prend ni ne réclame l’engagement « {id} »", {"id": commitment.id})
            yield Found(("commitments", place), message)


RULE = LintRule(
    code="RR016",
    name="unexercised-commitment",
    severity="warning",
    why=Message("Un engagement qu’aucun cas ne prend ni ne réclame n’a jamais été vu dans un rapport."),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {projet: {recense: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {projet: {recense: true}}
    expect: {findings: {demarche: pass}, missing: [bilan]}
"""
    ),
)
