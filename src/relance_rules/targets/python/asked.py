"""The nodes that are asked of many dossiers, and what they come to over the facts of one of them.

Once they were asked often they are one function, ``together``; what it does not know, and all of it until then, is
asked of the ranges. Writing the function takes longer than to ask the ranges of many dossiers: one dossier alone is not
made to wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Const, Named, Node
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.targets.python.points import OFTEN, Memo, Point, key_of
from relance_rules.targets.python.program import FALSE, MONEY, TRUE, Facts, Names, Possible, Program
from relance_rules.values import Money

HUNDREDTH = Const("number", 1, MONEY_SCALE)


class Asked:
    """Nodes that are asked of many dossiers, none of them of an item."""

    def __init__(self, program: Program, truths: Sequence[Node], amounts: Sequence[Node]) -> None:
        """Take the nodes: those whose value is asked as it is, and those of amounts."""
        self.program = program
        self.amounts = amounts
        asked = (*truths, *amounts)
        self.places = {id(node): place for place, node in enumerate(asked)}
        """Where each node stands among the values."""
        self.start = len(truths)
        """Where the amounts do."""
        self._nodes = (*truths, *map(self._hundredths, amounts))
        self.unknown: tuple[Any, ...] = (None,) * len(asked)
        self._times = 0

    def of(self, facts: Facts) -> Answers:
        """What the nodes come to over the facts of a dossier."""
        if self._times >= OFTEN:
            return Answers(self, facts, self._together(facts, facts, {}))
        self._times += 1
        return Answers(self, facts, self.unknown)

    def _hundredths(self, node: Node) -> Node:
        """An amount in hundredths; what is finer is cut."""
        return node if self.program.scales.of(node) == MONEY_SCALE else Apply("round", (node,), HUNDREDTH, "down")

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

    def known(self, node: Node) -> Any:
        """What a node that was asked comes to; None where it is not known, or was not worked out."""
        return self.values[self._asked.places[id(node)]]

    def truth(self, node: Node) -> Possible:
        """The truth of a node that was asked, with the facts that would settle it where it is unknown."""
        found = self.values[self._asked.places[id(node)]]
        return self._range(node) if found is None else TRUE if found else FALSE

    def holds(self, node: Node | None) -> bool:
        """Whether a condition that was asked, or none, surely holds."""
        if node is None:
            return True
        found: bool | None = self.known(node)
        return self._range(node).value is True if found is None else found

    def holds_of(self, node: Node, item: Facts) -> bool:
        """Whether a condition on the items of a list surely holds of one of them."""
        return self._asked.program.truth(node, self.facts, self.memo, item).value is True

    def amounts(self) -> list[Money | None]:
        """The amounts that were asked, where they are known; what is finer than the hundredth is cut."""
        nodes_, found = self._asked.amounts, self.values[self._asked.start :]
        return [
            self._amount(node) if value is None else MONEY(value) for node, value in zip(nodes_, found, strict=False)
        ]

    def amount(self, node: Node) -> Money | None:
        """One of them."""
        found = self.known(node)
        return self._amount(node) if found is None else MONEY(found)

    def _amount(self, node: Node) -> Money | None:
        low, high = self._range(node).value
        return None if low is None or low != high else self._asked.program.cents(node)(low)

    def span(self, node: Node) -> tuple[Money | None, Money | None]:
        """The least and the most that an amount which is not known may be; None for no end."""
        cents = self._asked.program.cents(node)
        low, high = self._range(node).value
        return None if low is None else cents(low), None if high is None else cents(high)

    def names(self, node: Node) -> Names:
        """The facts that would settle what is not known."""
        return self._range(node).names

    def _range(self, node: Node) -> Possible:
        return self._asked.program.range(node)(self.facts, self.facts, self.memo, "")
