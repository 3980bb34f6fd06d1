from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Apply, Const
from relance_rules.values import Money

COST, STAFF, MONTHS, PART, MARK = (
    "projet.cout_total_ttc",
    "projet.contrepartie",
    "projet.mois",
    "projet.part",
    "projet.note",
)


def quotient(over: Any, under: Any, to: str = "0.01 EUR", way: str = "down", **more: Any) -> dict[str, Any]:
    return {"quotient": [over, under], "rounded": {"to": to, "way": way}, **more}


@pytest.mark.parametrize(
    "written",
    [
        {"quotient": [COST], "rounded": {"to": "1 EUR"}},
        {"quotient": [COST, MONTHS, MONTHS], "rounded": {"to": "1 EUR"}},
        {"quotient": [COST, MONTHS], "rounded": {"to": "1 EUR", "way": "away"}},
        {"quotient": [COST, MONTHS], "rounded": "1 EUR"},
    ],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"quotient": [COST, "2"]}, ": un quotient dit comment il est arrondi : « rounded »"),
        (quotient(COST, MONTHS), ": « Un fait » peut être nul : donnez « if_zero »"),
        (quotient(COST, "0"), ": 0 peut être nul : donnez « if_zero »"),
        (quotient(MONTHS, COST, "1"), "quotient: rien ne se divise par un montant, sinon un montant"),
        (quotient(COST, "2", "1"), "rounded: ce quotient ne s’arrondit pas à un multiple de cela"),
        (quotient(COST, STAFF, "1 EUR", if_zero="0"), "rounded: ce quotient ne s’arrondit pas"),
        (quotient(MONTHS, "2", "1 EUR"), "rounded: ce quotient ne s’arrondit pas"),
        (quotient(COST, "2", "0 EUR"), "rounded: ce quotient ne s’arrondit pas"),
        (quotient(COST, "2", COST), "rounded: ce quotient ne s’arrondit pas"),
        (quotient(COST, MONTHS, if_zero="5"), "if_zero: il faut un montant, pas un nombre"),
        (quotient("depose_le", "2"), "quotient.0: il faut un montant, un taux ou un nombre, pas une date"),
    ],
)
def test_it_says_how_it_is_rounded_and_what_it_is_over_nought(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


@pytest.mark.parametrize(
    ("over", "under", "to", "kind"),
    [
        (COST, "2", "1 EUR", "money"),
        (COST, "50 %", "1 EUR", "money"),
        (COST, "2 EUR", "1 %", "rate"),
        (COST, "2 EUR", "1", "number"),
        (MONTHS, "2", "1", "number"),
        (MONTHS, "2", "1 %", "rate"),
        (PART, "2", "1 %", "rate"),
    ],
)
def test_its_type_is_that_of_its_rounding(over: str, under: str, to: str, kind: str) -> None:
    assert lowered(quotient(over, under, to)).type.kind == kind


@pytest.mark.parametrize(
    ("way", "results"),
    [("down", (3, 3, 3)), ("up", (4, 4, 4)), ("nearest", (3, 4, 4))],
)
def test_it_is_rounded_one_way(way: str, results: tuple[int, ...]) -> None:
    written = quotient(COST, "2", "1 EUR", way)
    found = [known(written, {COST: Money(cents)}) for cents in (699, 700, 701)]
    assert found == list(results)
    assert known(written, {COST: Money(600)}) == 3


def test_it_is_a_multiple_of_its_step() -> None:
    assert known(quotient(COST, "3", "0.05 EUR"), {COST: Money(100)}) == Fraction(30, 100)
    assert known(quotient(COST, "3", "0.05 EUR", "nearest"), {COST: Money(100)}) == Fraction(35, 100)
    assert known(quotient(COST, STAFF, "0.1 %", if_zero="0 %"), {COST: Money(100), STAFF: Money(300)}) == Fraction(
        333, 1000
    )
    assert known(quotient(MONTHS, "7", "0,01"), {MONTHS: 1}) == Fraction(14, 100)
    # A negative quotient is rounded down too, away from nought.
    assert known(quotient({"subtract": ["0 EUR", COST]}, "3", "0.01 EUR"), {COST: Money(100)}) == Fraction(-34, 100)
    assert known(quotient(COST, {"subtract": ["0", "3"]}, "0.01 EUR", if_zero="0 EUR"), {COST: Money(100)}) == Fraction(
        -34, 100
    )


def test_over_nought_it_is_what_it_says() -> None:
    written = quotient(COST, MONTHS, if_zero="7 EUR")
    assert known(written, {COST: Money(100), MONTHS: 0}) == 7
    assert known(written, {COST: Money(100), MONTHS: 2}) == Fraction(1, 2)
    # It is rounded as the quotient is.
    assert known(quotient(MARK, MONTHS, "1", if_zero=MARK), {MARK: Fraction(5, 2), MONTHS: 0}) == 2
    assert known(quotient(MARK, MONTHS, "1", "up", if_zero="2,5"), {MARK: Fraction(5, 2), MONTHS: 0}) == 3


def test_it_is_what_is_possible() -> None:
    over = quotient(COST, "2", "1 EUR")
    assert possible(over, {}) == ((0, None), (COST,))
    capped = quotient({"least": [COST, "9 EUR"]}, "2", "1 EUR")
    assert possible(capped, {}) == ((0, 4), (COST,))
    # What is left of it is rounded away.
    assert known(quotient({"least": [COST, "1 EUR"]}, "2", "1 EUR"), {}) == 0
    negative = quotient({"least": [COST, "9 EUR"]}, {"subtract": ["0", "2"]}, "1 EUR", if_zero="0 EUR")
    assert possible(negative, {}) == ((-5, 0), (COST,))
    assert possible(quotient(COST, MONTHS, if_zero="0 EUR"), {COST: Money(100)}).names == (MONTHS,)


def test_it_lowers_to_a_function_of_three_parts() -> None:
    node = lowered(quotient(COST, MONTHS, if_zero="7 EUR")).node
    assert isinstance(node, Apply)
    assert (node.function, node.to, node.way, len(node.parts)) == ("quotient", Const("number", 1, 2), "down", 3)


def test_it_is_said_in_words() -> None:
    assert words(quotient(COST, "2")) == "« Un fait » sur 2"
