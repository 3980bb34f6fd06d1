"""RR010: a text that lacks one of the languages of its rule set."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import BESIDE, texts
from relance_rules.loading.merging import mapping, word
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    languages = rules.languages
    if file.root is None or not languages:
        return
    for path, node in texts(file.root, languages):
        given = mapping(node)
        if not given:
            shape = "{" + ", ".join(f"{language}: …" for language in languages) + "}"
            yield Found(path, Message("un texte se donne dans chaque langue : {shape}", {"shape": shape}))
            continue
        for language in languages:
            if not (word(given.get(language)) or "").strip():
                message = Message("ce texte manque en « {language} »", {"language": language})
                yield Found((*path, language), message, refused_at=path)
        for language in given.keys() - BESIDE - set(languages):
            message = Message("« {language} » n’est pas une langue de ce jeu de règles", {"language": language})
            yield Found((*path, language), message)


RULE = LintRule(
    code="RR010",
    name="missing-language",
    severity="error",
    why=Message(
        "Tout ce qu’une personne lit existe dans chaque langue du jeu de règles : l’une ne remplace pas l’autre."
    ),
    needs="text",
    check=_check,
    refusals=(
        "un texte est attendu dans chaque langue : « {fr: …, en: …} »",
        "ce texte manque en « {language} »",
        "« {language} » n’est pas une langue de ce jeu de règles",
        "« {language} » n’est pas un code de langue de deux lettres",
    ),
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
"""
    ),
)
