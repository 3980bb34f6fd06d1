"""RR111: two fields give one fact."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    own = {fact: f"platform.{key}" for key, fact in file.mapping.platform.facts(file.plan.roles)}
    for level in file.levels:
        given: dict[str, str] = dict(own) if level.scope is None else {}
        for line in level.lines:
            key = "fact" if line.rule.choices is None else "choices"
            facts = {line.rule.fact} if line.rule.choices is None else set(line.rule.choices.values())
            for fact in sorted(each for each in facts if each is not None):
                if fact in given:
                    values = {"fact": fact, "other": given[fact]}
                    yield Found((*line.path, key), Message("« {other} » donne déjà « {fact} »", values))
                given.setdefault(fact, line.rule.name)


RULE = MappingRule(
    code="RR111",
    name="doubled-fact",
    severity="warning",
    why=Message(
        "Deux champs qui donnent le même fait mettent en erreur le dossier où ils se contredisent. Ils conviennent "
        "quand le formulaire n’en montre jamais qu’un."
    ),
    check=_check,
    bad=MappingExample(
        mapping="fields:\n  - {label: Coût, fact: chantier.cout}\n  - {label: Total, fact: chantier.cout}\n",
        form="- {id: '1', label: Coût, type: decimal_number}\n- {id: '2', label: Total, type: decimal_number}\n",
    ),
    good=MappingExample(
        mapping="fields:\n  - {label: Coût, fact: chantier.cout}\n  - {label: Total, ignore: true}\n",
        form="- {id: '1', label: Coût, type: decimal_number}\n- {id: '2', label: Total, type: decimal_number}\n",
    ),
)
