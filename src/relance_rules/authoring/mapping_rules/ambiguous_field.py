"""RR113: a mapping names a field by a label that several have."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import BlockLine, Line, MappingFile
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    named: list[Line | BlockLine] = [*file.lines, *file.blocks]
    for line in named:
        if len(line.found) < 2 or line.rule.ignore:
            continue
        numbers = [field.number for field in line.found if field.number is not None]
        values = {"count": len(line.found), "numbers": numbers}
        message = Message("{count} champs portent ce nom : désignez le bon par « occurrence »", values)
        if numbers:
            message = Message("{count} champs portent ce nom : désignez le bon par « field », parmi {numbers}", values)
        yield Found((*line.path, "label"), message)


RULE = MappingRule(
    code="RR113",
    name="ambiguous-field",
    severity="error",
    why=Message(
        "Entre deux champs du même libellé, rien ne dit lequel donne le fait : qui répond aux deux est en erreur."
    ),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Coût, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût, type: decimal_number}\n- {id: '2', label: Coût, type: decimal_number}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Coût, field: '2', fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût, type: decimal_number}\n- {id: '2', label: Coût, type: decimal_number}\n",
    ),
)
