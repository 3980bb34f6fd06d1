"""Reading compiled: the facts of a rule set, and the answers that a theme names, as one validator of pydantic's core.

It knows what most dossiers hold: keys written as the vocabulary does, and for each fact the values that its type reads.
Whatever else it meets, a fault, another spelling of a key, a mapping that is no dict, it refuses, and the exact reader
reads the dossier again and says what is wrong: the facts and the faults are always those of the exact reader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple, TypeAlias

from pydantic_core import CoreSchema, SchemaValidator
from pydantic_core import core_schema as core

from relance_rules.plan.answers import is_absent, read_boolean, read_value
from relance_rules.plan.fact_type import nothing
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
        compiler = _Compiler(plan, self.answers)
        schema, self._inner = compiler.mapping(plan.facts.trees[None])
        self._validate = SchemaValidator(schema).validate_python

    def read(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[FactFault]]:
        """The facts of nested plain data by path, and everything that is wrong, each with its path in the data."""
        try:
            return self.plain(data), []
        except (ValueError, TypeError):
            return read_facts(data, self.plan.facts, self.answers, self.plan.currency)

    def plain(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of data that are without fault and written as most are, by path.

        Raises:
            ValueError: They are not: a ValidationError of pydantic, or what half of a character raises.
            TypeError: A list or a mapping stands for a value.
        """
        return _flat(self._validate(data), self._inner)


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


class _Below(NamedTuple):
    """What stands below a key: the mappings below it in turn, by path, in a group or in each item of a list.

    Where any key may stand in a group, ``keys`` says that they are still to be made paths.
    """

    inner: Inner
    is_list: bool = False
    keys: bool = False


Inner: TypeAlias = Mapping[str, _Below]


def _flat(found: dict[str, Any], inner: Inner) -> dict[str, Any]:
    """The facts by path, of what the validator found, whose values are by path already within each mapping."""
    for path, below in inner.items():
        value = found.pop(path, None)
        if value is None:
            continue
        if below.is_list:
            # An empty item says nothing, wherever it stands.
            items = tuple([item for each in value if each is not None and (item := _flat(each, below.inner))])
            if items:
                found[path] = items
        elif below.keys:
            found.update({f"{path}.{key}": answer for key, answer in value.items()})
        else:
            found.update(_flat(value, below.inner) if below.inner else value)
    return {path: value for path, value in found.items() if value is not None} if None in found.values() else found


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


class _Compiler:
    """Compiles the facts of a rule set."""

    def __init__(self, plan: Plan, answers: Answers) -> None:
        self.trees, self.currency, self.answers = plan.facts.trees, plan.currency, answers
        self.boolean = _value(_Said(read_boolean, FACT_TYPES["boolean"].usual(None)))
        self._singles: dict[Hashable, CoreSchema] = {}

    def mapping(self, tree: Tree, prefix: str = "") -> tuple[CoreSchema, Inner]:
        """The schema of a mapping, which finds facts by path, and the mappings below it."""
        inner: dict[str, _Below] = {}
        parts: dict[str, CoreSchema] = {}
        for step, below in tree.items():
            path = f"{prefix}{step}"
            if isinstance(below, dict):
                parts[step], within = self.mapping(below, f"{path}.")
                inner[path] = _Below(within)
            elif below.type == "list":
                item, within = self.mapping(self.trees[path])
                parts[step] = core.nullable_schema(core.list_schema(item, strict=True, max_length=MAX_ITEMS))
                inner[path] = _Below(within, is_list=True)
            elif below.type == "flags":
                parts[step], inner[path] = self._flags(path)
            else:
                parts[step] = self._single(below)
        return _mapping(parts, prefix), inner

    def _flags(self, path: str) -> tuple[CoreSchema, _Below]:
        known = self.answers.get(path)
        if known is not None:
            return _mapping(dict.fromkeys(sorted(known), self.boolean), f"{path}."), _Below({})
        any_key = core.dict_schema(core.str_schema(strict=True), self.boolean, strict=True)
        return core.nullable_schema(any_key), _Below({}, keys=True)

    def _single(self, fact: FactDef) -> CoreSchema:
        """What reads a fact, and remembers with those that are read alike."""
        if fact.type == "boolean":
            return self.boolean
        key = (fact.type, fact.minimum, fact.maximum, id(fact.values))
        if key not in self._singles:
            bounded = fact.minimum is not None or fact.maximum is not None
            usual = nothing if bounded else fact.kind.usual(self.currency)
            read = _value(_Said(lambda value: read_value(value, fact, self.currency), usual))
            self._singles[key] = read if fact.kind.plain is None else _plain_first(fact.kind.plain, read)
        return self._singles[key]


def _value(said: _Said) -> CoreSchema:
    return core.no_info_plain_validator_function(said.__getitem__)


def _plain_first(plain: Mapping[str, Any], read: CoreSchema) -> CoreSchema:
    """Names and labels hardly return: they would be remembered in place of what does."""
    return core.union_schema([core.str_schema(strict=True, **plain), read], mode="left_to_right")


def _mapping(parts: Mapping[str, CoreSchema], prefix: str) -> CoreSchema:
    fields = {
        f"{prefix}{step}": core.typed_dict_field(part, required=False, validation_alias=step)
        for step, part in parts.items()
    }
    return core.nullable_schema(core.typed_dict_schema(fields, strict=True, extra_behavior="forbid"))
