"""RR110: a field is of a type that can't give its fact."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.platform.kinds import FILES, SEVERAL, TEXTS, called, gives
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        if line.fact is None or line.rule.present or line.rule.values:
            continue
        for field in line.found:
            # People may write yes in a text; several options are told by a rule of their own.
            if gives(field.kind, line.fact) or field.kind == SEVERAL or field.kind in TEXTS:
                continue
            values = {"kind": called(field.kind), "fact": line.rule.fact, "type": line.fact.type}
            message = Message("ce champ ({kind}) ne peut pas donner « {fact} », de type {type}", values)
            if field.kind in FILES:
                message = Message("pour une pièce jointe, « present: true » fait de tout fichier un oui", values)
            yield Found((*line.path, "fact"), message)
            break


RULE = MappingRule(
    code="RR110",
    name="wrong-type",
    severity="error",
    why=Message("Une date n’est pas un montant : chaque dossier qui répond serait en erreur, ou dirait autre chose."),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Début, fact: chantier.cout}]\n",
        form="- {id: '1', label: Début, type: date}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Coût, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût, type: decimal_number}\n",
    ),
)
