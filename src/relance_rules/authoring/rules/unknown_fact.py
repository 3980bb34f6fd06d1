"""RR001: a rule asks a fact that the vocabulary does not have."""

from __future__ import annotations

from relance_rules.authoring.diagnostics import Example, LintRule, nothing
from relance_rules.values import Message

RULE = LintRule(
    code="RR001",
    name="unknown-fact",
    severity="error",
    why=Message(
        "Un fait absent du vocabulaire ne peut figurer dans aucun dossier : la règle resterait toujours à déterminer."
    ),
    needs="refusals",
    check=nothing,
    refusals=(
        "« {name} » n’est ni un fait, ni un fait dérivé, ni un paramètre de ce jeu de règles ; {near}",
        "« {owner} » n’est pas une liste du vocabulaire ; {near}",
        "« {path} » n’est pas un fait ; {near}",
        "le rôle nomme « {path} », qui n’est pas un fait ; {near}",
    ),
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recence, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
    ),
)
