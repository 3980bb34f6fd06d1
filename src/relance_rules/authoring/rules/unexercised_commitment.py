"""RR016: a commitment that no case gives, refuses or asks for."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.targets.python import program_of
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None or rules.plan is None:
        return
    program = program_of(rules.plan.facts)
    results = rules.case_results(file)
    asked = {name for result in results for name in result.case.expect.missing}
    stated = [result.report.facts for result in results if result.report is not None]
    for place, commitment in enumerate(file.plan.commitments.asked):
        when = commitment.when
        settled = when is not None and any(program.truth(when, facts, {}).value is not None for facts in stated)
        said = asked & {commitment.id, commitment.fact} or any(commitment.fact in facts for facts in stated)
        if not settled and not said:
            message = Message("aucun cas ne prend ni ne réclame l’engagement « {id} »", {"id": commitment.id})
            yield Found(("commitments", place), message)


RULE = LintRule(
    code="RR016",
    name="unexercised-commitment",
    severity="warning",
    why=Message("Un engagement qu’aucun cas ne prend ni ne réclame n’a jamais été vu dans un rapport."),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}}
    expect: {findings: {demarche: pass}, missing: [bilan]}
"""
    ),
)
