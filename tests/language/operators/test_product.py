from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply
from relance_rules.values import Money

COST, PART, MONTHS, MARK = "projet.cout_total_ttc", "projet.part", "projet.mois", "projet.note"


@pytest.mark.parametrize("written", [{"product": [COST]}, {"product": COST}, {"product": []}])
def test_it_takes_two_quantities_or_more(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"product": [COST, "5 EUR"]}, "product: deux montants ne se multiplient pas"),
        ({"product": [COST, MONTHS, COST]}, "product: deux montants ne se multiplient pas"),
        ({"product": [COST, "depose_le"]}, "product.1: il faut un montant, un taux ou un nombre, pas une date"),
        (
            {"product": ["projet.pret", COST]},
            "product.0: il faut un montant, un taux ou un nombre, pas un oui ou non",
        ),
    ],
)
def test_two_amounts_are_never_multiplied(written: Any, why: str) -> None:
    assert refused(written) == why


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ([COST, PART], "money"),
        ([PART, COST], "money"),
        ([MONTHS, COST], "money"),
        ([COST, PART, MONTHS], "money"),
        ([PART, PART], "rate"),
        ([MONTHS, PART], "rate"),
        ([MONTHS, MARK], "number"),
    ],
)
def test_its_type_is_that_of_its_parts(parts: list[str], kind: str) -> None:
    assert lowered({"product": parts}).type.kind == kind


def test_it_multiplies_exactly() -> None:
    written = {"product": [COST, PART]}
    node = lowered(written).node
    assert isinstance(node, Apply)
    assert node.function == "multiply"
    assert known(written, {COST: Money(1), PART: Fraction(33_333_333, 10**8)}) == (
        Fraction(1, 100) * Fraction(33_333_333, 10**8)
    )
    assert known({"product": [COST, PART, MONTHS]}, {COST: Money(100), PART: Fraction(1, 2), MONTHS: 3}) == Fraction(
        3, 2
    )
    assert possible(written, {COST: Money(100)}) == ((0, 1), (PART,))
    assert possible(written, {PART: Fraction(1, 2)}) == ((0, None), (COST,))
    # Nought times anything is nought.
    assert known(written, {COST: Money(0)}) == 0
    assert known(written, {PART: Fraction(0)}) == 0


def test_signs_are_looked_after() -> None:
    negative = {"subtract": ["1 EUR", COST]}
    assert possible({"product": [negative, "50 %"]}, {}) == ((None, Fraction(1, 2)), (COST,))
    less = {"subtract": ["10 %", "60 %"]}
    assert possible({"product": [negative, less]}, {}) == ((Fraction(-1, 2), None), (COST,))


def test_one_of_its_parts_may_be_a_list_of_choices() -> None:
    rate = [{"when": "projet.pret", "is": "70 %"}, {"is": "50 %"}]
    assert known({"product": [COST, rate]}, {COST: Money(1000), "projet.pret": True}) == 7
    assert possible({"product": [COST, rate]}, {COST: Money(1000)}) == ((5, 7), ("projet.pret",))


def test_it_is_said_in_words() -> None:
    assert words({"product": [COST, "70 %"]}) == "le produit de « Un fait » et 70 %"
