"""RR023: a comment sets aside what nothing finds any more."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Edit, Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Layout
from relance_rules.authoring.suppressions import Suppression
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for comment in file.suppressions:
        if not comment.codes:
            message = Message("ce commentaire ne nomme aucune règle de relecture")
            yield Found((), message, at=(comment.start, comment.end))
    for comment, codes in file.unused:
        message = Message("rien de tel ici, ce commentaire est à ôter : {codes}", {"codes": list(codes)})
        edits = _remove(file.layout, comment) if codes == comment.codes else ()
        yield Found((), message, edits, at=(comment.start, comment.end))


def _remove(layout: Layout, comment: Suppression) -> tuple[Edit, ...]:
    """Remove a comment, with the spaces before it, and with its line where it stands alone."""
    line, _ = layout.position(comment.start)
    start, end = layout.line_bounds(line)
    before = layout.text[start : comment.start]
    if not before.strip():
        return (Edit(start, end, ""),)
    return (Edit(start + len(before.rstrip()), comment.end, ""),)


RULE = LintRule(
    code="RR023",
    name="unused-suppression",
    severity="warning",
    why=Message(
        "Un commentaire qui n’écarte plus rien écarterait sans qu’on le voie la prochaine faute de cette ligne."
    ),
    needs="suppressions",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}  # relance: ignore RR024 -- only shows how a dossier is written
"""
    ),
    good=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {}  # relance: ignore RR024 -- only shows how a dossier is written
"""
    ),
    fixes=True,
)
