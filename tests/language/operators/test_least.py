from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply
from relance_rules.values import Money

COST, STAFF = "projet.cout_total_ttc", "projet.contrepartie"


@pytest.mark.parametrize("written", [{"least": []}, {"least": COST}, {"least": [COST], "of": STAFF}])
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"least": [COST, "3"]}, "least.1: il faut un montant, pas un nombre"),
        ({"least": ["depose_le", "5 EUR"]}, "least.1: il faut une date, pas un montant"),
        ({"least": ["modalite"]}, "least.0: il faut un nombre, pas un choix"),
        ({"least": ["projet.nom"]}, "least.0: il faut un nombre, pas un texte"),
    ],
)
def test_its_parts_are_of_one_type(written: Any, why: str) -> None:
    assert refused(written) == why


def test_it_is_the_smallest() -> None:
    written = {"least": [COST, STAFF, "5 EUR"]}
    node = lowered(written).node
    assert isinstance(node, Apply)
    assert node.function == "least"
    assert known(written, {COST: Money(300), STAFF: Money(200)}) == 2
    assert known(written, {COST: Money(600), STAFF: Money(700)}) == 5
    assert possible(written, {COST: Money(300)}) == ((0, 3), (STAFF,))
    assert possible(written, {}) == ((0, 5), (COST, STAFF))
    assert known({"least": ["depose_le", "2021-06-01"]}, {"depose_le": date(2021, 3, 1)}) == date(2021, 3, 1)
    assert known({"least": ["projet.note", "2"]}, {"projet.note": Fraction(3, 2)}) == Fraction(3, 2)


def test_a_part_that_can_no_longer_move_it_is_not_asked() -> None:
    assert known({"least": [COST, STAFF]}, {COST: Money(0)}) == 0
    assert possible({"least": [{"add": [COST, "5 EUR"]}, STAFF]}, {STAFF: Money(500)}) == ((5, 5), ())
    assert possible({"least": [{"add": [COST, "4 EUR"]}, STAFF]}, {STAFF: Money(500)}) == ((4, 5), (COST,))


def test_it_is_said_in_words() -> None:
    assert words({"least": [COST, "5 EUR"]}) == "le plus petit de (« Un fait », 5,00 €)"
