"""RR033: a condition that refuses a dossier for what the cited document gives as an example."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Path
from relance_rules.authoring.walk import citations
from relance_rules.authoring.words import numbers_of, words_said
from relance_rules.language.base import Source
from relance_rules.language.theme import Condition, SizeRange, Theme, Window
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.model is None or rules.book is None or rules.document is None:
        return
    examples = list(words_said(rules.book.manifest.words.example, rules.document))
    for path, source in _unread(file.model):
        lines = numbers_of(source.ranges) if rules.reads(source) else set()
        for said in examples:
            if lines.issuperset(said.lines):
                message = Message(
                    "ligne {line}, « {word} » donne un exemple, qui ne fonde aucun refus : écrivez "
                    "« unmet: appraise », ou nommez la lecture sur laquelle le refus repose",
                    {"line": said.first, "word": said.word},
                )
                yield Found((*path, "lines"), message)


def _unread(theme: Theme) -> Iterator[tuple[Path, Source]]:
    """The citations of what refuses a dossier that does not meet it, and rests on no reading."""
    size = () if theme.size is None else theme.size.reading
    for path, source, node in citations(theme):
        if isinstance(node, (Condition, SizeRange, Window)) and node.unmet == "fail":
            readings = node.reading or (size if isinstance(node, SizeRange) else ())
            if not readings:
                yield path, source


_CONDITION = """\
eligibility:
  - id: demarche
    label: {{fr: "La démarche est recensée", en: "The procedure is listed"}}
    require: {{fact: chantier.recense, is: true}}
{unmet}\
    failure: {{fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}}
    source: {{lines: 5, digest: "88c61ae63fd6"}}
"""

RULE = LintRule(
    code="RR033",
    name="example-that-refuses",
    severity="error",
    why=Message(
        "Un exemple du document cité, que dit un mot de « words.example », ne fonde jamais un refus : "
        "ce qui n’y répond pas reste à apprécier, à moins qu’une lecture dise pourquoi il est refusé."
    ),
    needs="meaning",
    check=_check,
    bad=Example(theme=_CONDITION.format(unmet=""), manifest="words: {example: [par exemple]}\n", cites=True),
    good=Example(
        theme=_CONDITION.format(unmet="    unmet: appraise\n"),
        manifest="words: {example: [par exemple]}\n",
        cites=True,
    ),
    reads_document=True,
)
