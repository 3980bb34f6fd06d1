"""The sort of a node is that of what it comes to, whatever it is made of."""

from __future__ import annotations

import pytest

from core_strategies import vocabulary
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled, Sort
from relance_rules.plan.scales import BATCH_COST
from relance_rules.plan.sorts import sort_of

FACTS = vocabulary()
ONE, GAP, DAY = Const("number", 1), Const("number", None), Const("day", 737_000)
YES, KIND = Const("truth", True), Const("choice", "a")
OF_SORT = {"truth": "choice", "choice": "choice", "day": "day", "text": None, "group": None}


@pytest.mark.parametrize("path", FACTS)
def test_a_fact_has_the_sort_of_its_type(path: str) -> None:
    assert sort_of(Fact(path), FACTS) == OF_SORT.get(FACTS[path].kind.sort, "number")


@pytest.mark.parametrize(
    ("node", "sort"),
    [
        (YES, "truth"),
        (KIND, "choice"),
        (GAP, "number"),
        (Fact(BATCH_COST), "number"),
        (Not(YES), "truth"),
        (Settled(ONE), "truth"),
        (Compare(ONE, ONE), "truth"),
        (In(KIND, ("a",)), "truth"),
        (Choose(YES, DAY, DAY), "day"),
        (Choose(YES, GAP, KIND), "choice"),
        (Choose(YES, KIND, GAP), "choice"),
        (Apply("add", (ONE, ONE)), "number"),
        (Apply("least", (DAY, DAY)), "day"),
        (Apply("shift", (DAY,), by=1), "day"),
        (Fold("add", "depenses", ONE), "number"),
        (Fold("any", "depenses", YES), "truth"),
        (Named("step", "x", DAY), "day"),
    ],
)
def test_a_node_has_the_sort_of_what_it_gives(node: Node, sort: Sort) -> None:
    assert sort_of(node, FACTS) == sort
