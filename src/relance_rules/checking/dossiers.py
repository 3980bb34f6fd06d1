"""From a dossier as it comes, a file or plain data, to its facts and its theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules.compiler.rules import Rules
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.documents import Document
from relance_rules.dossiers.facts import DataPath, Dossier, is_absent, read_facts
from relance_rules.loading.problems import InputError, Problem, suggestion
from relance_rules.values import Message

MAX_PROBLEMS = 50
"""How many faults of one dossier are told one by one."""


def dossier_of(document: Document, rules: Rules) -> tuple[CompiledTheme, Dossier]:
    """Read the facts of a dossier file, and find its theme.

    Raises:
        InputError: The theme is missing or unknown, or facts can't be read; every fault is placed on its line.
    """
    theme, problem = _theme(document.data, rules)
    if theme is None:
        raise InputError([document.problem(*problem)])
    facts, faults = read_facts(document.data, rules.vocabulary, theme.flags)
    if faults:
        problems = [document.problem(path, message) for path, message in faults[:MAX_PROBLEMS]]
        if len(faults) > MAX_PROBLEMS:
            rest = Message("et {count} autres fautes", {"count": len(faults) - MAX_PROBLEMS})
            problems.append(Problem(rest, document.name))
        raise InputError(problems)
    return theme, Dossier(facts, document.name)


def dossier_from(data: Mapping[str, Any], rules: Rules) -> tuple[CompiledTheme, Dossier]:
    """Read the facts of a dossier from plain data: what a program has in hand.

    Raises:
        InputError: The data is no mapping, the theme is missing or unknown, or facts can't be read.
    """
    if not isinstance(data, Mapping):
        message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
        raise InputError([Problem(message)])
    document = Document(data, None, "", lambda: None)
    return dossier_of(document, rules)


_NO_PLACE: tuple[DataPath, Message] = ((), Message(""))


def _theme(data: Mapping[str, Any], rules: Rules) -> tuple[CompiledTheme | None, tuple[DataPath, Message]]:
    code = data.get("theme")
    if is_absent(code):
        message = Message("le thème manque : ajoutez « theme: » suivi de l’un de {themes}", {"themes": list(rules)})
        return None, ((), message)
    found = str(code).strip()
    found = found if found in rules else found.upper()
    if found not in rules:
        message = Message(
            "thème inconnu : « {code} » ; {near}", {"code": str(code)[:40], "near": suggestion(found, rules)}
        )
        return None, (("theme",), message)
    return rules[found], _NO_PLACE
