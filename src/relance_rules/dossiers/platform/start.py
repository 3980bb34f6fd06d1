"""A mapping file to start from, with the facts that a theme asks and a place for each label."""

from __future__ import annotations

from collections.abc import Container, Iterator

from relance_rules.dossiers.platform.mapping import Own
from relance_rules.dossiers.tables.columns import DOCUMENTS, THEME, flag_labels
from relance_rules.language.base import Text
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.localization import LanguageCode, localization
from relance_rules.values import Message


def start_mapping(theme: Theme, vocabulary: Vocabulary, asked: Container[str], language: LanguageCode = "fr") -> str:
    """A commented mapping file for a form of a theme, as YAML: each label is to be replaced by the form's.

    Args:
        theme: The theme.
        vocabulary: The facts.
        asked: The paths of the facts to ask beside the core ones, as ``porteurs[].siret``.
        language: The language of the comments and of the labels.
    """
    say = localization(language).say

    def comment(message: Message) -> list[str]:
        return _comment(say(message))

    own = dict(Own().facts)
    lines = [
        *comment(
            Message(
                "Correspondance entre un formulaire de démarches-simplifiees et les faits du thème {theme}.\n"
                "Remplacez chaque « label » par le libellé exact du champ, ou mettez « field » et son "
                "champDescriptorId.\n"
                "Retirez les champs que le formulaire n’a pas ; « ignore: true » marque un champ sans fait.\n"
                "« values » traduit les réponses, « present: true » fait de toute réponse ou pièce jointe un oui.\n"
                "Pour un choix multiple, « choices » remplace « fact » et dit quel fait chaque option donne.",
                {"theme": theme.theme},
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
        "platform:",
        *(f"  {key}: {fact}" for key, fact in own.items()),
        "",
        *comment(Message("Les faits de tous les dossiers, que le formulaire ne demande pas.")),
        "defaults:",
        f"  {THEME}: {theme.theme}",
        "",
        "fields:",
    ]
    # An organisation files the dossier: the first applicant has fields of its own. Other lists are blocks.
    lists: dict[str, list[tuple[str, Fact]]] = {name: [] for name in vocabulary.lists}
    for path, fact in vocabulary.facts.items():
        owner, inside, name = path.partition("[].")
        if fact.type in ("list", "flags") or not (fact.core or path in asked) or path == THEME:
            continue
        if inside:
            lists[owner].append((name, fact))
            first = f"{owner}[0].{name}"
            if vocabulary.facts[owner].core and first not in own.values():
                lines += _field(first, fact.label, fact, "  ", language)
        elif path not in own.values():
            lines += _field(path, fact.label, fact, "  ", language)
    for path, label in flag_labels(theme):
        lines += _field(path, label, None, "  ", language, present=path.startswith(f"{DOCUMENTS}."))
    asked_lists = {name: facts for name, facts in lists.items() if facts and not vocabulary.facts[name].core}
    if asked_lists:
        lines += [
            "",
            *comment(Message("Les blocs répétables : chaque ligne devient un élément de la liste.")),
            "blocks:",
        ]
    for name, facts in asked_lists.items():
        lines += [
            f"  - label: {_quoted(_in(vocabulary.facts[name].label, language))}",
            f"    list: {name}",
            "    fields:",
        ]
        for path, fact in facts:
            lines += _field(path, fact.label, fact, "      ", language)
    return "\n".join(lines) + "\n"


def _field(
    path: str, label: Text, fact: Fact | None, indent: str, language: LanguageCode, *, present: bool = False
) -> Iterator[str]:
    if fact is not None:
        for line in _comment(_in(fact.question, language)):
            yield indent + line
    yield f"{indent}- label: {_quoted(_in(label, language))}"
    yield f"{indent}  fact: {path}"
    if present:
        yield f"{indent}  present: true"
    if fact is not None and fact.type == "percentage":
        yield f"{indent}  percent: true"
    if fact is not None and fact.values:
        yield f"{indent}  values:"
        for name, value in fact.values.items():
            yield f'{indent}    {_quoted(_in(value.label, language))}: "{name}"'


def _in(text: Text, language: LanguageCode) -> str:
    return text.fr if language == "fr" else text.en


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
