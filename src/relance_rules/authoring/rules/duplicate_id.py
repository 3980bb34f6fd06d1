"""RR017: an identifier given twice."""

from __future__ import annotations

from relance_rules.authoring.diagnostics import Example, LintRule, nothing
from relance_rules.values import Message

RULE = LintRule(
    code="RR017",
    name="duplicate-id",
    severity="error",
    why=Message("Un identifiant nomme une seule règle dans les rapports, les cas et les exports."),
    needs="refusals",
    check=nothing,
    refusals=(
        "l’identifiant « {id} » est donné deux fois dans {name} (ligne {line})",
        "« {id} » est l’identifiant d’une règle de tous les thèmes",
    ),
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
  - {id: bilan, label: {fr: "Rendre un second bilan", en: "Report again"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
  - {id: bilan_second, label: {fr: "Rendre un second bilan", en: "Report again"}, source: {lines: 7}}
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true, bilan_second: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
)
