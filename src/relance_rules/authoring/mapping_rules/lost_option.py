"""RR104: a mapping translates an option that its field has not."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.values import Message
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion


def _check(file: MappingFile) -> Iterator[Found]:
    if file.form is None or not file.form.described:
        # What some dossiers show of a field is not all of its options.
        return
    for line in file.lines:
        options = [option for field in line.found for option in field.options]
        if not options or any(field.other for field in line.found):
            continue
        known = {normal(option) for option in options}
        key, named = ("values", line.rule.values) if line.rule.choices is None else ("choices", line.rule.choices)
        for option in named:
            if normal(option) not in known:
                values = {"option": option, "near": suggestion(option, options)}
                message = Message("le champ n’a pas d’option « {option} » ; {near}", values)
                yield Found((*line.path, key, option), message)


RULE = MappingRule(
    code="RR104",
    name="lost-option",
    severity="warning",
    why=Message("Une option que le champ n’a plus, ou qui s’écrit autrement, ne traduit aucune réponse."),
    check=_check,
    bad=MappingExample(
        mapping="fields:\n  - label: Hébergement\n    fact: chantier.hebergement\n"
        "    values: {Chez nous: interne, Ailleurs: externe}\n",
        form="- {id: '1', label: Hébergement, type: drop_down_list, options: [Chez nous]}\n",
    ),
    good=MappingExample(
        mapping="fields:\n  - {label: Hébergement, fact: chantier.hebergement, values: {Chez nous: interne}}\n",
        form="- {id: '1', label: Hébergement, type: drop_down_list, options: [Chez nous]}\n",
    ),
)
