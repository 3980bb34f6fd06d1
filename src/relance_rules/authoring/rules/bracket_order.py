"""RR007: brackets of the scale that are out of order."""

from __future__ import annotations

from relance_rules.authoring.diagnostics import Example, LintRule, nothing
from relance_rules.values import Message

RULE = LintRule(
    code="RR007",
    name="bracket-order",
    severity="error",
    why=Message("Une tranche qui finit avant la précédente ne reçoit rien, et son taux n’est jamais appliqué."),
    needs="refusals",
    check=nothing,
    refusals=("les tranches vont croissant", "chaque tranche porte « up_to », sauf la dernière"),
    bad=Example(
        theme="""\
funding:
  scale: [{rate: 75 %, up_to: 100 kCHF}, {rate: 50 %, up_to: 48 kCHF}, {rate: 0 %}]
  staff: excluded
  source: {lines: 6}
"""
    ),
    good=Example(
        theme="""\
funding:
  scale: [{rate: 75 %, up_to: 48 kCHF}, {rate: 50 %, up_to: 100 kCHF}, {rate: 0 %}]
  staff: excluded
  source: {lines: 6}
"""
    ),
)
