"""Rule files to models: the vocabulary and the themes, with every fault placed on its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from relance_rules.language.predicates import OPERATORS
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.files import read_text
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import InputError, Problem, excerpt, nearest, suggestion
from relance_rules.loading.typing import check_theme
from relance_rules.values import Message

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)


def load_vocabulary(path: Path) -> Vocabulary:
    """Load ``vocabulary.yaml``.

    Raises:
        InputError: The file can't be read, or breaks the language.
    """
    return load_model(path, Vocabulary)


def load_theme(path: Path, vocabulary: Vocabulary) -> Theme:
    """Load one theme, and check it against the vocabulary.

    Raises:
        InputError: The file can't be read, breaks the language, or does not fit the vocabulary.
    """

    def check(theme: Theme) -> Iterator[tuple[tuple[str | int, ...], Message]]:
        yield from check_theme(theme, vocabulary)
        if theme.theme != path.stem:
            named = {"stem": path.stem, "theme": theme.theme}
            yield ("theme",), Message("le fichier {stem}.yaml décrit le thème « {theme} »", named)

    return load_model(path, Theme, check)


def load_model(
    path: Path,
    model: type[Model],
    check: Callable[[Model], Iterable[tuple[tuple[str | int, ...], Message]]] = lambda _: (),
) -> Model:
    """Load a YAML file as a model of the language.

    Args:
        path: The file.
        model: What the file holds.
        check: What the model alone can't tell: faults, each with its path in the file.

    Raises:
        InputError: The file can't be read, breaks the model, or has faults.
    """
    text, root = _parse(path)
    found = _validate(model, text, root, path)
    faults = list(check(found))
    if faults:
        raise InputError(_problem(message, text, root, path, where) for where, message in faults)
    return found


def _parse(path: Path) -> tuple[str, Node]:
    text = read_text(path)
    return text, parse_yaml(text, str(path), strict=True)


def _validate(model: type[Model], text: str, root: Node, path: Path) -> Model:
    try:
        return model.model_validate(root.data())
    except ValidationError as error:
        # The branches of a union all complain at one place: the first complaint is enough.
        problems: dict[tuple[int | None, int | None], Problem] = {}
        faults = error.errors(include_url=False)
        for details in faults:
            # A list whose items are refused is too short for pydantic, too.
            if details["type"] == "too_short" and any(_within(other["loc"], details["loc"]) for other in faults):
                continue
            problem = _problem(_message(details), text, root, path, details["loc"])
            problems.setdefault((problem.line, problem.column), problem)
        raise InputError(problems.values()) from None


def _within(inner: tuple[str | int, ...], outer: tuple[str | int, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _problem(message: Message, text: str, root: Node, path: Path, where: tuple[str | int, ...]) -> Problem:
    line, column = root.locate(where)
    return Problem(message, str(path), line, column, excerpt(text, line))


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
}


def _message(details: ErrorDetails) -> Message:
    """Say in our own words what pydantic found."""
    context = details.get("ctx", {})
    found = details["input"] if isinstance(details["input"], str) else "…"
    kind = details["type"]
    expected = re.findall(r"'([^']*)'", context["expected"]) if kind == "literal_error" else []
    if kind == "relance":
        own: Message = context["message"]
        return own
    if kind == "predicate":
        return Message("prédicat attendu, avec l’une des clés {keys}", {"keys": list(OPERATORS)})
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(key, details)
    values = {
        "key": key,
        "found": found[:80],
        "pattern": context.get("pattern"),
        "expected": suggestion(found, expected),
    }
    return Message(_SENTENCES.get(kind, "valeur inattendue : « {found} »"), values)


def _unknown_key(key: str, details: ErrorDetails) -> Message:
    near = nearest(key, _KEYS())
    if near is not None and near != key:
        return Message("clé inconnue : « {key} » ; vouliez-vous dire « {near} » ?", {"key": key, "near": near})
    return Message("la clé « {key} » n’est pas attendue ici", {"key": key})


def _KEYS() -> set[str]:  # noqa: N802
    """Every key that some model of the language knows."""
    from relance_rules.language import base

    models, waiting = set(), base.Node.__subclasses__()
    while waiting:
        models.add(model := waiting.pop())
        waiting += model.__subclasses__()
    return {field.alias or name for model in models for name, field in model.model_fields.items()}
