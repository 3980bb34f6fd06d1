"""RR005: two rules that say the same."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.logic import TRUE_FORM, form_of
from relance_rules.authoring.spans import Path
from relance_rules.dossiers.totals import LINES
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    said: dict[object, str] = {}
    for path, name, meaning in _meanings(file):
        if meaning in said:
            message = Message("« {id} » dit la même chose que « {other} »", {"id": name, "other": said[meaning]})
            yield Found(path, message)
        else:
            said[meaning] = name


def _meanings(file: RuleFile) -> Iterator[tuple[Path, str, object]]:
    """The rules of a theme with what they mean, however it is written."""
    theme, vocabulary = file.theme, file.vocabulary
    if theme is None or vocabulary is None:
        return
    for place, condition in enumerate(theme.conditions):
        guard = TRUE_FORM if condition.when is None else form_of(condition.when, vocabulary)
        yield ("eligibility", place), condition.id, ("condition", guard, form_of(condition.require, vocabulary))
    for place, exclusion in enumerate(theme.funding.exclude):
        yield (
            ("funding", "exclude", place),
            exclusion.id,
            ("exclusion", form_of(exclusion.when, vocabulary, LINES)),
        )
    for place, ceiling in enumerate(theme.funding.ceilings):
        yield ("funding", "ceilings", place), ceiling.id, ("ceiling", ceiling.per, ceiling.amount)


RULE = LintRule(
    code="RR005",
    name="duplicate-rule",
    severity="warning",
    why=Message(
        "Deux règles équivalentes, même écrites autrement, comptent deux fois dans le rapport ; "
        "l’une des deux devait sans doute dire autre chose."
    ),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: duree
    label: {fr: "Le projet dure un an au plus", en: "The project takes a year at most"}
    require: {fact: projet.mois, at_most: 12}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
  - id: delai
    label: {fr: "Le projet ne dépasse pas un an", en: "The project is no longer than a year"}
    require: {not: {fact: projet.mois, more_than: 12}}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
cases:
  - name: a year
    dossier: {projet: {mois: 12}, engagements: {bilan: true}}
    expect: {findings: {duree: pass, delai: pass}}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: duree
    label: {fr: "Le projet dure un an au plus", en: "The project takes a year at most"}
    require: {fact: projet.mois, at_most: 12}
    failure: {fr: "Raccourcissez le projet", en: "Shorten the project"}
    source: {lines: 5}
  - id: delai
    label: {fr: "Le projet dure six mois au moins", en: "The project takes six months at least"}
    require: {not: {fact: projet.mois, less_than: 6}}
    failure: {fr: "Allongez le projet", en: "Make the project longer"}
    source: {lines: 5}
cases:
  - name: a year
    dossier: {projet: {mois: 12}, engagements: {bilan: true}}
    expect: {findings: {duree: pass, delai: pass}}
"""
    ),
)
