"""From a dossier as it comes, a file or plain data, to its facts and its theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules.dossiers.documents import DossierData, several
from relance_rules.dossiers.facts import Dossier, fact_name, keys_of, stated_at
from relance_rules.dossiers.shapes import is_answer
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.rules import Rules
from relance_rules.plan.answers import is_absent
from relance_rules.plan.ruleset import Theme
from relance_rules.targets.pydantic.exact import facts_stated
from relance_rules.targets.pydantic.reading import reader_of
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

MAX_PROBLEMS = 50
"""How many faults of one dossier are told one by one."""


def dossier_of(document: DossierData, rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier file, and find its theme.

    Raises:
        DossierError: The theme is missing or unknown, or facts can't be read; every fault is placed on its line.
    """
    theme, problem = _theme(document, rules)
    if theme is None:
        raise DossierError([problem])
    plan = rules.plan
    facts, faults = reader_of(plan, theme).read(facts_stated(document.data, plan))
    if faults:
        problems = [
            document.problem(path, message)._replace(path=fact_name(path), code=code)
            for path, message, code in faults[:MAX_PROBLEMS]
        ]
        if len(faults) > MAX_PROBLEMS:
            rest = Message("et {count} autres fautes", {"count": len(faults) - MAX_PROBLEMS})
            problems.append(Problem(rest, document.name))
        raise DossierError(problems)
    if plan.roles.theme in facts:
        facts[plan.roles.theme] = theme.code
    return theme, Dossier(facts, document.name, document.notes)


def dossier_from(data: Mapping[str, Any], rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier from plain data: what a program has in hand.

    Raises:
        DossierError: The data is no mapping, the theme is missing or unknown, or facts can't be read.
    """
    if not isinstance(data, Mapping):
        message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
        raise DossierError([Problem(message, code="shape")])
    document = DossierData(data, None, "", lambda: None)
    return dossier_of(document, rules)


def theme_of(data: Mapping[str, Any], rules: Rules) -> str | None:
    """The code of the theme that a dossier names, whether the rest of it can be read or not; None where it names none.

    A rule set of one theme needs no name.
    """
    stated = stated_at(data, rules.plan.roles.theme)
    if is_absent(stated):
        return next(iter(rules)) if len(rules) == 1 else None
    return rules.code(str(stated))


_NOTHING = Problem(Message(""))


def _theme(document: DossierData, rules: Rules) -> tuple[Theme | None, Problem]:
    """The theme of a dossier, or what is wrong with it."""
    role = rules.plan.roles.theme
    stated = stated_at(document.data, role)
    if is_absent(stated):
        if document.name is not None and is_answer(document.data, rules.plan.facts):
            return None, several(document.name)
        if len(rules) == 1:
            return next(iter(rules.values())), _NOTHING
        values = {"key": role, "themes": list(rules)}
        message = Message("le thème manque : ajoutez « {key}: » suivi de l’un de {themes}", values)
        return None, document.problem((), message)._replace(path=role, code="missing_theme")
    if isinstance(stated, (Mapping, list, tuple)):
        placed = document.problem(
            keys_of(document.data, role), Message("une seule valeur est attendue ici, pas une liste ni un groupe")
        )
        return None, placed._replace(path=role, code="value")
    code = rules.code(str(stated))
    if code is None:
        near = suggestion(str(stated).strip(), rules)
        message = Message("thème inconnu : « {code} » ; {near}", {"code": str(stated)[:40], "near": near})
        placed = document.problem(keys_of(document.data, role), message)
        return None, placed._replace(path=role, code="unknown_theme")
    return rules[code], _NOTHING
