"""A mapping file to start from, with the facts that a theme asks and a place for each label."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.dossiers.mapping import platform_facts
from relance_rules.dossiers.tables.columns import flag_labels
from relance_rules.localization import LanguageCode, localization
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, Text


def start_mapping(plan: Plan, theme: Theme, language: LanguageCode = "fr") -> str:
    """A commented mapping file for a form of a theme, as YAML: each label is to be replaced by the form's.

    Args:
        plan: The rule set.
        theme: The theme.
        language: The language of the comments and of the labels.
    """
    say = localization(language, plan.currency).say

    def comment(message: Message) -> list[str]:
        return _comment(say(message))

    facts, roles = plan.facts, plan.roles
    own = {key: fact for key, fact in platform_facts(roles).items() if fact is not None}
    lines = [
        *comment(
            Message(
                "Correspondance entre un formulaire de démarches-simplifiees et les faits du thème {theme}.\n"
                "Remplacez chaque « label » par le libellé exact du champ, ou mettez « field » et son "
                "champDescriptorId.\n"
                "Retirez les champs que le formulaire n’a pas ; « ignore: true » marque un champ sans fait.\n"
                "« values » traduit les réponses, « present: true » fait de toute réponse ou pièce jointe un oui.\n"
                "Pour un choix multiple, « choices » remplace « fact » et dit quel fait chaque option donne.",
                {"theme": theme.code},
            )
        ),
        "",
        *comment(
            Message(
                "Les états des dossiers à prendre, parmi en_construction, en_instruction, accepte, refuse, sans_suite."
            )
        ),
        "states: [en_construction, en_instruction]",
        "",
        *comment(Message("Ce que la plateforme sait elle-même ; null pour ne pas le prendre.")),
        *(["platform:", *(f"  {key}: {fact}" for key, fact in own.items())] if own else ["platform: {}"]),
        "",
        *comment(Message("Les faits de tous les dossiers, que le formulaire ne demande pas.")),
        *(["defaults:", f"  {roles.theme}: {theme.code}"] if roles.theme in facts else ["defaults: {}"]),
        "",
    ]
    fields: list[str] = []
    # An organisation files the dossier: the first applicant has fields of its own. Other lists are blocks.
    lists: dict[str, list[tuple[str, FactDef]]] = {name: [] for name in facts.lists}
    for path in theme.asked:
        fact = facts[path]
        owner, inside, name = path.partition("[].")
        if fact.type in ("list", "flags") or path == roles.theme:
            continue
        if inside:
            lists[owner].append((name, fact))
            first = f"{owner}[0].{name}"
            if owner == roles.applicants and first not in own.values():
                fields += _field(first, fact.label, fact, "  ", language)
        elif path not in own.values():
            fields += _field(path, fact.label, fact, "  ", language)
    for path, label in flag_labels(theme):
        given = roles.documents is not None and path.startswith(f"{roles.documents}.")
        fields += _field(path, label, None, "  ", language, present=given)
    lines += ["fields:", *fields] if fields else ["fields: []"]
    asked = {name: inner for name, inner in lists.items() if inner and name != roles.applicants}
    if asked:
        lines += [
            "",
            *comment(Message("Les blocs répétables : chaque ligne devient un élément de la liste.")),
            "blocks:",
        ]
    for name, inner in asked.items():
        lines += [
            f"  - label: {_quoted(facts[name].label.among(language))}",
            f"    list: {name}",
            "    fields:",
        ]
        for path, fact in inner:
            lines += _field(path, fact.label, fact, "      ", language)
    return "\n".join(lines) + "\n"


def _field(
    path: str, label: Text, fact: FactDef | None, indent: str, language: LanguageCode, *, present: bool = False
) -> Iterator[str]:
    if fact is not None:
        for line in _comment(fact.question.among(language)):
            yield indent + line
    yield f"{indent}- label: {_quoted(label.among(language))}"
    yield f"{indent}  fact: {path}"
    if present:
        yield f"{indent}  present: true"
    if fact is not None and fact.type == "percentage":
        yield f"{indent}  percent: true"
    if fact is not None and fact.values:
        yield f"{indent}  values:"
        for name, value in fact.values.items():
            yield f'{indent}    {_quoted(value.label.among(language))}: "{name}"'


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
