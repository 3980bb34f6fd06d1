"""RR112: a number gives a share, and nothing says that it counts percents."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.platform.kinds import NUMBERS
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        if line.fact is None or line.fact.type != "percentage" or line.rule.percent or line.rule.values:
            continue
        if any(field.kind in NUMBERS for field in line.found):
            yield Found(
                (*line.path, "fact"), Message("ce nombre est-il en pour cent ? Si oui, ajoutez « percent: true »")
            )


_SHARE = 'chantier.part: {type: percentage, core: true, label: {fr: "Part", en: "Share"}}\n'
_FORM = "- {id: '1', label: Part, type: decimal_number}\n"

RULE = MappingRule(
    code="RR112",
    name="bare-percentage",
    severity="error",
    why=Message("Un champ de nombre reçoit 60 et 0,6 : sans « percent: true », aucun des deux n’est pris."),
    check=_check,
    bad=MappingExample(mapping="fields: [{label: Part, fact: chantier.part}]\n", form=_FORM, facts=_SHARE),
    good=MappingExample(
        mapping="fields: [{label: Part, fact: chantier.part, percent: true}]\n", form=_FORM, facts=_SHARE
    ),
)
