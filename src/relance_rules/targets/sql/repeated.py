"""What several values ask of each item of a list: it is computed once, as a field of the item.

An engine that goes through a list once a value does not see what two of them have in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeGuard

from sqlglot import exp

from relance_rules.targets.sql.dialects import ITEM
from relance_rules.targets.sql.terms import Sql, field, param

_SMALL = 7
"""An expression of no more nodes is computed again sooner than kept."""


def repeated(values: Sequence[Sql]) -> tuple[dict[str, Sql], list[Sql]]:
    """What several values of an item have in common.

    Returns:
        The fields of an item that has it, none if there is nothing; and the values, of such an item.
    """
    counts = Counter(node for value in values for node in value.walk() if _computed(node))
    names: dict[Sql, str] = {}
    for value in values:
        for part in _largest(value, counts):
            names.setdefault(part, f"+{len(names)}")
    if not names:
        return {}, list(values)
    item = param(ITEM)
    made = [value.transform(lambda node: field(item, names[node]) if node in names else node) for value in values]
    fields = {node.expression.name: None for value in made for node in value.find_all(exp.Dot) if node.this == item}
    shared = {name: part for part, name in names.items()}
    return {name: shared.get(name) or field(item, name) for name in fields}, made


def _computed(node: object) -> TypeGuard[Sql]:
    """Whether a node is a value that takes some time."""
    kinds = (exp.Binary, exp.Not, exp.Coalesce, exp.Case, exp.In)
    return isinstance(node, kinds) and not isinstance(node, exp.Dot) and sum(1 for _ in node.walk()) > _SMALL


def _largest(value: Sql, counts: Counter[Sql]) -> Iterator[Sql]:
    """The parts of a value that are repeated, without those inside them.

    What only joins parts that are repeated more often is left to be joined again.
    """
    count = counts[value]
    sides: list[Any] = [value.left.unnest(), value.right.unnest()] if isinstance(value, exp.Connector) else []
    if count > 1 and not (sides and all(counts[side] > count for side in sides)):
        yield value
        return
    for child in value.iter_expressions():
        if isinstance(child, exp.Expression):
            yield from _largest(child, counts)
