"""Plain data of the dataclasses of a plan, read back, with its JSON Schema: all three from their annotations."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from relance_rules.plan.facts import FactDef, Vocabulary
from relance_rules.plan.nodes import Const, Named, Node
from relance_rules.values import Money, Text

Data: TypeAlias = Any
"""Plain data: what JSON holds."""
Schema: TypeAlias = dict[str, Any]

NODES: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Node)}
"""The kinds of nodes by the name that tells them in the data."""
_NODE, _NAMED = "node", "named"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Writer:
    """Gathers the named nodes that are met, each once; equal ones are one."""

    def __init__(self) -> None:
        """Nothing is met yet."""
        self.named: list[Data] = []
        self._places: dict[int, tuple[Named, int]] = {}
        self._same: dict[str, int] = {}

    def place(self, node: Named) -> int:
        """The place of a named node in the list, where it comes after those below it."""
        known = self._places.get(id(node))
        if known is None:
            data = codec_of(Named).write(node, self)
            place = self._same.setdefault(repr(data), len(self.named))
            if place == len(self.named):
                self.named.append(data)
            # The node is kept, so that nothing else takes its identity.
            known = self._places[id(node)] = node, place
        return known[1]


class Reader:
    """Gives the named nodes by their places."""

    def __init__(self, named: list[Data]) -> None:
        """Read the named nodes.

        Raises:
            ValueError: One is malformed, or stands before one that it is made of.
        """
        self._read: list[Named] = []
        for data in named:
            self._read.append(codec_of(Named).read(data, self))

    def at(self, place: Data) -> Named:
        """The named node at a place. Raises ValueError where there is none yet."""
        if type(place) is not int or not 0 <= place < len(self._read):
            raise ValueError(f"no named node comes before this one at {place!r}")
        return self._read[place]


class Schemas:
    """Gathers the definitions that a schema refers to."""

    def __init__(self) -> None:
        """Nothing is referred to yet."""
        self.defs: dict[str, Schema] = {}

    def refer(self, name: str, make: Callable[[], Schema]) -> Schema:
        """A reference to a definition, made the first time."""
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] |= make()
        return {"$ref": f"#/$defs/{name}"}


@dataclasses.dataclass(frozen=True)
class Codec:
    """How the values of a type are written, read and described."""

    write: Callable[[Any, Writer], Data]
    read: Callable[[Data, Reader], Any]
    schema: Callable[[Schemas], Schema]


@cache
def codec_of(annotation: Any) -> Codec:
    """The codec of a type."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]()
    if annotation is Const:
        return _const()
    if annotation == Node:
        return _node()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _literal(arguments)
    if origin in (Union, UnionType):
        return _optional(arguments)
    if origin is tuple:
        return _sequence(arguments[0]) if arguments[-1] is Ellipsis else _row(arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _pairs(arguments[1])
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _record(annotation)
    raise TypeError(annotation)


def _is(kind: type, data: Data) -> Any:
    if type(data) is not kind:
        raise ValueError(f"{kind.__name__} expected, not {data!r:.80}")
    return data


def _same(kind: type, name: str) -> Codec:
    return Codec(lambda value, to: value, lambda data, to: _is(kind, data), lambda to: {"type": name})


def _money() -> Codec:
    return Codec(
        lambda value, to: str(value),
        lambda data, to: Money(_units(data, 2)),
        lambda to: {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "description": "An amount, exact."},
    )


def _units(text: Data, scale: int) -> int:
    """A decimal text in units of ``10 ** -scale``."""
    whole, _, decimals = _is(str, text).partition(".")
    if len(decimals) != scale or _NUMBER.fullmatch(text) is None:
        raise ValueError(f"a number with {scale} decimals is expected, not {text!r:.80}")
    return int(whole + decimals)


def _day() -> Codec:
    return Codec(
        lambda value, to: value.isoformat(),
        lambda data, to: date.fromisoformat(_is(str, data)),
        lambda to: {"type": "string", "format": "date"},
    )


def _text() -> Codec:
    def read(data: Data, to: Reader) -> Text:
        return Text({language: _is(str, text) for language, text in _is(dict, data).items()})

    def schema(to: Schemas) -> Schema:
        return to.refer("Text", lambda: {
            "title": "Text",
            "description": "A text in each language, the default one first.",
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        })  # fmt: skip

    return Codec(lambda value, to: dict(value), read, schema)


def _vocabulary() -> Codec:
    inner = _pairs(FactDef)
    return Codec(
        lambda value, to: inner.write(value.facts, to), lambda data, to: Vocabulary(inner.read(data, to)), inner.schema
    )


def _named() -> Codec:
    return Codec(
        lambda value, to: {_NAMED: to.place(value)},
        lambda data, to: to.at(_is(dict, data).get(_NAMED)),
        lambda to: to.refer("Reference", lambda: {
            "title": "Reference",
            "description": "A named node, by its place in the list of them, from 0.",
            "type": "object",
            "properties": {_NAMED: {"type": "integer", "minimum": 0, "description": "Its place."}},
            "required": [_NAMED],
            "additionalProperties": False,
        }),
    )  # fmt: skip


_PLAIN: dict[Any, Callable[[], Codec]] = {
    str: lambda: _same(str, "string"),
    int: lambda: _same(int, "integer"),
    bool: lambda: _same(bool, "boolean"),
    Money: _money,
    date: _day,
    Text: _text,
    Vocabulary: _vocabulary,
}


def _literal(words: tuple[Any, ...]) -> Codec:
    def read(data: Data, to: Reader) -> Any:
        if data not in words:
            raise ValueError(f"one of {', '.join(map(str, words))} is expected, not {data!r:.80}")
        return data

    return Codec(lambda value, to: value, read, lambda to: {"enum": list(words)})


def _optional(arguments: tuple[Any, ...]) -> Codec:
    kinds = [argument for argument in arguments if argument is not NoneType]
    # The only union of several is that of the nodes: "Node | None" is one union, flat.
    inner = _below(kinds[0]) if len(kinds) == 1 else _node()
    return Codec(
        lambda value, to: None if value is None else inner.write(value, to),
        lambda data, to: None if data is None else inner.read(data, to),
        lambda to: {"anyOf": [inner.schema(to), {"type": "null"}]},
    )


def _sequence(argument: Any) -> Codec:
    inner = _below(argument)
    return Codec(
        lambda value, to: [inner.write(each, to) for each in value],
        lambda data, to: tuple(inner.read(each, to) for each in _is(list, data)),
        lambda to: {"type": "array", "items": inner.schema(to)},
    )


def _row(arguments: tuple[Any, ...]) -> Codec:
    parts = [_below(argument) for argument in arguments]

    def read(data: Data, to: Reader) -> tuple[Any, ...]:
        return tuple(part.read(each, to) for part, each in zip(parts, _is(list, data), strict=True))

    return Codec(
        lambda value, to: [part.write(each, to) for part, each in zip(parts, value, strict=True)],
        read,
        lambda to: {
            "type": "array",
            "prefixItems": [part.schema(to) for part in parts],
            "minItems": len(parts),
            "maxItems": len(parts),
        },
    )


def _pairs(argument: Any) -> Codec:
    """A mapping as a list of pairs: its order matters, and a key that is a number must not move."""
    row = _row((str, argument))

    def read(data: Data, to: Reader) -> dict[str, Any]:
        found = dict(row.read(each, to) for each in _is(list, data))
        if len(found) < len(data):
            raise ValueError("a key is given twice")
        return found

    return Codec(
        lambda value, to: [row.write(pair, to) for pair in value.items()],
        read,
        lambda to: {"type": "array", "items": row.schema(to)},
    )


def _below(annotation: Any) -> Codec:
    """The codec of a part: a named node is a reference."""
    return _named() if annotation is Named else codec_of(annotation)


def _record(kind: type) -> Codec:
    """A dataclass as an object; a field that has its default is left out."""
    listed = fields(kind)
    codecs: dict[str, Codec] = {}

    def codec(name: str) -> Codec:
        if name not in codecs:
            codecs[name] = _below(_annotation(kind, name))
        return codecs[name]

    def write(value: Any, to: Writer) -> Data:
        given = ((each, getattr(value, each.name)) for each in listed)
        return {each.name: codec(each.name).write(part, to) for each, part in given if part != _default(each)}

    def read(data: Data, to: Reader) -> Any:
        known = {each.name for each in listed}
        if unknown := _is(dict, data).keys() - known - {_NODE}:
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        try:
            return kind(**{name: codec(name).read(part, to) for name, part in data.items() if name != _NODE})
        except TypeError as error:
            raise ValueError(str(error)) from None

    def schema(to: Schemas) -> Schema:
        return to.refer(kind.__name__, lambda: {
            "title": kind.__name__,
            "description": inspect.cleandoc(kind.__doc__ or "").replace("``", "`"),
            "type": "object",
            "properties": {each.name: codec(each.name).schema(to) for each in listed},
            "required": [each.name for each in listed if _default(each) is MISSING],
            "additionalProperties": False,
        })  # fmt: skip

    return Codec(write, read, schema)


def _annotation(kind: type, name: str) -> Any:
    """What a field is annotated with; only the fields that some data holds are asked for."""
    owner = next(each for each in kind.__mro__ if name in each.__annotations__)
    return _evaluated(owner.__annotations__[name], owner.__module__)


@cache
def _evaluated(annotation: str, module: str) -> Any:
    return eval(annotation, vars(sys.modules[module]))  # noqa: S307 - written in our own modules


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


# ---- nodes


def _node() -> Codec:
    """Any node, told by its kind; a named one is a reference."""
    reference = _named()

    def write(value: Any, to: Writer) -> Data:
        if isinstance(value, Named):
            return reference.write(value, to)
        kind: Any = type(value)
        return {_NODE: kind.__name__.lower(), **codec_of(kind).write(value, to)}

    def read(data: Data, to: Reader) -> Any:
        if _NAMED in _is(dict, data):
            return reference.read(data, to)
        kind: Any = NODES.get(str(data.get(_NODE)))
        if kind is None or kind is Named:
            raise ValueError(f"no such node: {data.get(_NODE)!r:.80}")
        return codec_of(kind).read(data, to)

    def schema(to: Schemas) -> Schema:
        return to.refer("Node", lambda: {
            "title": "Node",
            "description": "A node of the core, told by its kind.",
            "type": "object",
            "if": {"required": [_NAMED]},
            "then": reference.schema(to),
            "else": {
                "properties": {_NODE: {"enum": [name for name, kind in NODES.items() if kind is not Named]}},
                "required": [_NODE],
            },
            # A choice among the kinds would have each node, and all below it, tried as every one of them.
            "allOf": [
                {"if": {"properties": {_NODE: {"const": name}}, "required": [_NODE]}, "then": _told(name, kind, to)}
                for name, kind in NODES.items()
                if kind is not Named
            ],
        })  # fmt: skip

    return Codec(write, read, schema)


def _told(name: str, kind: type, to: Schemas) -> Schema:
    """The schema of a node that says its kind."""
    codec_of(kind).schema(to)
    made = to.defs[kind.__name__]
    about = {"const": name, "description": "The kind of the node."}
    made["properties"] = {_NODE: about, **{key: each for key, each in made["properties"].items() if key != _NODE}}
    if kind is not Const and _NODE not in made["required"]:
        made["required"] = [_NODE, *made["required"]]
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _const() -> Codec:
    """A constant: a number as a decimal text, a day as the calendar writes it."""
    text = _text()

    def write(value: Const, to: Writer) -> Data:
        found: dict[str, Data] = {"sort": value.sort}
        if value.value is not None:
            found["value"] = _written(value)
        if value.gap is not None:
            found["gap"] = text.write(value.gap, to)
        return found

    def read(data: Data, to: Reader) -> Const:
        if unknown := _is(dict, data).keys() - {_NODE, "sort", "value", "gap"}:
            raise ValueError(f"a constant has no {', '.join(sorted(unknown))}")
        sort = data.get("sort")
        gap = None if data.get("gap") is None else text.read(data["gap"], to)
        match sort, data.get("value"):
            case (("truth" | "number" | "day" | "choice"), None):
                return Const(sort, None, gap=gap)
            case "truth", bool() as value:
                return Const("truth", value, gap=gap)
            case "number", str() as value:
                scale = len(value.partition(".")[2])
                return Const("number", _units(value, scale), scale, gap)
            case "day", str() as value:
                return Const("day", date.fromisoformat(value).toordinal(), gap=gap)
            case "choice", str() as value:
                return Const("choice", value, gap=gap)
        raise ValueError(f"no such constant: {data!r:.80}")

    def schema(to: Schemas) -> Schema:
        return to.refer("Const", lambda: {
            "title": "Const",
            "description": inspect.cleandoc(Const.__doc__ or "").replace("``", "`"),
            "type": "object",
            "properties": {
                _NODE: {"const": "const", "description": "The kind of the node."},
                "sort": {"enum": ["truth", "number", "day", "choice"], "description": "What it is."},
                "value": {
                    "type": ["boolean", "string"],
                    "description": "A truth, a number with all its decimals, a day, or the name of a choice.",
                },
                "gap": text.schema(to),
            },
            "required": ["sort"],
            "additionalProperties": False,
        })  # fmt: skip

    return Codec(write, read, schema)


def _written(node: Const) -> Data:
    match node.sort:
        case "number":
            units = int(node.value or 0)
            whole, decimals = divmod(abs(units), 10**node.scale)
            sign = "-" if units < 0 else ""
            return f"{sign}{whole}.{decimals:0{node.scale}d}" if node.scale else f"{sign}{whole}"
        case "day":
            return date.fromordinal(int(node.value or 1)).isoformat()
        case _:
            return node.value
