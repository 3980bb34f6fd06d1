"""RR022: a comment sets a diagnostic aside without saying why."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for comment in file.suppressions:
        if not comment.reason:
            message = Message(
                "dites pourquoi : « # relance: ignore {code} -- raison »", {"code": comment.codes or "RR…"}
            )
            yield Found((), message, at=(comment.start, comment.end))


RULE = LintRule(
    code="RR022",
    name="suppression-without-reason",
    severity="warning",
    why=Message("Qui relira ce fichier doit savoir pourquoi on a passé outre, et juger si la raison tient encore."),
    needs="suppressions",
    check=_check,
    bad=Example(
        theme="""\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {}  # relance: ignore RR024
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
)
