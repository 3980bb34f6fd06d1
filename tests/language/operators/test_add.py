from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply
from relance_rules.values import Money

COST, STAFF = "projet.cout_total_ttc", "projet.contrepartie"


@pytest.mark.parametrize("written", [{"add": []}, {"add": COST}, {"add": [COST], "where": "projet.pret"}])
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"add": [COST, "projet.mois"]}, "add.1: il faut un montant, pas un nombre"),
        ({"add": ["projet.mois", "5 EUR"]}, "add.1: il faut un nombre, pas un montant"),
        ({"add": ["depose_le", "projet.debut"]}, "add.0: il faut un nombre, pas une date"),
        ({"add": [COST, "projet.pret"]}, "add.1: il faut un nombre, pas un oui ou non"),
        ({"add": ["modalite"]}, "add.0: il faut un nombre, pas un choix"),
    ],
)
def test_its_parts_are_of_one_type(written: Any, why: str) -> None:
    assert refused(written) == why


def test_it_adds() -> None:
    written = {"add": [COST, STAFF, "0,50 EUR"]}
    node = lowered(written).node
    assert isinstance(node, Apply)
    assert node.function == "add"
    assert known(written, {COST: Money(100), STAFF: Money(25)}) == Fraction(7, 4)
    assert possible(written, {COST: Money(100)}) == ((Fraction(3, 2), None), (STAFF,))
    assert possible(written, {}) == ((Fraction(1, 2), None), (COST, STAFF))
    assert known({"add": ["projet.part", "1,5 %"]}, {"projet.part": Fraction(1, 8)}) == Fraction(14, 100)
    # Numbers of different precision.
    assert known(
        {"add": ["projet.note", "projet.mois"]}, {"projet.note": Fraction(1, 8), "projet.mois": 2}
    ) == Fraction(17, 8)


def test_it_is_said_in_words() -> None:
    assert words({"add": [COST, "5 EUR"]}) == "la somme de (« Un fait », 5,00 €)"
