"""RR019: a rule rests on a reading that its rule set does not declare."""

from __future__ import annotations

from relance_rules.authoring.diagnostics import Example, LintRule, nothing
from relance_rules.values import Message

RULE = LintRule(
    code="RR019",
    name="undeclared-reading",
    severity="error",
    why=Message(
        "Un jeu de règles dit toutes les lectures sur lesquelles ses règles reposent : "
        "on voit ainsi d’un coup d’œil ce qui est du texte et ce qui est de nous."
    ),
    needs="refusals",
    check=nothing,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}, reading: L3}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}, reading: L1}
"""
    ),
    refusals=("la lecture « {code} » n’est pas dans ruleset.yaml ; {near}",),
)
