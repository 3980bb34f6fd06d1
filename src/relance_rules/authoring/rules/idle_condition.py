"""RR004: a condition that no dossier can break."""

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
    idle: set[tuple[str | int, ...]] = set()
    for placed in predicates(file.theme):
        found = list(_idle(placed, file.vocabulary))
        idle.update(placed.path for _ in found)
        yield from found
    for place, condition in enumerate(file.theme.conditions):
        path = ("eligibility", place)
        if condition.when is None or (*path, "when") in idle or (*path, "require") in idle:
            continue
        guard = form_of(condition.when, file.vocabulary)
        if satisfiable(guard) and not satisfiable(
            both(guard, form_of(condition.require, file.vocabulary, holds=False))
        ):
            yield Found(
                (*path, "require"), Message("là où « when » vaut, aucun dossier ne peut manquer cette condition")
            )


def _idle(placed: Placed, vocabulary: Vocabulary) -> Iterator[Found]:
    """The widest part that can't fail; the parts of what never holds are the affair of RR003."""
    if not satisfiable(form_of(placed.predicate, vocabulary, placed.scope, holds=False)):
        yield Found(placed.path, Message("aucun dossier ne peut manquer cette condition : elle ne décide rien"))
    elif satisfiable(form_of(placed.predicate, vocabulary, placed.scope)):
        for part in parts(placed):
            yield from _idle(part, vocabulary)


RULE = LintRule(
    code="RR004",
    name="idle-condition",
    severity="warning",
    why=Message(
        "Une condition que toute valeur remplit ne protège de rien : c’est une borne trop large, un « any » pour un "
        "« all », ou une liste qui nomme toutes les valeurs."
    ),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "L’État héberge le projet", en: "The State hosts the project"}
    require: {fact: projet.hebergement, in: [interne, externe]}
    failure: {fr: "Changez d’hébergement", en: "Change the hosting"}
    source: {lines: 5}
cases:
  - name: hosted by the State
    dossier: {projet: {hebergement: interne}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "L’État héberge le projet", en: "The State hosts the project"}
    require: {fact: projet.hebergement, is: interne}
    failure: {fr: "Changez d’hébergement", en: "Change the hosting"}
    source: {lines: 5}
cases:
  - name: hosted by the State
    dossier: {projet: {hebergement: interne}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
)
