"""Nodes written again with other parts: without names, or with some of them cut out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from relance_rules.plan import nodes
from relance_rules.plan.nodes import (
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    In,
    Named,
    Node,
    Not,
    Settled,
)


def bare(node: Node) -> Node:
    """A node without the names in it: what it works out, as it is written."""
    return rewritten(node, lambda each: _without_names(each) if isinstance(each, Named) else None)


def _without_names(named: Named) -> Node:
    return bare(named.of)


def cut(node: Node, stands: Mapping[int, Node]) -> Node:
    """A node in which others, by their identity, stand in for some of its parts."""
    return rewritten(node, lambda each: stands.get(id(each)))


def rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A node in which ``change`` replaces the parts for which it gives something, from the top down."""
    made: dict[int, tuple[Node, Node]] = {}

    def again(each: Node) -> Node:
        if id(each) not in made:
            # What is shared is made once, and kept so that nothing else takes its identity.
            found = change(each)
            made[id(each)] = each, found if found is not None else _with_parts(each, again)
        return made[id(each)][1]

    return again(node)


def _with_parts(node: Node, again: Callable[[Node], Node]) -> Node:
    match node:
        case Const():
            return node
        case Fact(absent=absent):
            return node if absent is None else replace(node, absent=again(absent))
        case In(choice=choice):
            return replace(node, choice=again(choice))
        case Settled(of=of) | Not(of=of) | Named(of=of):
            return replace(node, of=again(of))
        case Compare(left=left, right=right):
            return replace(node, left=again(left), right=again(right))
        case nodes.All(parts=parts) | nodes.Any(parts=parts) | Apply(parts=parts):
            return replace(node, parts=tuple(again(part) for part in parts))
        case Choose(when=when, then=then, otherwise=otherwise):
            return Choose(again(when), again(then), again(otherwise))
        case Fold(of=of, absent=absent):
            return replace(node, of=again(of), absent=None if absent is None else again(absent))
        case _:
            assert_never(node)
