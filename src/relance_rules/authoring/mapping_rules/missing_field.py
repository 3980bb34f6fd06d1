"""RR101: a mapping names a field that the form has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.authoring.spans import Path
from relance_rules.dossiers.mapping import BlockRule, FieldRule
from relance_rules.dossiers.platform.described import FormField
from relance_rules.values import Message
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import nearest


def _check(file: MappingFile) -> Iterator[Found]:
    for level in file.levels:
        free = level.free
        for line in level.lines if level.fields is not None else ():
            if not line.found:
                yield from _missing(line.path, line.rule, free)
    named = {id(field) for block in file.blocks for field in block.found}
    blocks = [field for field in (file.form.fields if file.form else ()) if field.inner is not None]
    for block in file.blocks if file.knows_blocks else ():
        if not block.found:
            yield from _missing(block.path, block.rule, [field for field in blocks if id(field) not in named])


def _missing(path: Path, rule: FieldRule | BlockRule, free: Sequence[FormField]) -> Iterator[Found]:
    if any(rule.label is not None and normal(field.label) == normal(rule.label) for field in free):
        # It has another number: told as such.
        return
    where = (*path, "field" if rule.label is None else "label")
    near = None if rule.label is None else nearest(rule.label, [field.label for field in free])
    if near is None:
        yield Found(where, Message("le formulaire n’a pas de champ « {label} »", {"label": rule.name}))
        return
    number = next(field.number for field in free if field.label == near)
    values = {"label": rule.name, "near": near, "number": number or "…"}
    message = "le formulaire n’a pas de champ « {label} » ; vouliez-vous dire « {near} », numéro {number} ?"
    if number is None:
        message = "le formulaire n’a pas de champ « {label} » ; vouliez-vous dire « {near} » ?"
    yield Found(where, Message(message, values))


RULE = MappingRule(
    code="RR101",
    name="missing-field",
    severity="error",
    why=Message(
        "Un champ qui n’est plus dans le formulaire ne donne rien : ce qu’il donnait reste inconnu dans chaque dossier."
    ),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Coût du chantier, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coûts du chantier, type: decimal_number}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Coûts du chantier, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coûts du chantier, type: decimal_number}\n",
    ),
)
