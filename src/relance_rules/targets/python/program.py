"""What callers ask of the nodes of a plan over the facts of a dossier.

A node has two forms: its ``point`` gives its value where it is known, fast; its ``range`` gives what is still possible,
with the facts that would settle it, and is asked only where the point gave nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Node
from relance_rules.plan.scales import MONEY_SCALE, Scales
from relance_rules.targets.python.points import Memo, Point, Points
from relance_rules.targets.python.ranges import Names, Possible, Range, Ranges
from relance_rules.targets.python.stated import Facts
from relance_rules.values import Money

__all__ = ["Facts", "Memo", "Names", "Point", "Possible", "Program", "Range", "program_of"]

_TRUE, _FALSE = Possible(True), Possible(False)


def program_of(facts: Vocabulary) -> Program:
    """The program over some facts, made once."""
    return facts.made_once(__name__, lambda: Program(facts))


class Program:
    """Compiles nodes over the facts of a rule set, each once."""

    def __init__(self, facts: Vocabulary) -> None:
        """Take the facts that the nodes read."""
        self.facts = facts
        self.scales = Scales(facts)
        points = Points(facts, self.scales)
        ranges = Ranges(facts, self.scales, points)
        self.point, self.range, self.is_truth = points.of, ranges.of, ranges.is_truth
        self._points = points.known
        self._amounts: dict[int, tuple[Point, Callable[[int], Money]]] = {}

    def truth(self, node: Node, facts: Facts, memo: Memo, item: Facts | None = None, prefix: str = "") -> Possible:
        """The truth of a node, with the facts that would settle it where it is unknown."""
        at = facts if item is None else item
        point = self._points.get(id(node)) or self.point(node)
        found = point(facts, at, memo)
        return self.range(node)(facts, at, memo, prefix) if found is None else _TRUE if found else _FALSE

    def interval(self, node: Node, facts: Facts, memo: Memo) -> Possible:
        """A number as an interval in units of its scale."""
        point = self._points.get(id(node)) or self.point(node)
        found = point(facts, facts, memo)
        return self.range(node)(facts, facts, memo, "") if found is None else Possible((found, found))

    def amount(self, node: Node | None, facts: Facts, memo: Memo) -> Money | None:
        """An amount, where there is one and it is known; what is finer than the hundredth is cut."""
        if node is None:
            return None
        reader = self._amounts.get(id(node))
        if reader is None:
            exact = self.scales.of(node) == MONEY_SCALE
            reader = self._amounts[id(node)] = self.point(node), Money if exact else self.cents(node)
        point, cents = reader
        found = point(facts, facts, memo)
        if found is None:
            found, high = self.range(node)(facts, facts, memo, "").value
            if found is None or found != high:
                return None
        return cents(found)

    def cents(self, node: Node) -> Callable[[int], Money]:
        """What makes amounts of the numbers of a node; what is finer than the hundredth is cut."""
        finer = self.scales.of(node) - MONEY_SCALE
        up, down = 10 ** max(0, -finer), 10 ** max(0, finer)
        return lambda value: Money(value * up // down)
