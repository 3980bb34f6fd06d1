from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply
from relance_rules.values import Money

COST, STAFF = "projet.cout_total_ttc", "projet.contrepartie"


@pytest.mark.parametrize("written", [{"greatest": []}, {"greatest": COST}, {"greatest": [COST], "of": STAFF}])
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"greatest": [COST, "3"]}, "greatest.1: il faut un montant, pas un nombre"),
        ({"greatest": ["depose_le", "5 EUR"]}, "greatest.1: il faut une date, pas un montant"),
        ({"greatest": ["modalite"]}, "greatest.0: il faut un nombre, pas un choix"),
        ({"greatest": ["projet.nom"]}, "greatest.0: il faut un nombre, pas un texte"),
    ],
)
def test_its_parts_are_of_one_type(written: Any, why: str) -> None:
    assert refused(written) == why


def test_it_is_the_largest() -> None:
    written = {"greatest": [COST, STAFF, "5 EUR"]}
    node = lowered(written).node
    assert isinstance(node, Apply)
    assert node.function == "greatest"
    assert known(written, {COST: Money(300), STAFF: Money(200)}) == 5
    assert known(written, {COST: Money(600), STAFF: Money(700)}) == 7
    assert possible(written, {COST: Money(600)}) == ((6, None), (STAFF,))
    assert possible(written, {}) == ((5, None), (COST, STAFF))
    assert known({"greatest": ["depose_le", "2021-06-01"]}, {"depose_le": date(2021, 3, 1)}) == date(2021, 6, 1)
    assert known({"greatest": ["projet.note", "2"]}, {"projet.note": Fraction(3, 2)}) == 2


def test_a_part_that_can_no_longer_move_it_is_not_asked() -> None:
    rate = {"greatest": ["projet.part", "100 %"]}
    assert known(rate, {}) == 1
    assert possible({"greatest": ["projet.part", "50 %"]}, {}) == ((Fraction(1, 2), 1), ("projet.part",))
    capped = {"least": [COST, "4 EUR"]}
    assert possible({"greatest": [capped, STAFF]}, {STAFF: Money(400)}) == ((4, 4), ())
    assert possible({"greatest": [capped, STAFF]}, {STAFF: Money(399)}) == ((Fraction(399, 100), 4), (COST,))


def test_it_is_said_in_words() -> None:
    assert words({"greatest": [COST, "5 EUR"]}) == "le plus grand de (« Un fait », 5,00 €)"
