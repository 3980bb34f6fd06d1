"""The vocabulary: every fact that a dossier can state."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from relance_rules.language.base import FactPath, Flag, Node, Text, refused

FactType = Literal[
    "text",
    "money",
    "date",
    "integer",
    "percentage",
    "boolean",
    "enumeration",
    "country",
    "siret",
    "list",
    "flags",
]


class Value(Node):
    """A value of an enumeration; ``includes`` names the narrower values that are also this one."""

    label: Text
    includes: tuple[str, ...] = Field((), description="Narrower values: a test of this one accepts them too.")


class Fact(Node):
    """A fact: its type, its unit, how it is named and asked for."""

    type: FactType = Field(description="What the fact holds, and how it is read.")
    label: Text
    question: Text
    unit: Literal["months", "inhabitants", "departments"] | None = Field(None, description="What a number counts.")
    values: dict[str, Value] | None = Field(None, description="The values of an enumeration.")
    core: Flag = Field(False, description="Asked of every dossier, whatever its theme.")
    example: str | None = Field(None, description="A value that a new dossier shows as an example.")

    @model_validator(mode="after")
    def _typed(self) -> Fact:
        if (self.type == "enumeration") != (self.values is not None):
            raise refused("« values » va avec le type « enumeration », et lui seul")
        for value in (self.values or {}).values():
            for narrower in value.includes:
                if narrower not in (self.values or {}):
                    raise refused("valeur inconnue : {value}", value=narrower)
        for name in self.values or {}:
            if self._includes_itself(name):
                raise refused("« {value} » s’inclut elle-même", value=name)
        return self

    def _includes_itself(self, value: str) -> bool:
        values, met = self.values or {}, set[str]()
        waiting = list(values[value].includes)
        while waiting:
            inner = waiting.pop()
            if inner not in met:
                met.add(inner)
                waiting += values[inner].includes
        return value in met

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The value that each accepted spelling names: its own name, or its label in either language, in any case."""
        found: dict[str, str] = {}
        for name, value in (self.values or {}).items():
            for spelling in (value.label.fr, value.label.en):
                found.setdefault(spelling.casefold(), name)
        return found | {name: name for name in self.values or {}}

    def accepted(self, value: str) -> frozenset[str]:
        """The values that are ``value`` or narrower.

        Raises:
            KeyError: The enumeration has no such value.
        """
        values = self.values or {}
        narrower = (self.accepted(inner) for inner in values[value].includes)
        return frozenset({value}).union(*narrower)


class Vocabulary(Node):
    """All the facts, by path; those of a list's items are named ``list[].fact``."""

    facts: dict[Annotated[FactPath, Field()], Fact] = Field(description="Each fact, by its path in a dossier.")

    @model_validator(mode="after")
    def _closed(self) -> Vocabulary:
        for path in self.facts:
            owner, inside, _ = path.partition("[].")
            if inside and (owner not in self.facts or self.facts[owner].type != "list"):
                raise refused("« {path} » n’a pas de liste « {owner} »", path=path, owner=owner)
        return self

    @cached_property
    def lists(self) -> dict[str, dict[str, Fact]]:
        """For each list, the facts of its items by their path within the item."""
        found: dict[str, dict[str, Fact]] = {path: {} for path, fact in self.facts.items() if fact.type == "list"}
        for path, fact in self.facts.items():
            owner, inside, name = path.partition("[].")
            if inside:
                found[owner][name] = fact
        return found

    @cached_property
    def trees(self) -> dict[str | None, dict[str, Any]]:
        """The facts as a dossier nests them: under None those of the dossier, under a list those of its items.

        A tree maps each step of a path to a fact, or to the tree of the facts below it.
        """
        found: dict[str | None, dict[str, Any]] = {None: {}, **{owner: {} for owner in self.lists}}
        for path, fact in self.facts.items():
            owner, inside, name = path.partition("[].")
            tree = found[owner if inside else None]
            *above, last = (name if inside else path).split(".")
            for step in above:
                tree = tree.setdefault(step, {})
            tree[last] = fact
        return found

    def resolve(self, path: str, scope: str | None) -> str | None:
        """The full path of a fact named in a rule, or None: first within the list ``scope``, then at the top."""
        if scope is not None and f"{scope}[].{path}" in self.facts:
            return f"{scope}[].{path}"
        return path if path in self.facts and "[]" not in path else None
