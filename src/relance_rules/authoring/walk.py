"""The parts of rule files that several lint rules read: their citations, their identifiers and their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from relance_rules.authoring.spans import Path
from relance_rules.language.base import Node as ModelNode
from relance_rules.language.base import Source
from relance_rules.language.theme import Theme
from relance_rules.loading.merging import CITES, SKIPPED, mapping, word
from relance_rules.loading.nodes import Node

NOT_RULES = frozenset({"cases", "rows", SKIPPED})
"""The keys, at the top of a file, under which no rule is stated."""

TEXT_KEYS = frozenset(
    {"title", "summary", "label", "failure", "question", "notice", "unknown", "text", "ask", "hint", "help", "tax"}
)
"""The keys of what a person reads."""

_LANGUAGE = re.compile("[a-z]{2}")
BESIDE = frozenset({"themes"})
"""What may stand beside the languages of a reading."""


def nodes(root: Node) -> Iterator[tuple[Path, Node]]:
    """Every node of a file that is not part of a case or of the rows of a table, from the top down."""

    def walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
        yield path, node
        if isinstance(node.value, dict):
            for key, child in node.value.items():
                if path or key not in NOT_RULES:
                    yield from walk(child, (*path, key))
        elif isinstance(node.value, list):
            for place, child in enumerate(node.value):
                yield from walk(child, (*path, place))

    yield from walk(root, ())


def child(node: Node | None, *path: str | int) -> Node | None:
    """The node at the end of a path, or None."""
    for step in path:
        if node is None:
            return None
        if isinstance(node.value, list) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            node = mapping(node).get(str(step))
    return node


# ---- texts


def texts(root: Node, languages: Sequence[str]) -> Iterator[tuple[Path, Node]]:
    """Every text of a file, by language; and what stands where one is expected and is given in none."""
    for path, node in nodes(root):
        if not path or path[0] in (CITES, "roles"):
            continue
        keys = mapping(node).keys() - BESIDE
        if keys:
            named = path[-1] in TEXT_KEYS or not keys.isdisjoint(languages)
            spoken = all(_LANGUAGE.fullmatch(key) for key in keys)
            if named and spoken and not any(isinstance(mapping(node)[key].value, (dict, list)) for key in keys):
                yield path, node
        elif path[-1] in TEXT_KEYS and word(node) is not None:
            yield path, node


# ---- citations


def cited(root: Node) -> Iterator[tuple[Path, Source]]:
    """Every citation of a file, that it writes itself: those of its statements, and those of a member's ``cites``."""
    for path, node in nodes(root):
        if path[-1:] == ("source",) or (len(path) == 2 and path[0] == CITES):
            source = _source(node)
            if source is not None:
                yield path, source


def _source(node: Node) -> Source | None:
    data = node.data()
    try:
        return Source.model_validate(data if isinstance(data, dict) else {"lines": data})
    except ValidationError:
        return None


def described(root: Node) -> Iterator[tuple[Path, str]]:
    """The lines that a file says to state no rule."""
    for path, node in nodes(root):
        if len(path) == 3 and path[0] == "descriptive" and path[-1] == "lines" and (lines := word(node)) is not None:
            yield path, lines


def citations(theme: Theme) -> Iterator[tuple[Path, Source, ModelNode]]:
    """Every citation of a completed theme with what rests on it; the theme's own passage, where it stands, is first."""

    def walk(node: object, path: Path) -> Iterator[tuple[Path, Source, ModelNode]]:
        if isinstance(node, dict):
            for key, item in node.items():
                yield from walk(item, (*path, str(key)))
        elif isinstance(node, tuple):
            for place, item in enumerate(node):
                yield from walk(item, (*path, place))
        elif isinstance(node, ModelNode):
            source = getattr(node, "source", None)
            if isinstance(source, Source):
                yield (*path, "source"), source, node
            for name in type(node).model_fields:
                if name != "cases" and not isinstance(getattr(node, name), Source):
                    yield from walk(getattr(node, name), (*path, name))

    yield from walk(theme, ())
