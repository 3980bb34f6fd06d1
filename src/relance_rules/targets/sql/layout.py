"""The canonical table of dossiers: one row a dossier, one column a fact at the top, or a group of facts, or a list.

A group is a struct; a list is a list of structs. An amount is a whole number of hundredths, a rate or a decimal an
exact decimal, a day a DATE, an answer of yes or no a BOOLEAN, a choice the name of its value, a country its code.
What is not stated is NULL, as is an empty text or a list without items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.limits import limits
from relance_rules.plan.ruleset import Plan, Theme

PLACE = "_place"
"""The column that says where a dossier stands among the others, from 1; no fact is named so."""
ORIGIN = "_origin"
"""The column that says which file a dossier came from."""
FAULTS = "_faults"
"""The column that says what a reader refused of a dossier, whose facts are then left out; NULL where all was read."""

Kind: TypeAlias = Literal["boolean", "integer", "decimal", "day", "text", "texts"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """The type of a single value, or of a list of texts; ``digits`` and ``scale`` are those of a ``decimal``."""

    kind: Kind
    digits: int = 0
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that stand under one name, in order."""

    fields: Mapping[str, ColumnType]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of items."""

    item: Group


ColumnType: TypeAlias = Scalar | Group | Items
Layout: TypeAlias = Mapping[str, ColumnType]
"""The columns of the table, in order."""

_TEXT = Scalar("text")


def layout(plan: Plan, themes: Iterable[Theme] | None = None) -> Layout:
    """The table that holds the dossiers of some themes, or of all those of a rule set.

    The column of the role ``theme`` holds the code of the theme: a query for one theme passes over the others' rows.
    A table of more themes than a query is for holds all that it reads.
    """
    chosen = tuple(plan.themes.values() if themes is None else themes)
    found: dict[str, ColumnType] = {PLACE: Scalar("integer"), ORIGIN: _TEXT, FAULTS: Scalar("texts")}
    if plan.roles.theme not in plan.facts:
        found[plan.roles.theme] = _TEXT
    return found | dict(_columns(plan, chosen, plan.facts.trees[None], ""))


def _columns(plan: Plan, themes: tuple[Theme, ...], tree: Tree, prefix: str) -> Iterator[tuple[str, ColumnType]]:
    for name, below in tree.items():
        path = f"{prefix}{name}"
        if isinstance(below, dict):
            if fields := dict(_columns(plan, themes, below, f"{path}.")):
                yield name, Group(fields)
        elif below.type == "list":
            if fields := dict(_columns(plan, themes, plan.facts.trees[path], f"{path}[].")):
                yield name, Items(Group(fields))
        elif below.type == "flags":
            if asked := flags(plan, themes, path):
                yield name, Group(dict.fromkeys(asked, Scalar("boolean")))
        else:
            yield name, scalar(below)


def flags(plan: Plan, themes: Iterable[Theme], path: str) -> tuple[str, ...]:
    """The answers that some themes ask for under a fact of type ``flags``, in alphabetical order."""
    found: set[str] = set()
    for theme in themes:
        asked = {plan.roles.commitments: theme.commitments, plan.roles.documents: theme.documents}.get(path)
        if asked is not None and asked.unknown is None:
            found.update(requirement.id for requirement in asked.asked)
    return tuple(sorted(found))


def scalar(fact: FactDef) -> Scalar:
    """The type of the value of a fact."""
    match fact.type:
        case "money" | "integer":
            return Scalar("integer")
        case "boolean":
            return Scalar("boolean")
        case "date":
            return Scalar("day")
        case "percentage" | "decimal":
            ends, scale = limits(fact, None), fact.kind.scale
            whole = len(str((ends[1] if ends else 0) // 10**scale))
            return Scalar("decimal", whole + scale, scale)
        case _:
            return _TEXT
