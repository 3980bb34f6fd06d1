"""The parts of a rule file that several lint rules read: its conditions, citations, identifiers and texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from relance_rules.authoring.spans import Path
from relance_rules.dossiers.totals import LINES
from relance_rules.language.base import Node as ModelNode
from relance_rules.language.base import Source
from relance_rules.language.predicates import (
    All,
    AnyOf,
    CountTest,
    Every,
    FactTest,
    NoneOf,
    Not,
    Predicate,
    ShareTest,
    Some,
    SumTest,
)
from relance_rules.language.theme import Theme, Unreadable
from relance_rules.loading.nodes import Node

NOT_RULES = ("cases",)
"""The keys of a theme's file that state no rule."""


class Placed(NamedTuple):
    """A predicate where a theme's file states it, and the list whose items it is about, if any."""

    path: Path
    predicate: Predicate
    scope: str | None


def predicates(theme: Theme) -> Iterator[Placed]:
    """Every predicate that stands at the top of a guard, of a condition or of an exclusion."""
    for place, window in enumerate(theme.windows):
        if window.when is not None:
            yield Placed(("windows", place, "when"), window.when, None)
    for place, size in enumerate(theme.size.ranges):
        if size.when is not None:
            yield Placed(("size", "ranges", place, "when"), size.when, None)
    for place, condition in enumerate(theme.conditions):
        if condition.when is not None:
            yield Placed(("eligibility", place, "when"), condition.when, None)
        yield Placed(("eligibility", place, "require"), condition.require, None)
    for place, exclusion in enumerate(theme.funding.exclude):
        yield Placed(("funding", "exclude", place, "when"), exclusion.when, LINES)
    commitments = () if isinstance(theme.commitments, Unreadable) else theme.commitments
    for family, requirements in (("commitments", commitments), ("documents", theme.documents)):
        for place, requirement in enumerate(requirements):
            if requirement.when is not None:
                yield Placed((family, place, "when"), requirement.when, None)


def parts(placed: Placed) -> Iterator[Placed]:
    """The predicates that one is made of, one level down."""
    path, node, scope = placed
    match node:
        case All(all=inner):
            yield from (Placed((*path, "all", place), part, scope) for place, part in enumerate(inner))
        case AnyOf(any=inner):
            yield from (Placed((*path, "any", place), part, scope) for place, part in enumerate(inner))
        case Not(not_=part):
            yield Placed((*path, "not"), part, scope)
        case Every(every=owner, satisfies=part) | Some(some=owner, satisfies=part) | NoneOf(none=owner, satisfies=part):
            yield Placed((*path, "satisfies"), part, owner)
        case CountTest(count=owner, where=where) if where is not None:
            yield Placed((*path, "where"), where, owner)
        case SumTest(sum=amount, where=where) | ShareTest(share=amount, where=where) if where is not None:
            yield Placed((*path, "where"), where, amount.partition("[]")[0])
        case _:
            return


def lists_read(node: Predicate) -> Iterator[str]:
    """The lists and list amounts that a predicate names itself, its parts aside."""
    for name in ("every", "some", "none", "count", "sum", "share"):
        owner = getattr(node, name, None)
        if isinstance(owner, str):
            yield owner


def facts_read(placed: Placed) -> Iterator[Placed]:
    """The fact tests of a predicate, itself included."""
    if isinstance(placed.predicate, FactTest):
        yield placed
    for part in parts(placed):
        yield from facts_read(part)


def every_part(placed: Placed) -> Iterator[Placed]:
    """A predicate and all that it is made of."""
    yield placed
    for part in parts(placed):
        yield from every_part(part)


def citations(theme: Theme) -> Iterator[tuple[Path, Source, ModelNode]]:
    """Every citation of a theme with what rests on it; the theme's own passage, where it stands, comes first."""

    def walk(node: object, path: Path) -> Iterator[tuple[Path, Source, ModelNode]]:
        if isinstance(node, tuple):
            for place, item in enumerate(node):
                yield from walk(item, (*path, place))
        elif isinstance(node, ModelNode):
            source = getattr(node, "source", None)
            if isinstance(source, Source):
                yield (*path, "source"), source, node
            for name in type(node).model_fields:
                if name not in NOT_RULES and not isinstance(getattr(node, name), Source):
                    yield from walk(getattr(node, name), (*path, name))

    yield from walk(theme, ())


def nodes(root: Node) -> Iterator[tuple[Path, Node]]:
    """Every node of a theme's file that is not part of a case, from the top down."""

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


def child(node: Node, *path: str | int) -> Node | None:
    """The node at the end of a path, or None."""
    for step in path:
        if isinstance(node.value, dict):
            found = node.value.get(str(step))
        elif isinstance(node.value, list) and isinstance(step, int):
            found = node.value[step] if step < len(node.value) else None
        else:
            found = None
        if found is None:
            return None
        node = found
    return node


def items(node: Node | None) -> list[Node]:
    """The items of a list; none of what is no list."""
    return node.value if node is not None and isinstance(node.value, list) else []


def word(node: Node | None) -> str | None:
    """The text of a single value."""
    return node.value if node is not None and isinstance(node.value, str) else None


def cited_ranges(lines: str) -> tuple[tuple[int, int], ...]:
    """Cited lines as pairs of first and last line, both included."""
    return Source(lines=lines, digest=None).ranges
