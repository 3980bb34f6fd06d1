"""RR108: a choice of several options is to give one fact."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.platform.kinds import SEVERAL
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        several = any(field.kind == SEVERAL for field in line.found)
        if several and line.fact is not None and line.fact.type != "text" and not line.rule.present:
            message = Message(
                "ce champ a plusieurs réponses : « choices », au lieu de « fact », dit ce que chacune donne"
            )
            yield Found((*line.path, "fact"), message)


RULE = MappingRule(
    code="RR108",
    name="several-choices",
    severity="error",
    why=Message("Deux options cochées ne font pas un seul fait : le dossier de qui en coche deux serait en erreur."),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Engagements, fact: engagements.bilan, values: {Un bilan: oui}}]\n".replace(
            "oui", "'oui'"
        ),
        form="- {id: '1', label: Engagements, type: multiple_drop_down_list, options: [Un bilan]}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Engagements, choices: {Un bilan: engagements.bilan}}]\n",
        form="- {id: '1', label: Engagements, type: multiple_drop_down_list, options: [Un bilan]}\n",
    ),
)
