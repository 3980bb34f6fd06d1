"""The facts that a dossier can state: their types, the values they may take, and how they are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from threading import RLock
from typing import Any, TypeAlias, TypeVar

from relance_rules.plan.fact_types import FACT_TYPES, FactType
from relance_rules.values import Text
from relance_rules.values.countries import COUNTRIES
from relance_rules.values.records import dataclass
from relance_rules.values.spelling import normal

RATE_SCALE = FACT_TYPES["percentage"].scale
"""Rates are counted in units of 10 ** -8: people write percentages with at most six decimals."""
DECIMAL_SCALE = FACT_TYPES["decimal"].scale
"""Other decimals are counted in millionths."""

_GLOSS = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True)
class Value:
    """A value of an enumeration.

    ``includes`` names the narrower values that are also this one; unless ``complete``, there may be others, which this
    value stands for itself. ``ask`` is the question to put where this value is not fine enough.
    """

    label: Text
    includes: tuple[str, ...] = ()
    complete: bool = False
    ask: Text | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactDef:
    """A fact: its type, its unit, how it is named and asked for. ``minimum`` and ``maximum`` are what it may hold."""

    type: str
    label: Text
    question: Text
    unit: str | None = None
    values: Mapping[str, Value] | None = None
    core: bool = False
    example: str | None = None
    hint: Text | None = None
    help: Text | None = None
    subject: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> FactType:
        """What its type says of it."""
        return FACT_TYPES[self.type]

    @cached_property
    def leaves(self) -> Mapping[str, frozenset[str]]:
        """For each value of an enumeration, the finest values that it may stand for."""
        found: dict[str, frozenset[str]] = {}

        def of(name: str) -> frozenset[str]:
            if name not in found:
                value = (self.values or {})[name]
                narrower = frozenset().union(*(of(inner) for inner in value.includes))
                found[name] = narrower if value.includes and value.complete else narrower | {name}
            return found[name]

        for name in self.values or {}:
            of(name)
        return found

    @cached_property
    def domain(self) -> frozenset[str] | None:
        """Every finest value of a choice; None of what is no choice."""
        if self.type == "boolean":
            return frozenset({"true", "false"})
        if self.type == "country":
            return COUNTRIES
        return frozenset().union(*self.leaves.values()) if self.type == "enumeration" else None

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The value that each spelling names, normalised: its name, its labels, and other ways to write it.

        What a label adds between parentheses may be left out, where that does not make it another's.
        """
        found: dict[str, str] = {}
        short: dict[str, set[str]] = {}
        for name, value in (self.values or {}).items():
            for spelling in (name, *value.label.values(), *value.also):
                found.setdefault(normal(spelling), name)
                short.setdefault(normal(_GLOSS.sub("", spelling)), set()).add(name)
        return {spelling: names.pop() for spelling, names in short.items() if len(names) == 1} | found

    def value_of(self, text: str) -> str | None:
        """The value of an enumeration that a text spells, or None."""
        return text if text in (self.values or {}) else self.spellings.get(normal(text))


T = TypeVar("T")
_MAKING = RLock()


class Vocabulary(Mapping[str, FactDef]):
    """The facts by path, in order; those of a list's items are named ``list[].fact``."""

    def __init__(self, facts: Mapping[str, FactDef]) -> None:
        """Take the facts by path."""
        self.facts = dict(facts)
        self._hash = hash(tuple(self.facts))
        self._made: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[dict[str, FactDef]]]:
        return Vocabulary, (self.facts,)

    def __getitem__(self, path: str) -> FactDef:
        return self.facts[path]

    def __contains__(self, path: object) -> bool:
        return path in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __hash__(self) -> int:
        return self._hash

    def made_once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What a target made of these facts, by a name: made once, whichever thread asks first, and gone with them."""
        if name not in self._made:
            with _MAKING:
                if name not in self._made:
                    self._made[name] = make()
        found: T = self._made[name]
        return found

    @cached_property
    def lists(self) -> dict[str, dict[str, FactDef]]:
        """For each list, the facts of its items by their path within the item."""
        found: dict[str, dict[str, FactDef]] = {path: {} for path, fact in self.facts.items() if fact.type == "list"}
        for path, fact in self.facts.items():
            owner, inside, name = path.partition("[].")
            if inside:
                found[owner][name] = fact
        return found

    @cached_property
    def trees(self) -> dict[str | None, Tree]:
        """The facts as a dossier nests them: under None those of the dossier, under a list those of its items."""
        found: dict[str | None, Tree] = {None: {}, **{owner: {} for owner in self.lists}}
        for path, fact in self.facts.items():
            owner, inside, name = path.partition("[].")
            tree = found[owner if inside else None]
            *above, last = (name if inside else path).split(".")
            for step in above:
                tree = tree.setdefault(step, {})  # type: ignore[assignment]
            tree[last] = fact
        return found

    def resolve(self, path: str, scope: str | None) -> str | None:
        """The full path of a fact named in a rule, or None: first within the list ``scope``, then at the top."""
        if scope is not None and f"{scope}[].{path}" in self.facts:
            return f"{scope}[].{path}"
        return path if path in self.facts and "[]" not in path else None


_PLACE = re.compile(r"\[[0-9]+\]")


def general_path(path: str) -> str:
    """The path of a fact as the vocabulary knows it: ``list[].name`` of what one item states, ``list[0].name``."""
    return _PLACE.sub("[]", path)


Tree: TypeAlias = "dict[str, FactDef | Tree]"
"""Each step of a path to a fact, or to the tree of the facts below it."""
