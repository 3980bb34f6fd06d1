"""A YAML tree to a model of the language, with every fault placed on its line and said in our own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo

from relance_rules.language.base import LANGUAGES, LineOf
from relance_rules.language.expressions import OPERATORS, Choice, is_expression
from relance_rules.loading.merging import EXTENDS
from relance_rules.loading.nodes import Node
from relance_rules.loading.problems import Problem, excerpt
from relance_rules.values import Message
from relance_rules.values.suggestions import nearest, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

Steps: TypeAlias = tuple[str | int, ...]


def validated(
    root: Node, model: type[Model], languages: Sequence[str] | None = None
) -> tuple[Model | None, list[Problem]]:
    """A tree as a model, or None and everything that is wrong with it; each text is in each of the languages given."""
    try:
        return model.model_validate(root.data(), context={LANGUAGES: languages}), []
    except ValidationError as error:
        return None, repeated(
            (where, problem_of(root, message, where)) for where, message in _faults(error, root, model)
        )


def _faults(error: ValidationError, root: Node, model: type[BaseModel]) -> Iterator[tuple[Steps, Message]]:
    """What is wrong with a tree, by paths: one fault a place, and all the keys that a mapping lacks in one."""
    faults = error.errors(include_url=False)
    lacking: dict[Steps, list[str]] = {}
    for details in faults:
        if details["type"] == "missing":
            lacking.setdefault(details["loc"][:-1], []).append(str(details["loc"][-1]))
    said: set[tuple[str | None, int, int]] = set()
    for details in faults:
        # A list whose items are refused is too short for pydantic, too.
        if details["type"] == "too_short" and any(_within(other["loc"], details["loc"]) for other in faults):
            continue
        where: Steps = (*details["loc"], *details.get("ctx", {}).get("at", ()))
        message = _with_lines(_message(details, model), root, details["loc"])
        if details["type"] == "missing":
            where = details["loc"][:-1]
            keys = lacking[where]
            if len(keys) > 1:
                message = Message("ces clés manquent : {keys}", {"keys": keys})
        line, column, origin = root.find(where)
        place = (None if origin is None else origin.name, line, column)
        # The branches of a union all complain at one place: the first complaint is enough.
        if place not in said:
            said.add(place)
            yield where, message


def repeated(found: Iterable[tuple[Steps, Problem]]) -> list[Problem]:
    """Problems by their paths, where those that several items of a list share are one, told with the others' lines."""
    alike: dict[tuple[Steps, str, str | None, str | None], list[Problem]] = {}
    for where, problem in found:
        inner, values = innermost(problem.message), problem.message.values
        elsewhere = values["file"] if problem.message.text == ELSEWHERE else None
        pattern = tuple(0 if isinstance(step, int) else step for step in where)
        alike.setdefault((pattern, repr(inner), problem.file, elsewhere), []).append(problem)
    return [first if not others else _with_others(first, others) for first, *others in alike.values()]


def _with_others(first: Problem, others: Sequence[Problem]) -> Problem:
    elsewhere = first.message.text == ELSEWHERE
    lines = [each.message.values["line"] if elsewhere else each.line for each in others]
    shown = [str(line) for line in dict.fromkeys(lines)]
    places = [*shown[:_LISTED], *(["…"] if len(shown) > _LISTED else [])]
    values = {"message": innermost(first.message), "count": len(others), "lines": places}
    message = Message(ONE_MORE if len(others) == 1 else MORE, values)
    if elsewhere:
        message = Message(ELSEWHERE, {**first.message.values, "message": message})
    return first._replace(message=message)


def innermost(message: Message) -> Message:
    """What a message says, without where it stands and where it is repeated."""
    while message.text in (ELSEWHERE, ONE_MORE, MORE):
        message = message.values["message"]
    return message


def problem_of(root: Node, message: Message, where: Iterable[str | int]) -> Problem:
    """A fault at a path of a tree; one brought from another file is told on the line that takes it, and names its own.

    That line is the nearest above it in the file of the tree, or else that of its family.
    """
    path = tuple(where)
    line, column, origin = root.find(path)
    message = _with_lines(message, root)
    name, text = (None, "") if root.origin is None else (root.origin.name, root.origin.text)
    if origin is not None and root.origin is not None and origin.name != root.origin.name:
        values = {"message": message, "file": origin.name, "line": line, "column": column}
        message = Message(ELSEWHERE, values)
        line, column = taken_at(root, path)
    return Problem(message, name, line, column, excerpt(text, line))


def _with_lines(message: Message, root: Node, below: tuple[str | int, ...] = ()) -> Message:
    """A message whose places of the file, ``below`` a path, are told by their lines."""
    return Message(message.text, {name: _line_of(value, root, below) for name, value in message.values.items()})


def _line_of(value: Any, root: Node, below: tuple[str | int, ...]) -> Any:
    if isinstance(value, LineOf):
        return root.find((*below, *value.steps))[0]
    return [_line_of(each, root, below) for each in value] if isinstance(value, list) else value


