"""RR015: a condition that no case puts to the test."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.model is None:
        return
    tried = {
        finding.rule.id
        for result in rules.case_results(file)
        if result.report is not None
        for finding in result.report.findings
        if finding.outcome in ("pass", "fail")
    }
    for place, condition in enumerate(file.model.conditions):
        if f"{file.model.theme}.{condition.id}" not in tried:
            message = Message("aucun cas ne remplit ni ne manque la condition « {id} »", {"id": condition.id})
            yield Found(("eligibility", place), message)


RULE = LintRule(
    code="RR015",
    name="unexercised-condition",
    severity="warning",
    why=Message("Une condition qu’aucun cas ne remplit ni ne manque n’a jamais été vue à l’œuvre."),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: nothing is said of the procedure
    dossier: {engagements: {bilan: true}}
    expect: {findings: {demarche: unknown}}
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a procedure that is not listed
    dossier: {chantier: {recense: false}, engagements: {bilan: true}}
    expect: {findings: {demarche: fail}}
"""
    ),
)
