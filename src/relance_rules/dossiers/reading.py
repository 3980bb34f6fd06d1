"""From a dossier as it comes, a file or plain data, to its facts and its theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relance_rules.dossiers.documents import DossierData, several
from relance_rules.dossiers.facts import Dossier, fact_name, keys_of, stated_at
from relance_rules.dossiers.shapes import is_answer
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.rules import Rules
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.pydantic.exact import FactFault, facts_stated, read_facts
from relance_rules.targets.pydantic.reading import answers_of, reader_of
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

MAX_PROBLEMS = 50
"""How many faults of one dossier are told one by one."""


def dossier_of(document: DossierData, rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier file, and find its theme.

    Raises:
        DossierError: The theme is missing or unknown, or facts can't be read; every fault is placed on its line.
    """
    theme, plan = named_theme(document, rules), rules.plan
    facts = _without_fault(document, *reader_of(plan, theme).read(facts_stated(document.data, plan)))
    if plan.roles.theme in facts:
        facts[plan.roles.theme] = theme.code
    return theme, Dossier(facts, document.name, document.notes)


def dossier_beside(document: DossierData, rules: Rules) -> Dossier:
    """Read the facts of a dossier that is to stand beside every theme: it may name one, and answers what any asks.

    Raises:
        DossierError: The theme that it names is unknown, or facts can't be read; every fault is placed on its line.
        RuleError: A rule file breaks the language: everything that is wrong is told.
    """
    rules.check_all()
    plan = rules.plan
    code, problem = _named(document, rules)
    if problem is not None:
        raise DossierError([problem])
    own = next(iter(rules)) if code is None and len(rules) == 1 else code
    answers: dict[str, frozenset[str] | None] = {}
    for theme in rules.values():
        for path, known in answers_of(plan, theme).items():
            others = answers.get(path, frozenset())
            # Any answer may stand where the source has lost the list of the dossier's own theme.
            lost = others is None or (known is None and theme.code == own)
            answers[path] = None if lost else (others or frozenset()) | (known or frozenset())
    stated = facts_stated(document.data, plan)
    facts = _without_fault(document, *read_facts(stated, plan.facts, answers, plan.currency))
    return Dossier(facts, document.name, document.notes)


def names_no_theme(document: DossierData, rules: Rules) -> bool:
    """Whether a dossier leaves its theme to be found, among several."""
    return len(rules) > 1 and is_absent(stated_at(document.data, rules.plan.roles.theme))


def _without_fault(document: DossierData, facts: dict[str, Any], faults: Sequence[FactFault]) -> dict[str, Any]:
    """The facts that were read.

    Raises:
        DossierError: Some are at fault.
    """
    if not faults:
        return facts
    problems = [
        document.problem(path, message)._replace(path=fact_name(path), code=code)
        for path, message, code in faults[:MAX_PROBLEMS]
    ]
    if len(faults) > MAX_PROBLEMS:
        rest = Message("et {count} autres fautes", {"count": len(faults) - MAX_PROBLEMS})
        problems.append(Problem(rest, document.name))
    raise DossierError(problems)


def dossier_from(data: Mapping[str, Any], rules: Rules) -> tuple[Theme, Dossier]:
    """Read the facts of a dossier from plain data: what a program has in hand.

    Raises:
        DossierError: The data is no mapping, the theme is missing or unknown, or facts can't be read.
    """
    return dossier_of(document_from(data), rules)


def document_from(data: Mapping[str, Any]) -> DossierData:
    """Plain data as a document that stands in no file.

    Raises:
        DossierError: The data is no mapping.
    """
    # A class is told faster than what it behaves like.
    if type(data) is not dict and not isinstance(data, Mapping):
        message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
        raise DossierError([Problem(message, code="shape")])
    return DossierData(data, None, "", lambda: None)


def theme_of(data: Mapping[str, Any], rules: Rules) -> str | None:
    """The code of the theme that a dossier names, whether the rest of it can be read or not; None where it names none.

    A rule set of one theme needs no name.
    """
    stated = stated_at(data, rules.plan.roles.theme)
    if is_absent(stated):
        return next(iter(rules)) if len(rules) == 1 else None
    return rules.code(str(stated))


def readable_fact(data: Mapping[str, Any], path: str, plan: Plan) -> Any:
    """One fact of a dossier, whether the rest of it can be read or not; None where it is not stated.

    Raises:
        ParseError: It can't be read.
    """
    stated = stated_at(data, path)
    return None if is_absent(stated) else read_value(stated, plan.facts[path], plan.currency)


def named_theme(document: DossierData, rules: Rules) -> Theme:
    """The theme that a dossier names; a rule set of one theme needs no name.

    Raises:
        DossierError: It is missing or unknown.
    """
    stated = stated_at(document.data, rules.plan.roles.theme)
    # Most are named by their code.
    if type(stated) is str and stated in rules:
        return rules[stated]
    code, problem = _named(document, rules)
    if problem is not None:
        raise DossierError([problem])
    if code is not None:
        return rules[code]
    if len(rules) == 1:
        return next(iter(rules.values()))
    role = rules.plan.roles.theme
    values = {"key": role, "themes": list(rules)}
    message = Message("le thème manque : ajoutez « {key}: » suivi de l’un de {themes}", values)
    raise DossierError([document.problem((), message)._replace(path=role, code="missing_theme")])


def _named(document: DossierData, rules: Rules) -> tuple[str | None, Problem | None]:
    """The code of the theme that a dossier names, if it names one, and what is wrong with that."""
    role = rules.plan.roles.theme
    stated = stated_at(document.data, role)
    if is_absent(stated):
        several_here = document.name is not None and is_answer(document.data, rules.plan.facts)
        return None, several(document.name or "") if several_here else None
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
    return code, None
