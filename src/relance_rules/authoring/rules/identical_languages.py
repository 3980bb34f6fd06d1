"""RR011: a text that is the same in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.rules.missing_language import TEXT_KEYS
from relance_rules.authoring.walk import nodes, word
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
    for path, node in nodes(file.root) if file.root is not None else ():
        if path and path[-1] in TEXT_KEYS and isinstance(node.value, dict):
            french, english = word(node.value.get("fr")), word(node.value.get("en"))
            if french and english and french.strip() == english.strip() and _is_sentence(french):
                yield Found((*path, "en"), Message("ce texte est le même en français et en anglais"))


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
