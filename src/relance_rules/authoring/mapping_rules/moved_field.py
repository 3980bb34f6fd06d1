"""RR102: a mapping names a field by a number and a label that are no more of one field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.authoring.spans import Path
from relance_rules.dossiers.mapping import BlockRule, FieldRule
from relance_rules.dossiers.platform.described import FormField
from relance_rules.values import Message
from relance_rules.values.spelling import normal


def _check(file: MappingFile) -> Iterator[Found]:
    if file.form is None or not file.form.numbered:
        return
    for level in file.levels:
        for line in level.lines:
            yield from _moved(line.path, line.rule, line.found, level.fields or ())
    blocks = [field for field in file.form.fields if field.inner is not None]
    for block in file.blocks:
        yield from _moved(block.path, block.rule, block.found, blocks)


def _moved(
    path: Path, rule: FieldRule | BlockRule, found: Sequence[FormField], fields: Sequence[FormField]
) -> Iterator[Found]:
    if rule.field is None or rule.label is None or any(normal(field.label) == normal(rule.label) for field in found):
        return
    other = next((field.number for field in fields if normal(field.label) == normal(rule.label)), None)
    values = {"label": rule.label, "number": rule.field, "other": other, "near": found[0].label if found else ""}
    if other is not None:
        message = Message("le champ « {label} » a maintenant le numéro {other}, et non {number}", values)
        yield Found((*path, "field"), message)
    elif found:
        yield Found((*path, "label"), Message("le champ {number} s’appelle maintenant « {near} »", values))


RULE = MappingRule(
    code="RR102",
    name="moved-field",
    severity="warning",
    why=Message(
        "Le numéro l’emporte sur le libellé : quand ils ne désignent plus le même champ, la correspondance lit "
        "peut-être un autre champ que celui qu’elle nomme, et un tableur, qui n’a pas de numéros, lui donne l’autre."
    ),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Coût, field: '1', fact: chantier.cout}]\n",
        form="- {id: '2', label: Coût, type: decimal_number}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Coût, field: '2', fact: chantier.cout}]\n",
        form="- {id: '2', label: Coût, type: decimal_number}\n",
    ),
)
