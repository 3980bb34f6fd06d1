"""What callers ask of the nodes of a plan over the facts of a dossier.

A node has two forms: its ``point`` gives its value where it is known, fast; its ``range`` gives what is still possible,
with the facts that would settle it, and is asked only where the point gave nothing. A point takes longer to make than
many ranges take to run: a node has none until it is asked often, so that one dossier alone is not made to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Node
from relance_rules.plan.once import PerNode
from relance_rules.plan.scales import MONEY_SCALE, Scales
from relance_rules.targets.python.points import Memo, Point, Points
from relance_rules.targets.python.possible import Names, Possible
from relance_rules.targets.python.ranges import Range, Ranges
from relance_rules.targets.python.stated import Facts
from relance_rules.targets.python.together import Together
from relance_rules.values import Money

__all__ = ["Facts", "Memo", "Names", "Point", "Possible", "Program", "Range", "program_of"]

TRUE, FALSE = Possible(True), Possible(False)
MONEY: Callable[[int], Money] = partial(int.__new__, Money)
"""An amount of a whole number, which is all that a node gives: there is nothing else to look at."""


def program_of(facts: Vocabulary) -> Program:
    """The program over some facts, made once."""
    return facts.made_once(__name__, lambda: Program(facts))


class Program:
    """Compiles nodes over the facts of a rule set, each once."""

    def __init__(self, facts: Vocabulary) -> None:
        """Take the facts that the nodes read."""
        self.facts = facts
        self.scales = Scales(facts)
        points = self._points = Points(facts, self.scales)
        ranges = Ranges(facts, self.scales, points)
        self.point, self.range = points.of, ranges.of
        self.reads_item = points.reads_item
        self._often, self.is_kept = points.often, points.is_kept
        self.cents = PerNode(self._cents)
        """What makes amounts of the numbers of a node; what is finer than the hundredth is cut."""

    def together(self, asked: Sequence[Node]) -> Point:
        """The function that gives what each of some nodes comes to, None where it is not known."""
        return Together(self._points, asked).function()

    def truth(self, node: Node, facts: Facts, memo: Memo, item: Facts | None = None, prefix: str = "") -> Possible:
        """The truth of a node, with the facts that would settle it where it is unknown."""
        at = facts if item is None else item
        point = self._often(node)
        found = None if point is None else point(facts, at, memo)
        return self.range(node)(facts, at, memo, prefix) if found is None else TRUE if found else FALSE

    def interval(self, node: Node, facts: Facts, memo: Memo) -> Possible:
        """A number as an interval in units of its scale."""
        point = self._often(node)
        found = None if point is None else point(facts, facts, memo)
        return self.range(node)(facts, facts, memo, "") if found is None else Possible((found, found))

    def amount(self, node: Node | None, facts: Facts, memo: Memo) -> Money | None:
        """An amount, where there is one and it is known; what is finer than the hundredth is cut."""
        if node is None:
            return None
        point = self._often(node)
        found = None if point is None else point(facts, facts, memo)
        if found is None:
            found, high = self.range(node)(facts, facts, memo, "").value
            if found is None or found != high:
                return None
        return self.cents(node)(found)

    def _cents(self, node: Node) -> Callable[[int], Money]:
        finer = self.scales.of(node) - MONEY_SCALE
        if not finer:
            return MONEY
        up, down = 10 ** max(0, -finer), 10 ** max(0, finer)
        return lambda value: Money(value * up // down)
