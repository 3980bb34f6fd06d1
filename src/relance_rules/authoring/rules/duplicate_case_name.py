"""RR025: two cases of the same name."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    names: set[str] = set()
    for place, case in enumerate(() if file.model is None else file.model.cases):
        if case.name in names:
            yield Found(
                ("cases", place, "name"), Message("un autre cas porte déjà ce nom : {name}", {"name": case.name})
            )
        names.add(case.name)


RULE = LintRule(
    code="RR025",
    name="duplicate-case-name",
    severity="warning",
    why=Message("Le nom d’un cas dit lequel a échoué, et « -k » le choisit : deux cas ont deux noms."),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
  - name: a listed procedure
    dossier: {chantier: {recense: false}}
    expect: {findings: {demarche: fail}}
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
  - name: a procedure that is not listed
    dossier: {chantier: {recense: false}}
    expect: {findings: {demarche: fail}}
"""
    ),
)
