"""What is worked out of the nodes of a plan, once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from relance_rules.plan.nodes import Node

T = TypeVar("T")


class PerNode(Generic[T]):
    """A function of nodes that is worked out once for each; nodes are told apart by their identity."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[Node], T]) -> None:
        """Take the function, which may ask this one of the parts of its node."""
        self._make = make
        self._made: dict[int, tuple[Node, T]] = {}

    def __call__(self, node: Node) -> T:
        """What the function gives of a node."""
        found = self._made.get(id(node))
        if found is None:
            found = self.keep(node, self._make(node))
        return found[1]

    def keep(self, node: Node, value: T) -> tuple[Node, T]:
        """Let a node have a value that was worked out elsewhere."""
        # The node is kept, so that nothing else takes its identity.
        found = self._made[id(node)] = node, value
        return found
