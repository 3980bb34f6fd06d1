"""RR018: an identifier that is not in unaccented snake_case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import nodes
from relance_rules.loading.merging import word
from relance_rules.values import Message

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, node in nodes(file.root) if file.root is not None else ():
        name = word(node)
        if path and path[-1] == "id" and name is not None and not _SNAKE_CASE.fullmatch(name):
            message = Message(
                "l’identifiant « {id} » s’écrit en minuscules sans accent, mots liés par « _ »", {"id": name}
            )
            yield Found(path, message)


RULE = LintRule(
    code="RR018",
    name="id-spelling",
    severity="error",
    why=Message("Les identifiants deviennent des noms de colonnes et de variables : ils s’écrivent d’une seule façon."),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: Bilan-Annuel, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan_annuel, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan_annuel: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
)
