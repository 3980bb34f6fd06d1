"""RR032: a duty of the cited document that stands where nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Path
from relance_rules.authoring.walk import citations
from relance_rules.authoring.words import numbers_of, words_said
from relance_rules.language.base import line_ranges
from relance_rules.language.theme import Condition, Requirement, Size, SizeRange, Theme, Window
from relance_rules.values import Message

_ASKING = (Condition, Requirement, Size, SizeRange, Window)


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.model is None or rules.book is None or rules.document is None:
        return
    asked: set[int] = set()
    told: list[tuple[Path, set[int]]] = []
    for path, lines, asks in _cited(file.model, rules):
        if asks:
            asked |= lines
        else:
            told.append((path, lines))
    for said in words_said(rules.book.manifest.words.duty, rules.document):
        places = [path for path, lines in told if lines.issuperset(said.lines)]
        if places and asked.isdisjoint(said.lines):
            message = Message(
                "ligne {line}, « {word} » dit un devoir, qu’aucun engagement, document ni condition ne demande",
                {"line": said.first, "word": said.word},
            )
            yield Found(places[0], message)


def _cited(theme: Theme, rules: RuleSet) -> Iterator[tuple[Path, set[int], bool]]:
    """The lines that a theme asks something from, and those that it only tells or describes."""
    for path, source, node in citations(theme):
        asks = isinstance(node, _ASKING)
        if rules.reads(source) and (asks or path[0] == "sections"):
            yield (*path, "lines"), numbers_of(source.ranges), asks
    for place, part in enumerate(theme.descriptive):
        yield ("descriptive", place, "lines"), numbers_of(line_ranges(part.lines)), False


RULE = LintRule(
    code="RR032",
    name="duty-not-asked",
    severity="warning",
    why=Message(
        "Une phrase du document cité qui dit un devoir, avec un mot de « words.duty », demande quelque chose au "
        "dossier : sous une liste qui ne décide de rien, personne ne le demande."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
descriptive: [{lines: "1, 8-9", reason: titles}]
""",
        manifest="words: {duty: [devra]}\n",
        cites=True,
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7-8, digest: "bd817fbf88de"}}
descriptive: [{lines: "1, 9", reason: titles}]
""",
        manifest="words: {duty: [devra]}\n",
        cites=True,
    ),
    reads_document=True,
)
