"""Plain data to facts, one value after the other: every value read as the vocabulary types it, every fault named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from relance_rules.loading.problems import Code
from relance_rules.plan.answers import is_absent, read_boolean, read_value
from relance_rules.plan.facts import FactDef, Tree, Vocabulary
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.spelling import named
from relance_rules.values.suggestions import suggestion

Facts: TypeAlias = Mapping[str, Any]
"""Facts by path. Amounts are Money, rates Fraction, days date; a list is a tuple of the Facts of its items.

What is not stated is not there: no value is ever None.
"""

DataPath: TypeAlias = tuple[str | int, ...]


class FactFault(NamedTuple):
    """What is wrong with a value: its path in the data, what to say, and the kind of the fault."""

    path: DataPath
    message: Message
    code: Code = "value"


MAX_ITEMS = 10_000


def stated_at(data: Mapping[str, Any], path: str) -> Any:
    """What nested plain data states at the path of a fact that is of no list; None where it states nothing."""
    here: Any = data
    for step in path.split("."):
        if type(here) is not dict and not isinstance(here, Mapping):
            return None
        here = here.get(step if step in here else _key(step, here))
    return here


def keys_of(data: Mapping[str, Any], path: str) -> DataPath:
    """The path of a fact that is of no list, with the keys that spell it in nested plain data."""
    here: Any = data
    found: list[str] = []
    for step in path.split("."):
        known = here if isinstance(here, Mapping) else {}
        found.append(_key(step, known))
        here = known.get(found[-1])
    return tuple(found)


def _key(step: str, known: Mapping[str, Any]) -> str:
    """The key of a mapping that spells a step of a path, or that step."""
    return step if step in known else named(step, [key for key in known if isinstance(key, str)]) or step


def facts_stated(data: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    """What a dossier states beside its theme, which it may name even where that is no fact of the rule set."""
    role = plan.roles.theme
    if role in plan.facts:
        return data
    spelled = keys_of(data, role)[0]
    return {key: value for key, value in data.items() if key != spelled}


def read_facts(
    data: Mapping[str, Any],
    vocabulary: Vocabulary,
    flags: Mapping[str, frozenset[str] | None],
    currency: Currency | None,
) -> tuple[dict[str, Any], list[FactFault]]:
    """Read the facts of a dossier from nested plain data.

    Args:
        data: The dossier, as YAML or JSON nests it.
        vocabulary: The facts that may be stated.
        currency: The currency of every amount.
        flags: For each fact of type ``flags``, the names it may hold; None where the catalogue's list is unknown.

    Returns:
        The facts by path, and everything that is wrong, each with its path in the data.
    """
    reader = _Reader(vocabulary, flags, currency)
    facts: dict[str, Any] = {}
    reader.mapping(data, vocabulary.trees[None], "", (), facts)
    return facts, reader.faults


class _Reader:
    """Reads one dossier; paths are only put together for what is wrong."""

    def __init__(
        self, vocabulary: Vocabulary, flags: Mapping[str, frozenset[str] | None], currency: Currency | None
    ) -> None:
        self.trees, self.flags, self.currency = vocabulary.trees, flags, currency
        self.faults: list[FactFault] = []

    def fault(self, path: DataPath, text: str, *, code: Code = "shape", **values: Any) -> None:
        self.faults.append(FactFault(path, Message(text, values), code))

    def mapping(self, data: Mapping[str, Any], tree: Tree, prefix: str, path: DataPath, found: dict[str, Any]) -> None:
        """Add the facts of a mapping, whose keys are the steps of a tree of facts, to those found."""
        unknown = "clé inconnue : « {key} » ; {near}"
        for key, name, value in self._named(data, tree, path, unknown):
            known = tree[name]
            if isinstance(known, dict):
                if type(value) is dict or isinstance(value, Mapping):
                    self.mapping(value, known, f"{prefix}{name}.", (*path, key), found)
                elif not is_absent(value):
                    self.fault(
                        (*path, key),
                        "« {key} » regroupe d’autres faits : une suite de « clé: valeur » est attendue",
                        key=key,
                    )
            elif known.type == "list":
                if type(value) is list or not is_absent(value):
                    self._items(prefix + name, value, (*path, key), found)
            elif not is_absent(value):
                self._fact(known, prefix + name, value, (*path, key), found)

    def _named(
        self, data: Mapping[str, Any], known: Collection[str], path: DataPath, unknown: str, **values: Any
    ) -> Iterator[tuple[str, str, Any]]:
        """Each key of a mapping, the known name that it spells, and its value; other keys are faults."""
        respelled: dict[str, str] = {}
        for key, value in data.items():
            if key in known:
                yield key, key, value
                continue
            text = str(key)
            name = named(text, known)
            if name is None:
                near = suggestion(text, sorted(known) if isinstance(known, frozenset) else known)
                self.fault((*path, key), unknown, code="unknown_fact", key=text[:80], near=near, **values)
            elif name in data or name in respelled:
                other = respelled.get(name, name)
                self.fault((*path, key), "« {key} » et « {other} » sont la même clé", key=text[:80], other=other)
            else:
                respelled[name] = text[:80]
                yield key, name, value

    def _fact(self, fact: FactDef, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if fact.type == "flags":
            self._flags(name, value, path, found)
        else:
            try:
                found[name] = read_value(value, fact, self.currency)
            except ParseError as error:
                self.faults.append(FactFault(path, error.message))

    def _items(self, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if not isinstance(value, (list, tuple)):
            self.fault(path, "« {name} » est une liste : chaque élément commence par un tiret", name=name)
            return
        if len(value) > MAX_ITEMS:
            self.fault(path, "« {name} » compte plus de {limit} éléments", name=name, limit=MAX_ITEMS)
            return
        items: list[dict[str, Any]] = []
        for place, item in enumerate(value):
            facts: dict[str, Any] = {}
            if type(item) is dict or isinstance(item, Mapping):
                self.mapping(item, self.trees[name], "", (*path, place), facts)
            elif not is_absent(item):
                self.fault((*path, place), "chaque élément de « {name} » est une suite de « clé: valeur »", name=name)
            # An empty item says nothing, wherever it stands.
            if facts:
                items.append(facts)
        if items:
            found[name] = tuple(items)

    def _flags(self, name: str, value: Any, path: DataPath, found: dict[str, Any]) -> None:
        if not isinstance(value, Mapping):
            self.fault(path, "« {name} » regroupe des réponses oui ou non, une par ligne", name=name)
            return
        known = self.flags.get(name)
        unknown = "« {key} » n’est pas attendu dans « {name} » ; {near}"
        for key, flag, answer in self._named(value, value if known is None else known, path, unknown, name=name):
            if not is_absent(answer):
                try:
                    found[f"{name}.{flag}"] = read_boolean(answer)
                except ParseError as error:
                    self.faults.append(FactFault((*path, key), error.message))
