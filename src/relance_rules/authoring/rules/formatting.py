"""RR021: spaces at the end of lines, ends of lines and of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Edit, Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Layout
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    layout, text = file.layout, file.text
    returns = [match.start() for match in re.finditer(r"\r(?=\n)", text)]
    if returns:
        edits = tuple(Edit(place, place + 1, "") for place in returns)
        message = Message("les lignes finissent par un saut de ligne seul, sans retour chariot")
        yield Found((), message, edits, at=(returns[0], returns[0] + 1))
    for line in range(1, layout.line_count + 1):
        start, stop = layout.line_bounds(line)
        content = text[start:stop].rstrip("\r\n")
        end, begin = start + len(content), start + len(content.rstrip(" \t"))
        # Within a value, spaces belong to the value.
        if begin < end and not layout.within_scalar(begin):
            edits = (Edit(begin, end, ""),)
            yield Found((), Message("espaces en fin de ligne"), edits, at=(begin, end))
    yield from _end(layout, text)


def _end(layout: Layout, text: str) -> Iterator[Found]:
    content = len(text.rstrip("\r\n"))
    # The end of a block of text (« | » or « > ») may be part of its value.
    if any(
        span.scalar and span.end >= content and text[span.start : span.start + 1] in ("|", ">")
        for span in layout.spans.values()
    ):
        return
    ending = text[content:].replace("\r", "")
    if ending != "\n":
        message = Message("le fichier finit par un saut de ligne, et un seul")
        yield Found((), message, (Edit(content, len(text), "\n"),), at=(max(0, content - 1), content))


RULE = LintRule(
    code="RR021",
    name="formatting",
    severity="warning",
    why=Message("Des espaces invisibles font des différences que personne ne voit ; « --fix » ne touche qu’à elles."),
    needs="text",
    check=_check,
    bad=Example(
        theme="""\
commitments: \x20
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
"""
    ),
    fixes=True,
)
