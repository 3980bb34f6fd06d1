"""From a dossier as it comes, a file or plain data, to its facts and its theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules.dossiers.documents import Document
from relance_rules.dossiers.facts import DataPath, Dossier, is_absent, read_facts
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

MAX_PROBLEMS = 50
"""How many faults of one dossier are told one by one."""


def dossier_of(document: Document, rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier file, and find its theme.

    Raises:
        DossierError: The theme is missing or unknown, or facts can't be read; every fault is placed on its line.
    """
    theme, problem = _theme(document.data, rules)
    if theme is None:
        raise DossierError([document.problem(*problem)])
    plan = rules.plan
    facts, faults = read_facts(document.data, plan.facts, flags_of(plan, theme), plan.currency)
    if faults:
        problems = [document.problem(path, message) for path, message in faults[:MAX_PROBLEMS]]
        if len(faults) > MAX_PROBLEMS:
            rest = Message("et {count} autres fautes", {"count": len(faults) - MAX_PROBLEMS})
            problems.append(Problem(rest, document.name))
        raise DossierError(problems)
    return theme, Dossier(facts, document.name)


def dossier_from(data: Mapping[str, Any], rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier from plain data: what a program has in hand.

    Raises:
        DossierError: The data is no mapping, the theme is missing or unknown, or facts can't be read.
    """
    if not isinstance(data, Mapping):
        message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
        raise DossierError([Problem(message)])
    document = Document(data, None, "", lambda: None)
    return dossier_of(document, rules)


def flags_of(plan: Plan, theme: Theme) -> dict[str, frozenset[str] | None]:
    """The names that the commitments and the documents of a dossier may hold; None where the list is unknown."""
    found: dict[str, frozenset[str] | None] = {}
    for path, asked in ((plan.roles.commitments, theme.commitments), (plan.roles.documents, theme.documents)):
        if path is not None:
            found[path] = None if asked.unknown is not None else frozenset(item.id for item in asked.asked)
    return found


_NO_PLACE: tuple[DataPath, Message] = ((), Message(""))


def _theme(data: Mapping[str, Any], rules: Rules) -> tuple[Theme | None, tuple[DataPath, Message]]:
    role = rules.plan.roles.theme
    stated = data.get(role)
    if is_absent(stated):
        if len(rules) == 1:
            return next(iter(rules.values())), _NO_PLACE
        values = {"key": role, "themes": list(rules)}
        return None, ((), Message("le thème manque : ajoutez « {key}: » suivi de l’un de {themes}", values))
    code = rules.code(str(stated))
    if code is None:
        near = suggestion(str(stated).strip(), rules)
        return None, ((role,), Message("thème inconnu : « {code} » ; {near}", {"code": str(stated)[:40], "near": near}))
    return rules[code], _NO_PLACE
