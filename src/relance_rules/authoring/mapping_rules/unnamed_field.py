"""RR106: a mapping does not name a field that everyone answers, or that someone answered."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.authoring.spans import Path
from relance_rules.dossiers.platform.described import FormField
from relance_rules.dossiers.platform.proposed import entry, giving
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    if file.form is None:
        return
    for level in file.levels:
        # Beside a key that the file has not, the nearest one above it is underlined.
        for field in level.free:
            yield from _unnamed(level.path, field, level.scope, file)
    named = {id(field) for block in file.blocks for field in block.found}
    for field in file.form.fields:
        if field.inner is not None and id(field) not in named:
            yield from _unnamed(("blocks",), field, None, file)


def _unnamed(path: Path, field: FormField, scope: str | None, file: MappingFile) -> Iterator[Found]:
    if not (field.required or field.answered):
        return
    values = {"label": field.label, "key": path[-1], "line": entry(field, _gives(field, scope, file))}
    if field.answered:
        message = Message("champ rempli et non nommé, « {label} » ; à ajouter sous « {key} » : {line}", values)
    else:
        message = Message("champ obligatoire et non nommé, « {label} » ; à ajouter sous « {key} » : {line}", values)
    yield Found(path, message)


def _gives(field: FormField, scope: str | None, file: MappingFile) -> str:
    """What a line says of a field: the fact that it likely gives and no other line does, or none."""
    taken = {line.rule.fact for line in file.lines if line.scope == scope}
    for guesser in file.guessers if field.inner is None else ():
        for guess in guesser.guesses(field, scope):
            if guess.asked.path not in taken and (guess.sound or guess.named):
                return giving(field, guess)
    return "ignore: true"


RULE = MappingRule(
    code="RR106",
    name="unnamed-field",
    severity="warning",
    why=Message(
        "Ce qui est répondu dans un champ que la correspondance ne nomme pas est perdu sans un mot. "
        "« ignore: true » dit que c’est voulu."
    ),
    check=_check,
    bad=MappingExample(mapping="fields: []\n", form="- {id: '1', label: Coût, type: decimal_number, required: true}\n"),
    good=MappingExample(
        mapping="fields: [{label: Coût, fact: chantier.cout}]\n",
        form="- {id: '1', label: Coût, type: decimal_number, required: true}\n",
    ),
)
