"""RR103: a field has an option that its mapping can't read."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import Line, MappingFile
from relance_rules.dossiers.platform.guesses import reads, values_of
from relance_rules.dossiers.platform.start import quoted
from relance_rules.values import Message
from relance_rules.values.spelling import normal

_LISTED = 20


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        lacking = list(_unread(line, file))
        if lacking:
            values = {"key": "values" if line.rule.choices is None else "choices", "lines": lacking[:_LISTED]}
            message = Message("options que la correspondance ne lit pas ; à ajouter sous « {key} » : {lines}", values)
            yield Found(line.path, message)


def _unread(line: Line, file: MappingFile) -> Iterator[str]:
    """The lines to add, with the value that each option means where it is sure."""
    options = dict.fromkeys(option for field in line.found for option in field.options)
    if line.rule.choices is not None:
        known = {normal(option) for option in line.rule.choices}
        yield from (f"{quoted(option)}: null" for option in options if normal(option) not in known)
    elif line.fact is not None and line.fact.type != "text" and not line.rule.present:
        meant = {option: value for field in line.found for option, value in values_of(field, line.fact).items()}
        for option in options:
            if normal(option) not in line.rule.answers and not reads(option, line.fact, file.plan):
                yield f'{quoted(option)}: "{meant[option]}"' if option in meant else f"{quoted(option)}: …"


RULE = MappingRule(
    code="RR103",
    name="unmapped-option",
    severity="warning",
    why=Message(
        "Une réponse que la correspondance ne connaît pas n’est pas lue : le dossier de qui la choisit reste incomplet."
    ),
    check=_check,
    bad=MappingExample(
        mapping="fields:\n  - label: Hébergement\n    fact: chantier.hebergement\n    values: {Chez nous: interne}\n",
        form="- {id: '1', label: Hébergement, type: drop_down_list, options: [Chez nous, Ailleurs]}\n",
    ),
    good=MappingExample(
        mapping="fields:\n  - label: Hébergement\n    fact: chantier.hebergement\n"
        "    values: {Chez nous: interne, Ailleurs: externe}\n",
        form="- {id: '1', label: Hébergement, type: drop_down_list, options: [Chez nous, Ailleurs]}\n",
    ),
)
