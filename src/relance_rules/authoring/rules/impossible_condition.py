"""RR003: a condition that no dossier can meet."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.logic import both, form_of, satisfiable
from relance_rules.authoring.walk import Placed, parts, predicates
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.theme is None or file.vocabulary is None:
        return
    for placed in predicates(file.theme):
        yield from _impossible(placed, file.vocabulary)
    for place, condition in enumerate(file.theme.conditions):
        if condition.when is not None:
            guard, rule = form_of(condition.when, file.vocabulary), form_of(condition.require, file.vocabulary)
            if satisfiable(guard) and satisfiable(rule) and not satisfiable(both(guard, rule)):
                message = Message("là où « when » vaut, aucun dossier ne peut remplir cette condition")
                yield Found(("eligibility", place, "require"), message)


def _impossible(placed: Placed, vocabulary: Vocabulary) -> Iterator[Found]:
    """The widest part that can't hold; the parts of what never fails are the affair of RR004."""
    if not satisfiable(form_of(placed.predicate, vocabulary, placed.scope)):
        yield Found(placed.path, Message("aucun dossier ne peut remplir cette condition"))
    elif satisfiable(form_of(placed.predicate, vocabulary, placed.scope, holds=False)):
        for part in parts(placed):
            yield from _impossible(part, vocabulary)


RULE = LintRule(
    code="RR003",
    name="impossible-condition",
    severity="error",
    why=Message(
        "Une condition qu’aucune valeur ne remplit refuse tout le monde, ou ne s’applique jamais : "
        "c’est une borne inversée, un « all » pour un « any », ou une valeur de trop."
    ),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "Le projet dure de 6 à 12 mois", en: "The project takes 6 to 12 months"}
    require: {all: [{fact: projet.recense, is: true}, {fact: projet.mois, at_least: 12, at_most: 6}]}
    failure: {fr: "Revoyez la durée du projet", en: "Review the duration of the project"}
    source: {lines: 5}
cases:
  - name: too short a project
    dossier: {projet: {recense: true, mois: 3}, engagements: {bilan: true}}
    expect: {findings: {demarche: fail}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "Le projet dure de 6 à 12 mois", en: "The project takes 6 to 12 months"}
    require: {all: [{fact: projet.recense, is: true}, {fact: projet.mois, at_least: 6, at_most: 12}]}
    failure: {fr: "Revoyez la durée du projet", en: "Review the duration of the project"}
    source: {lines: 5}
cases:
  - name: too short a project
    dossier: {projet: {recense: true, mois: 3}, engagements: {bilan: true}}
    expect: {findings: {demarche: fail}}
"""
    ),
)
