"""RR009: a ceiling that no grant can reach."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.values import Message, Money


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    theme = file.compiled
    if theme is None:
        return
    most = _most(theme)
    for place, (_, ceiling) in enumerate(theme.ceilings):
        path = ("funding", "ceilings", place)
        # The grants of earlier dossiers count against the ceiling of a project: one dossier says nothing of it.
        lower = [
            other
            for _, other in theme.ceilings
            if other.amount < ceiling.amount and (ceiling.per == "dossier" or other.per == "project")
        ]
        if ceiling.per == "dossier" and most is not None and most <= ceiling.amount:
            message = Message(
                "ce plafond de {amount} ne joue jamais : à la taille maximale, le taux donne {most}",
                {"amount": ceiling.amount, "most": most},
            )
            yield Found(path, message)
        elif lower:
            message = Message(
                "ce plafond de {amount} ne joue jamais : « {other} » est plus bas",
                {"amount": ceiling.amount, "other": lower[0].id},
            )
            yield Found(path, message)


def _most(theme: CompiledTheme) -> Money | None:
    """The grant of the largest project, or None where the size has no top: no rate is negative, so it is the most."""
    tops = [entry.at_most if entry.at_most is not None else entry.less_than for entry in theme.theme.size.ranges]
    if not tops or any(top is None for top in tops):
        return None
    return theme.scale.grant(max(top for top in tops if top is not None))


RULE = LintRule(
    code="RR009",
    name="idle-ceiling",
    severity="warning",
    why=Message(
        "Un plafond que ni la taille maximale ni le taux ne permettent d’atteindre ne plafonne rien : "
        "l’un des trois chiffres est sans doute faux."
    ),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  ceilings:
    - {id: plafond, label: {fr: "Plafond du dossier", en: "Ceiling of a dossier"}, amount: 750 k€, per: dossier, source: {lines: 6}}
  source: {lines: 6}
"""  # noqa: E501
    ),
    good=Example(
        theme="""\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  ceilings:
    - {id: plafond, label: {fr: "Plafond du dossier", en: "Ceiling of a dossier"}, amount: 600 k€, per: dossier, source: {lines: 6}}
  source: {lines: 6}
"""  # noqa: E501
    ),
)
