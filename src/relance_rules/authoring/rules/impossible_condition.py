"""RR003: a condition that no dossier can meet."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.conditions import foregone, guarded
from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.logic import both, form_of, satisfiable
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    facts = rules.vocabulary
    if facts is None:
        return
    for path, truth in foregone(file, rules):
        if truth == "never":
            yield Found(path, Message("aucun dossier ne peut remplir cette condition"))
    for place, when, require in guarded(file):
        guard, rule = form_of(when, facts), form_of(require, facts)
        if satisfiable(guard) and satisfiable(rule) and not satisfiable(both(guard, rule)):
            message = Message("là où « when » vaut, aucun dossier ne peut remplir cette condition")
            yield Found(("eligibility", place, "require"), message)


RULE = LintRule(
    code="RR003",
    name="impossible-condition",
    severity="error",
    why=Message(
        "Une condition qu’aucune valeur ne remplit refuse tout le monde, ou ne s’applique jamais : "
        "c’est une borne inversée, un « all » pour un « any », ou une valeur de trop."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "Le projet dure de 6 à 12 mois", en: "The project takes 6 to 12 months"}
    require: {all: [{fact: chantier.recense, is: true}, {fact: chantier.mois, at_least: 12, at_most: 6}]}
    failure: {fr: "Revoyez la durée du projet", en: "Review the duration of the project"}
    source: {lines: 5}
cases:
  - name: too short a project
    dossier: {chantier: {recense: true, mois: 3}, engagements: {bilan: true}}
    expect: {findings: {demarche: fail}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "Le projet dure de 6 à 12 mois", en: "The project takes 6 to 12 months"}
    require: {all: [{fact: chantier.recense, is: true}, {fact: chantier.mois, at_least: 6, at_most: 12}]}
    failure: {fr: "Revoyez la durée du projet", en: "Review the duration of the project"}
    source: {lines: 5}
cases:
  - name: too short a project
    dossier: {chantier: {recense: true, mois: 3}, engagements: {bilan: true}}
    expect: {findings: {demarche: fail}}
"""
    ),
)
