"""RR016: a commitment that no case gives, refuses or asks for."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.values import UNKNOWN, Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    theme = file.compiled
    if theme is None or theme.commitments is None:
        return
    asked = {name for result in file.case_results for name in result.case.expect.missing}
    stated = [result.report.facts for result in file.case_results if result.report is not None]
    for place, commitment in enumerate(theme.commitments):
        name = commitment.statement.id
        when = commitment.when
        settled = when is not None and any(when.test(facts, facts) is not UNKNOWN for facts in stated)
        if not settled and not asked & {name, commitment.fact} and not any(commitment.fact in f for f in stated):
            message = Message("aucun cas ne prend ni ne réclame l’engagement « {id} »", {"id": name})
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
