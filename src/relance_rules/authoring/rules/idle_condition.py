"""RR004: a condition that no dossier can break."""

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
    idle = {path for path, truth in foregone(file, rules) if truth == "always"}
    for path in idle:
        yield Found(path, Message("aucun dossier ne peut manquer cette condition : elle ne décide rien"))
    for place, when, require in guarded(file):
        path = ("eligibility", place)
        if (*path, "when") in idle or (*path, "require") in idle:
            continue
        guard = form_of(when, facts)
        if satisfiable(guard) and not satisfiable(both(guard, form_of(require, facts, holds=False))):
            message = Message("là où « when » vaut, aucun dossier ne peut manquer cette condition")
            yield Found((*path, "require"), message)


RULE = LintRule(
    code="RR004",
    name="idle-condition",
    severity="warning",
    why=Message(
        "Une condition que toute valeur remplit ne protège de rien : c’est une borne trop large, un « any » pour un "
        "« all », ou une liste qui nomme toutes les valeurs."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "L’État héberge le projet", en: "The State hosts the project"}
    require: {fact: chantier.hebergement, in: [interne, externe]}
    failure: {fr: "Changez d’hébergement", en: "Change the hosting"}
    source: {lines: 5}
cases:
  - name: hosted by the State
    dossier: {chantier: {hebergement: interne}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "L’État héberge le projet", en: "The State hosts the project"}
    require: {fact: chantier.hebergement, is: interne}
    failure: {fr: "Changez d’hébergement", en: "Change the hosting"}
    source: {lines: 5}
cases:
  - name: hosted by the State
    dossier: {chantier: {hebergement: interne}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
)
