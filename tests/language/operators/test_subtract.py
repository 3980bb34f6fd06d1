from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply
from relance_rules.values import Money

COST, STAFF = "projet.cout_total_ttc", "projet.contrepartie"


@pytest.mark.parametrize("written", [{"subtract": [COST]}, {"subtract": [COST, STAFF, STAFF]}, {"subtract": COST}])
def test_it_takes_two_quantities(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"subtract": [COST, "10 %"]}, "subtract.1: il faut un montant, pas un taux"),
        ({"subtract": ["depose_le", "projet.debut"]}, "subtract.0: il faut un nombre, pas une date"),
    ],
)
def test_they_are_of_one_type(written: Any, why: str) -> None:
    assert refused(written) == why


def test_it_subtracts() -> None:
    written = {"subtract": [COST, STAFF]}
    node = lowered(written).node
    assert isinstance(node, Apply)
    assert node.function == "subtract"
    assert known(written, {COST: Money(100), STAFF: Money(175)}) == Fraction(-3, 4)
    assert possible(written, {COST: Money(100)}) == ((None, 1), (STAFF,))
    assert possible(written, {STAFF: Money(100)}) == ((-1, None), (COST,))
    assert known({"subtract": ["100 %", "projet.part"]}, {"projet.part": Fraction(1, 8)}) == Fraction(7, 8)
    assert possible({"subtract": ["100 %", "projet.part"]}, {}) == ((0, 1), ("projet.part",))


def test_it_is_said_in_words() -> None:
    assert words({"subtract": [COST, "5 EUR"], "at_least": "1 EUR"}) == "« Un fait » moins 5,00 € : au moins 1,00 €"
