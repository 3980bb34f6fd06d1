"""RR024: a case that can't fail."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.language.theme import Expectation
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for place, case in enumerate(() if file.model is None else file.model.cases):
        if case.expect == Expectation():
            yield Found(("cases", place, "expect"), Message("ce cas n’attend rien : il ne peut pas échouer"))


RULE = LintRule(
    code="RR024",
    name="case-without-expectation",
    severity="warning",
    why=Message("Un cas qui n’attend ni verdict, ni montant, ni manque passe toujours, quoi que fassent les règles."),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {}
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {verdict: undetermined}
"""
    ),
)
