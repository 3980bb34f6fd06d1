"""A mapping file to start from, with the facts that a theme asks and a place for each label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from relance_rules.dossiers.mapping import platform_facts
from relance_rules.dossiers.platform.asked import Asked, asked_of
from relance_rules.dossiers.tables.columns import ANSWER
from relance_rules.localization import LanguageCode, localization
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import HIDDEN, Message


def start_mapping(plan: Plan, theme: Theme, language: LanguageCode = "fr") -> str:
    """A commented mapping file for a form of a theme, as YAML: each label is to be replaced by the form's.

    Args:
        plan: The rule set.
        theme: The theme.
        language: The language of the comments and of the labels.
    """
    title = Message(
        "Correspondance entre un formulaire de démarches-simplifiees et les faits du thème {theme}.\n"
        "Remplacez chaque « label » par le libellé exact du champ, ou mettez « field » et son "
        "champDescriptorId.\n"
        "Retirez les champs que le formulaire n’a pas ; « ignore: true » marque un champ sans fait.\n"
        "« values » traduit les réponses, « present: true » fait de toute réponse ou pièce jointe un oui.\n"
        "Pour un choix multiple, « choices » remplace « fact » et dit quel fait chaque option donne.",
        {"theme": theme.code},
    )
    lines = head(plan, theme, title, language)
    facts = plan.facts
    asked = list(asked_of(plan, theme))
    fields = [line for each in asked if each.scope is None for line in _field(each, "  ", language)]
    lines += ["fields:", *fields] if fields else ["fields: []"]
    lists = dict.fromkeys(each.scope for each in asked if each.scope is not None)
    if lists:
        lines += ["", *_comment(localization(language, plan.currency).say(BLOCKS)), "blocks:"]
    for name in lists:
        lines += [
            f"  - label: {quoted(facts[name].label.among(language))}",
            f"    list: {name}",
            "    fields:",
        ]
        for each in asked:
            if each.scope == name:
                lines += _field(each, "      ", language)
    return "\n".join(lines) + "\n"


BLOCKS = Message("Les blocs répétables : chaque ligne devient un élément de la liste.")


def head(plan: Plan, theme: Theme, title: Message, language: LanguageCode, procedures: Sequence[int] = ()) -> list[str]:
    """The first lines of a mapping: what it is and is for, the states to take, and what the form does not ask."""
    say = localization(language, plan.currency).say

    def comment(message: Message) -> list[str]:
        return _comment(say(message))

    roles = plan.roles
    own = {key: fact for key, fact in platform_facts(roles).items() if fact is not None}
    return [
        *comment(title),
        "",
        *comment(
            Message(
                "Les numéros des démarches de ce formulaire, que dit l’API ; les dossiers d’une autre ne sont pas lus."
            )
        ),
        f"procedures: [{', '.join(map(str, procedures))}]" if procedures else "# procedures: [12345]",
        "",
        *comment(
            Message(
                "Les états des dossiers à juger, parmi en_construction, en_instruction, accepte, refuse, sans_suite."
            )
        ),
        "states: [en_construction, en_instruction]",
        "",
        *comment(Message("Ce que la plateforme sait elle-même ; null pour ne pas le prendre.")),
        *(["platform:", *(f"  {key}: {fact}" for key, fact in own.items())] if own else ["platform: {}"]),
        "",
        *comment(Message("Les faits de tous les dossiers, que le formulaire ne demande pas.")),
        *(["defaults:", f"  {roles.theme}: {theme.code}"] if roles.theme in plan.facts else ["defaults: {}"]),
        "",
    ]


def _field(asked: Asked, indent: str, language: LanguageCode) -> Iterator[str]:
    fact = asked.fact
    if fact is not ANSWER:
        for line in _comment(fact.question.among(language)):
            yield indent + line
    yield f"{indent}- label: {quoted(asked.label.among(language))}"
    yield f"{indent}  fact: {asked.path}"
    if asked.document:
        yield f"{indent}  present: true"
    if fact.type == "percentage":
        yield f"{indent}  percent: true"
    if fact.values:
        yield f"{indent}  values:"
        for name, value in fact.values.items():
            yield f'{indent}    {quoted(value.label.among(language))}: "{name}"'


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]


# What a text of YAML may not hold as it is, and what would hide or reorder what is on its line.
_ESCAPED = re.compile(f'["\\\\\t\n\ue000-\uf8ff]|{HIDDEN.pattern}')


def quoted(text: str) -> str:
    """A text between double quotes, as YAML reads it, on one line and with nothing unseen."""
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character, code = found[0], ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        # Half a character, which no text can hold.
        return "\ufffd"
    if character in '"\\':
        return f"\\{character}"
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
