"""The nodes that are asked of many dossiers, and what they come to over the facts of one of them.

Once they were asked often they are one function, ``together``; what it does not know, and all of it until then, is
asked of the ranges. Writing the function takes longer than to ask the ranges of many dossiers: one dossier alone is not
made to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Named, Node
from relance_rules.targets.python.points import Memo, Point, key_of
from relance_rules.targets.python.program import FALSE, TRUE, Facts, Possible, Program
from relance_rules.values import Money

OFTEN = 50
"""How many dossiers are asked before there is a function: about as many as take the time of writing one."""


class Asked:
    """Nodes that are asked of many dossiers, none of them of an item."""

    def __init__(self, program: Program, asked: Sequence[Node]) -> None:
        """Take the nodes."""
        self.program = program
        self.places = {id(node): place for place, node in enumerate(asked)}
        """Where each node stands among the values."""
        self._nodes = asked
        self.unknown: tuple[Any, ...] = (None,) * len(asked)
        self._times = 0

    def of(self, facts: Facts) -> Answers:
        """What the nodes come to over the facts of a dossier."""
        if self._times >= OFTEN:
            return Answers(self, facts, self._together(facts, facts, {}))
        self._times += 1
        return Answers(self, facts, self.unknown)

    @cached_property
    def kept(self) -> Mapping[str, Node]:
        """The named nodes below, which are worked out once a dossier."""
        below = nodes.walk(nodes.All(tuple(self._nodes)))
        return {key_of(node): node for node in below if isinstance(node, Named) and self.program.is_kept(node)}

    @cached_property
    def _together(self) -> Point:
        return self.program.together((*self._nodes, *self.kept.values()))


class Answers:
    """What nodes come to over the facts of one dossier."""

    __slots__ = ("_asked", "_memo", "facts", "values")

    def __init__(self, asked: Asked, facts: Facts, values: tuple[Any, ...]) -> None:
        """Take what was asked, of what, and what it came to: None of what is not known, or was not worked out."""
        self.facts, self.values = facts, values
        """The facts of the dossier, and what each node that was asked comes to, in their order."""
        self._asked = asked
        self._memo: Memo | None = None

    @property
    def memo(self) -> Memo:
        """What named nodes come to."""
        if self._memo is None:
            known = self.values[len(self._asked.unknown) :]
            self._memo = dict(zip(self._asked.kept, known, strict=True)) if known else {}
        return self._memo

    def truth(self, node: Node, item: Facts | None = None, prefix: str = "") -> Possible:
        """The truth of a node, with the facts that would settle it where it is unknown."""
        place = self._asked.places.get(id(node))
        if place is None:
            return self._asked.program.truth(node, self.facts, self.memo, item, prefix)
        found = self.values[place]
        return self._range(node) if found is None else TRUE if found else FALSE

    def amount(self, node: Node | None) -> Money | None:
        """An amount, where there is one and it is known; what is finer than the hundredth is cut."""
        if node is None:
            return None
        found = self.values[self._asked.places[id(node)]]
        if found is None:
            found, high = self._range(node).value
            if found is None or found != high:
                return None
        return self.cents(node)(found)

    def interval(self, node: Node) -> Possible:
        """A number as an interval in units of its scale."""
        found = self.values[self._asked.places[id(node)]]
        return self._range(node) if found is None else Possible((found, found))

    def cents(self, node: Node) -> Callable[[int], Money]:
        """What makes amounts of the numbers of a node."""
        return self._asked.program.cents(node)

    def _range(self, node: Node) -> Possible:
        return self._asked.program.range(node)(self.facts, self.facts, self.memo, "")