ELSEWHERE = "{message} ({file}:{line}:{column})"
"""What is said of a fault that stands in another file than the one it is told in."""

MORE = "{message} (et {count} autres : lignes {lines})"
ONE_MORE = "{message} (et une autre : ligne {lines})"
"""What is said of a fault that several items of a list share."""
_LISTED = 12


def taken_at(root: Node, path: tuple[str | int, ...]) -> tuple[int, int]:
    """The line and the column where the file of a tree takes what it has at a path from another file."""
    name = None if root.origin is None else root.origin.name
    for length in range(len(path) - 1, 0, -1):
        line, column, origin = root.find(path[:length])
        if origin is not None and origin.name == name and (line, column) != (root.line, root.column):
            return line, column
    return root.key_marks.get(EXTENDS, (root.line, root.column))


def _within(inner: tuple[str | int, ...], outer: tuple[str | int, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


_SENTENCES = {
    "missing": "la clé « {key} » manque",
    "string_type": "un texte est attendu",
    "string_too_short": "ce texte est vide ou trop court",
    "string_too_long": "ce texte est trop long",
    "string_pattern_mismatch": "« {found} » n’a pas la forme attendue ({pattern})",
    "literal_error": "« {found} » n’est pas accepté ; {expected}",
    "tuple_type": "une liste est attendue",
    "dict_type": "une suite de « clé: valeur » est attendue",
    "model_type": "une suite de « clé: valeur » est attendue",
    "too_short": "au moins un élément est attendu",
    "too_long": "ces éléments sont trop nombreux",
    "int_parsing": "« {found} » n’est pas un nombre entier",
    "greater_than_equal": "« {found} » est trop petit",
    "less_than_equal": "« {found} » est trop grand",
}


def _message(details: ErrorDetails, model: type[BaseModel]) -> Message:
    """Say in our own words what pydantic found."""
    context = details.get("ctx", {})
    found = details["input"] if isinstance(details["input"], str) else "…"
    kind = details["type"]
    expected = re.findall(r"'([^']*)'", context["expected"]) if kind == "literal_error" else []
    if kind == "relance":
        own: Message = context["message"]
        return own
    if kind == "expression":
        return _no_operator(details["input"])
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(key, keys_at(model, details["loc"][:-1]))
    values = {
        "key": key,
        "found": found[:80],
        "pattern": context.get("pattern"),
        "expected": suggestion(found, expected),
    }
    return Message(_SENTENCES.get(kind, "valeur inattendue : « {found} »"), values)


def _no_operator(found: object) -> Message:
    if isinstance(found, dict) and found:
        for key in found:
            if (near := nearest(str(key), OPERATORS)) is not None:
                values = {"key": str(key)[:80], "near": near}
                return Message("clé inconnue : « {key} » ; vouliez-vous dire « {near} » ?", values)
    return Message("une constante, un nom ou l’une de ces clés est attendu : {keys}", {"keys": list(OPERATORS)})


def _unknown_key(key: str, known: Iterable[str]) -> Message:
    near = nearest(key, known)
    if near is not None and near != key:
        return Message("clé inconnue : « {key} » ; vouliez-vous dire « {near} » ?", {"key": key, "near": near})
    return Message("la clé « {key} » n’est pas attendue ici", {"key": key})


# ---- what may stand at a place


def keys_at(model: type[BaseModel], where: Iterable[str | int]) -> list[str]:
    """The keys that are known at a place of a model, given as a validator gives places."""
    here: Any = model
    for step in where:
        here = _below(here, step)
    found = _model_in(here)
    if found is None:
        return []
    return [field.alias or name for name, field in found.model_fields.items()]


def _below(here: Any, step: str | int) -> Any:
    if is_expression(here):
        return OPERATORS.get(str(step), tuple[Choice, ...] if step == "choices" else None)
    bare, _ = _bare(here)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        for name, field in bare.model_fields.items():
            if step in (field.alias, name):
                return _annotation(field)
        return None
    origin, arguments = get_origin(bare), get_args(bare)
    if origin in (Union, UnionType):
        tagged = [member for member in arguments if step in _bare(member)[1]]
        if tagged:
            return tagged[0]
        inner = [member for member in arguments if member is not type(None)]
        return _below(inner[0], step) if inner else None
    if origin is tuple:
        return arguments[0]
    if origin is dict:
        return arguments[1]
    return None


def _annotation(field: FieldInfo) -> Any:
    metadata = tuple(field.metadata)
    return Annotated[(field.annotation, *metadata)] if metadata else field.annotation


def _bare(here: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without what annotates it, and the tags among that."""
    tags: list[Any] = []
    while get_origin(here) is Annotated:
        here, *metadata = get_args(here)
        tags += [each.tag for each in metadata if isinstance(each, Tag)]
    return here, tuple(tags)


def _model_in(here: Any) -> type[BaseModel] | None:
    bare, _ = _bare(here)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return bare
    if get_origin(bare) in (Union, UnionType):
        return next((found for member in get_args(bare) if (found := _model_in(member)) is not None), None)
    return None
