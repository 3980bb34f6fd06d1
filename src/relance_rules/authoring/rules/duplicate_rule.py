"""RR005: two rules that say the same."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.logic import TRUE_FORM, form_of, key_of
from relance_rules.authoring.spans import Path
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Theme
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None or rules.vocabulary is None:
        return
    said: dict[object, str] = {}
    for path, name, meaning in _meanings(file.plan, rules.vocabulary):
        own = name.partition(".")[2]
        if meaning in said:
            message = Message("« {id} » dit la même chose que « {other} »", {"id": own, "other": said[meaning]})
            yield Found(path, message)
        else:
            said[meaning] = own


def _meanings(theme: Theme, facts: Vocabulary) -> Iterator[tuple[Path, str, object]]:
    """The rules of a theme with what they mean, however it is written."""
    for place, rule in enumerate(rule for rule in theme.rules if rule.kind == "condition"):
        if rule.require is not None:
            guard = TRUE_FORM if rule.when is None else form_of(rule.when, facts)
            yield ("eligibility", place), rule.id, ("condition", guard, form_of(rule.require, facts))
    funding = theme.funding
    if funding is None:
        return
    for place, exclusion in enumerate(funding.exclusions):
        if exclusion.when is not None and not exclusion.staff:
            yield ("funding", "exclude", place), exclusion.id, ("exclusion", form_of(exclusion.when, facts))
    for place, ceiling in enumerate(funding.ceilings):
        if not ceiling.staff:
            meaning = ("ceiling", ceiling.scope, key_of(ceiling.limit, facts), key_of(ceiling.used, facts))
            yield ("funding", "ceilings", place), ceiling.id, meaning


RULE = LintRule(
    code="RR005",
    name="duplicate-rule",
    severity="warning",
    why=Message(
        "Deux règles équivalentes, même écrites autrement, comptent deux fois dans le rapport ; "
        "l’une des deux devait sans doute dire autre chose."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: duree
    label: {fr: "Le projet dure un an au plus", en: "The project takes a year at most"}
    require: {fact: chantier.mois, at_most: 12}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
  - id: delai
    label: {fr: "Le projet ne dépasse pas un an", en: "The project is no longer than a year"}
    require: {not: {fact: chantier.mois, more_than: 12}}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
cases:
  - name: a year
    dossier: {chantier: {mois: 12}, engagements: {bilan: true}}
    expect: {findings: {duree: pass, delai: pass}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: duree
    label: {fr: "Le projet dure un an au plus", en: "The project takes a year at most"}
    require: {fact: chantier.mois, at_most: 12}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
  - id: delai
    label: {fr: "Le projet dure six mois au moins", en: "The project takes six months at least"}
    require: {not: {fact: chantier.mois, less_than: 6}}
    failure: {fr: "Allongez le projet", en: "Make the project longer"}
    source: {lines: 5}
cases:
  - name: a year
    dossier: {chantier: {mois: 12}, engagements: {bilan: true}}
    expect: {findings: {duree: pass, delai: pass}}
"""
    ),
)
