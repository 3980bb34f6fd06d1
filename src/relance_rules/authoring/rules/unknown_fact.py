"""RR001: a rule asks a fact that the vocabulary does not have."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.loading.typing import check_theme
from relance_rules.values import Message

_NAMES = ("fact", "every", "some", "none", "count", "sum", "share")


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.theme is None or file.vocabulary is None:
        return
    for path, message in check_theme(file.theme, file.vocabulary):
        if path[-1] in _NAMES:
            yield Found(path, message)


RULE = LintRule(
    code="RR001",
    name="unknown-fact",
    severity="error",
    why=Message(
        "Un fait absent du vocabulaire ne peut figurer dans aucun dossier : la règle resterait toujours à déterminer."
    ),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: projet.recence, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
    ),
    good=Example(
        theme="""\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: projet.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
    ),
)
