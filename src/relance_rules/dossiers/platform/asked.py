"""The facts of a theme that the fields of a form may give, as a mapping names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from relance_rules.dossiers.mapping import platform_facts
from relance_rules.dossiers.tables.columns import ANSWER, flag_labels
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact to be given: its path as a mapping names it, within the list ``scope`` where it is of each item.

    ``document`` says that it is a part of the file to be sent, which any answer or attachment gives.
    """

    path: str
    scope: str | None
    label: Text
    fact: FactDef
    document: bool = False


def asked_of(plan: Plan, theme: Theme) -> Iterator[Asked]:
    """The facts of a theme that its form has to ask: not the theme, nor what the platform states itself.

    An organisation files the dossier, so that the first applicant has fields of its own; it is no list here.
    """
    roles = plan.roles
    yield from facts_named(plan, theme.asked)
    for path, label in flag_labels(theme):
        given = roles.documents is not None and path.startswith(f"{roles.documents}.")
        yield Asked(path, None, label, ANSWER, document=given)


def facts_named(plan: Plan, paths: Iterable[str]) -> Iterator[Asked]:
    """Some facts of the vocabulary, by their paths there, as the fields of a form give them."""
    facts, roles = plan.facts, plan.roles
    own = {fact for fact in platform_facts(roles).values() if fact is not None}
    for path in paths:
        fact = facts[path]
        owner, inside, name = path.partition("[].")
        if fact.type in ("list", "flags") or path == roles.theme:
            continue
        first = f"{owner}[0].{name}" if inside else path
        if inside and owner != roles.applicants:
            yield Asked(name, owner, fact.label, fact)
        elif first not in own:
            yield Asked(first, None, fact.label, fact)
