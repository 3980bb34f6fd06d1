"""RR010: a text that lacks one of the two languages."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.walk import nodes, word
from relance_rules.localization import LANGUAGES
from relance_rules.values import Message

TEXT_KEYS = frozenset({"title", "summary", "label", "failure", "question", "notice", "unknown"})


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, node in nodes(file.root) if file.root is not None else ():
        if not path or path[-1] not in TEXT_KEYS:
            continue
        if isinstance(node.value, dict):
            for language in LANGUAGES:
                if language not in node.value or not (word(node.value[language]) or "").strip():
                    yield Found((*path, language), _missing(language))
        elif word(node) is not None:
            yield Found(path, Message("un texte se donne en deux langues : {shape}", {"shape": "{fr: …, en: …}"}))


def _missing(language: str) -> Message:
    return Message("ce texte manque en « {language} »", {"language": language})


RULE = LintRule(
    code="RR010",
    name="missing-language",
    severity="error",
    why=Message("Tout ce qu’une personne lit existe en français et en anglais : l’un ne remplace pas l’autre."),
    needs="text",
    check=_check,
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
