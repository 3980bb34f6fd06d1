"""Reading compiled: the facts of a rule set, and the answers that a theme names, as tables of what keys and texts say.

It knows what most dossiers hold: keys written as the vocabulary does, and for each fact the values that its type reads.
Whatever else it meets, a fault, another spelling of a key, a mapping that is no dict, it refuses, and the exact reader
reads the dossier again and says what is wrong: the facts and the faults are always those of the exact reader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeAlias

from relance_rules.plan.answers import is_absent, read_boolean, read_value
from relance_rules.plan.fact_type import is_plain, nothing
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.pydantic.exact import MAX_ITEMS, FactFault, read_facts
from relance_rules.values.amounts import MAX_TEXT

REMEMBERED = 1024
"""How many texts are remembered with what they say, for each way of reading: days, choices and round amounts return.

They are the first that are met.
"""

Answers: TypeAlias = Mapping[str, frozenset[str] | None]
"""For each fact of type ``flags``, the names that it may hold; None where the list is unknown."""


class Reader:
    """Reads the facts of the dossiers of a theme."""

    def __init__(self, plan: Plan, theme: Theme) -> None:
        """Compile what is read."""
        self.plan, self.theme, self.answers = plan, theme, answers_of(plan, theme)
        self._dossier = _Compiler(plan, self.answers).group(plan.facts.trees[None])

    def read(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[FactFault]]:
        """The facts of nested plain data by path, and everything that is wrong, each with its path in the data."""
        try:
            return self.plain(data), []
        except (ValueError, KeyError, TypeError):
            return read_facts(data, self.plan.facts, self.answers, self.plan.currency)

    def plain(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of data that are without fault and written as most are, by path.

        Raises:
            ValueError: They are not: a value is at fault, or is no dict or list where one is expected.
            KeyError: A key is none of those that are known, as the vocabulary writes them.
            TypeError: A list or a mapping stands for a value.
        """
        facts: dict[str, Any] = {}
        self._dossier.add(data, facts)
        return facts


def reader_of(plan: Plan, theme: Theme) -> Reader:
    """The reader of the dossiers of a theme, made once."""
    # What is kept with the reader is kept alive, so that nothing else takes its identity.
    return plan.facts.made_once((__name__, id(plan), id(theme)), lambda: Reader(plan, theme))


def answers_of(plan: Plan, theme: Theme) -> Answers:
    """What a theme may be given for each fact of type ``flags``."""
    found: dict[str, frozenset[str] | None] = {}
    for path, asked in ((plan.roles.commitments, theme.commitments), (plan.roles.documents, theme.documents)):
        if path is not None:
            found[path] = None if asked.unknown is not None else frozenset(item.id for item in asked.asked)
    return found


class _Said(dict[Any, Any]):
    """What each value of a kind of fact says, read when it is first met; None where it says nothing.

    Short texts are remembered here, and whole numbers apart: 1, True and Decimal(1) are equal, and may be read
    otherwise.
    """

    __slots__ = ("_read", "_usual", "_whole")

    def __init__(self, read: Callable[[Any], Any], usual: Callable[[Any], Any]) -> None:
        self._read, self._usual = read, usual
        self._whole: dict[int, Any] = {}

    def __missing__(self, value: Any) -> Any:
        kind = type(value)
        said = self._whole if kind is int else self
        if kind is int and value in said:
            return said[value]
        found = self._usual(value)
        if found is None and not is_absent(value):
            found = self._read(value)
        # To forget some for others costs more than it saves where most never return.
        if len(said) < REMEMBERED and (kind is int or value is None or (kind is str and len(value) <= MAX_TEXT)):
            said[value] = found
        return found


class _Group:
    """Adds what a mapping states to the facts found; each step of a path leads to a fact, or to what stands below."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Mapping[str, _Step]) -> None:
        self._steps = steps

    def add(self, data: Any, facts: dict[str, Any]) -> None:
        if type(data) is not dict:
            return _nothing(data)
        steps = self._steps
        for key, value in data.items():
            path, as_written, said, below = steps[key]
            if as_written and is_plain(value):
                # Names and labels hardly return: they would be remembered in place of what does.
                facts[path] = value
            elif said is not None:
                if (found := said[value]) is not None:
                    facts[path] = found
            elif below is not None:
                below.add(value, facts)
        return None


class _Items:
    """Adds the items of a list to the facts found."""

    __slots__ = ("_item", "_path")

    def __init__(self, path: str, item: _Group) -> None:
        self._path, self._item = path, item

    def add(self, data: Any, facts: dict[str, Any]) -> None:
        if type(data) is not list or len(data) > MAX_ITEMS:
            return _nothing(data)
        items: list[dict[str, Any]] = []
        for each in data:
            item: dict[str, Any] = {}
            self._item.add(each, item)
            # An empty item says nothing, wherever it stands.
            if item:
                items.append(item)
        if items:
            facts[self._path] = tuple(items)
        return None


class _Answered:
    """Adds answers of yes or no to the facts found, whatever they are called."""

    __slots__ = ("_path", "_said")

    def __init__(self, path: str, said: _Said) -> None:
        self._path, self._said = path, said

    def add(self, data: Any, facts: dict[str, Any]) -> None:
        if type(data) is not dict:
            return _nothing(data)
        for key, value in data.items():
            if (found := self._said[value]) is not None:
                facts[f"{self._path}.{key}"] = found
        return None


_Below: TypeAlias = _Group | _Items | _Answered
_Step: TypeAlias = tuple[str, bool, _Said | None, _Below | None]
"""The path of a fact, whether plain texts are read as they are, and what it says; or what stands below."""


def _nothing(data: Any) -> None:
    """Pass over what stands for a mapping or a list and is absent.

    Raises:
        ValueError: It says something.
    """
    if data is not None:
        raise ValueError


class _Compiler:
    """Compiles the facts of a rule set."""

    def __init__(self, plan: Plan, answers: Answers) -> None:
        self.trees, self.currency, self.answers = plan.facts.trees, plan.currency, answers
        self.boolean = _Said(read_boolean, FACT_TYPES["boolean"].usual(None))
        self._kinds: dict[Hashable, _Said] = {}

    def group(self, tree: Tree, prefix: str = "") -> _Group:
        """What reads a mapping whose keys are the steps of a tree of facts."""
        steps: dict[str, _Step] = {}
        for step, below in tree.items():
            path = f"{prefix}{step}"
            if isinstance(below, dict):
                steps[step] = path, False, None, self.group(below, f"{path}.")
            elif below.type == "list":
                steps[step] = path, False, None, _Items(path, self.group(self.trees[path]))
            elif below.type == "flags":
                steps[step] = path, False, None, self._flags(path)
            else:
                steps[step] = path, below.kind.as_written, self._said(below), None
        return _Group(steps)

    def _flags(self, path: str) -> _Group | _Answered:
        known = self.answers.get(path)
        if known is None:
            return _Answered(path, self.boolean)
        return _Group({name: (f"{path}.{name}", False, self.boolean, None) for name in known})

    def _said(self, fact: FactDef) -> _Said:
        """What the values of a fact say, remembered with those of the facts that are read alike."""
        if fact.type == "boolean":
            return self.boolean
        key = (fact.type, fact.minimum, fact.maximum, id(fact.values))
        if key not in self._kinds:
            bounded = fact.minimum is not None or fact.maximum is not None
            usual = nothing if bounded else fact.kind.usual(self.currency)
            self._kinds[key] = _Said(lambda value: read_value(value, fact, self.currency), usual)
        return self._kinds[key]
