"""RR028: a choice that those before it leave nothing to."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.conditions import choices, dead
from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    facts = rules.vocabulary
    if facts is None:
        return
    for listed in choices(file, rules):
        for path in dead(listed, facts):
            yield Found(path, Message("ce choix ne sert jamais : ceux d’avant prennent tous ses cas"))


_RATE = """\
funding:
  rate:
    - {{when: {{fact: chantier.mois, at_most: 12}}, is: 75 %}}
    - {{when: {{fact: chantier.mois, at_most: {months}}}, is: 60 %}}
    - {{is: 50 %}}
  staff: excluded
  source: {{lines: 6}}
cases:
  - {{name: half a year, dossier: {{chantier: {{recense: true, mois: 6}}, engagements: {{bilan: true}}}}, expect: {{findings: {{demarche: pass}}}}}}
  - {{name: a year and a half, dossier: {{chantier: {{mois: 18}}}}, expect: {{verdict: undetermined}}}}
  - {{name: three years, dossier: {{chantier: {{mois: 36}}}}, expect: {{verdict: undetermined}}}}
"""  # noqa: E501

RULE = LintRule(
    code="RR028",
    name="dead-choice",
    severity="warning",
    why=Message("Le premier choix qui vaut est pris : un choix dont tous les cas sont déjà pris n’a jamais d’effet."),
    needs="meaning",
    check=_check,
    bad=Example(theme=_RATE.format(months=6)),
    good=Example(theme=_RATE.format(months=24)),
)
