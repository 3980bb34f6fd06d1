"""RR011: a text that is the same in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import texts
from relance_rules.loading.merging import mapping, word
from relance_rules.values import Message

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LITTLE_WORDS = frozenset(
    {
        *("le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "et", "ou", "en", "par", "pour", "sur"),
        *("dans", "avec", "sans", "est", "sont", "ne", "pas", "qui", "que"),
        *("the", "an", "of", "and", "or", "to", "in", "for", "by", "with", "without", "from", "is", "are", "that"),
    }
)
"""Words that belong to one of the languages only, or that a sentence of either can hardly do without."""


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.root is None or not rules.languages:
        return
    default, *others = rules.languages
    for path, node in texts(file.root, rules.languages):
        said = word(mapping(node).get(default))
        for language in others:
            other = word(mapping(node).get(language))
            if said and other and said.strip() == other.strip() and _is_sentence(said):
                values = {"default": default, "language": language}
                yield Found(
                    (*path, language), Message("ce texte est le même en « {default} » et en « {language} »", values)
                )


def _is_sentence(text: str) -> bool:
    """Whether a text is clearly in one language: « communication » or « Design, UX » are good in both."""
    words = _WORD.findall(text.casefold())
    return any(not letter.isascii() for found in words for letter in found if letter.isalpha()) or any(
        part in _LITTLE_WORDS for found in words for part in re.split("[’'-]", found)
    )


RULE = LintRule(
    code="RR011",
    name="identical-languages",
    severity="warning",
    why=Message(
        "Un texte identique dans les deux langues n’a sans doute pas été traduit. Un mot que les deux partagent, "
        "comme « communication », n’est pas signalé."
    ),
    needs="text",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Rendre un bilan"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
"""
    ),
)
