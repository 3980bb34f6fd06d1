"""RR020: a theme declares a reading that none of its rules rests on."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.walk import citations
from relance_rules.values import Message

_ENGINE = frozenset({"R1", "R2", "R4", "R5", "R7", "R8", "R9"})
"""The readings that checking applies to every theme, whatever its rules cite."""


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.theme is None:
        return
    used = {getattr(node, "reading", None) for _, _, node in citations(file.theme)} | _ENGINE
    for place, reading in enumerate(file.theme.readings):
        if reading not in used:
            message = Message(
                "la lecture « {reading} » est déclarée, mais aucune règle n’en dépend", {"reading": reading}
            )
            yield Found(("readings", place), message)


RULE = LintRule(
    code="RR020",
    name="unused-reading",
    severity="warning",
    why=Message("Une lecture déclarée sans règle qui la cite fait croire à un choix que le thème ne fait pas."),
    needs="theme",
    check=_check,
    bad=Example(
        theme="""\
readings: [R10]
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}, reading: R11}
readings: [R11]
"""
    ),
)
