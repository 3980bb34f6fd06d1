from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, malformed, possible, refused, words
from relance_rules.values import Money

COST, MONTHS = "projet.cout_total_ttc", "projet.mois"
HALVES = [{"up_to": "10 EUR", "rate": "100 %"}, {"up_to": "30 EUR", "rate": "50 %"}, {"rate": "10 %"}]


def scale(brackets: Any, of: Any = COST) -> dict[str, Any]:
    return {"scale": of, "brackets": brackets}


def up_to(end: str) -> dict[str, str]:
    return {"up_to": end, "rate": "1 %"}


@pytest.mark.parametrize(
    "written",
    [
        scale([]),
        {"scale": COST},
        scale({"rate": "1 %"}),
        scale([{"up_to": "1 EUR"}]),
        scale([{"rate": "1 %", "of": "2"}]),
    ],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (scale([{"rate": "1 %"}, {"rate": "2 %"}]), "brackets.0: chaque tranche porte « up_to », sauf la dernière"),
        (scale([{"up_to": "1 EUR", "rate": "1 %"}]), "brackets.0: chaque tranche porte « up_to », sauf la dernière"),
        (scale([up_to("2 EUR"), up_to("1 EUR"), {"rate": "1 %"}]), "brackets: les tranches vont croissant"),
        (scale([up_to("2 EUR"), up_to("2 EUR"), {"rate": "1 %"}]), "brackets: les tranches vont croissant"),
        (scale([up_to("0 EUR"), {"rate": "1 %"}]), "brackets: les tranches vont croissant"),
        (scale([up_to("5"), {"rate": "1 %"}]), "brackets.0.up_to: il faut un montant, pas un nombre"),
        (scale([{"rate": "1 EUR"}]), "brackets.0.rate: il faut un taux, pas un montant"),
        (scale([{"rate": "1 %"}], "projet.part"), "scale: il faut un montant ou un nombre, pas un taux"),
    ],
)  # fmt: skip
def test_brackets_go_up(written: Any, why: str) -> None:
    assert refused(written) == why


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, 0), (1, 1), (1000, 1000), (1001, Fraction(2001, 2)), (3000, 2000), (3001, Fraction(20001, 10)), (5000, 2200)],
)
def test_each_part_is_at_the_rate_of_its_bracket(cents: int, expected: Fraction) -> None:
    assert known(scale(HALVES), {COST: Money(cents)}) == Fraction(expected) / 100


def test_nothing_is_lost_to_a_rate_of_nought() -> None:
    assert known(scale([{"up_to": "10 EUR", "rate": "0 %"}, {"rate": "0 %"}]), {COST: Money(5000)}) == 0
    assert known(scale([{"up_to": "10 EUR", "rate": "100 %"}, {"rate": "0 %"}]), {COST: Money(5000)}) == 10


def test_it_is_what_is_possible() -> None:
    assert possible(scale(HALVES), {}) == ((0, None), (COST,))
    capped = scale([{"up_to": "10 EUR", "rate": "100 %"}, {"rate": "0 %"}])
    assert possible(capped, {}) == ((0, 10), (COST,))
    assert possible(capped, {COST: Money(1000)}) == ((10, 10), ())


def test_ends_and_rates_may_be_any_quantity() -> None:
    brackets = [
        {"up_to": "projet.contrepartie", "rate": "100 %"},
        {"up_to": "10 EUR", "rate": "50 %"},
        {"rate": "projet.part"},
    ]
    facts = {COST: Money(2000), "projet.contrepartie": Money(400), "projet.part": Fraction(1, 10)}
    assert known(scale(brackets), facts) == 4 + 3 + 1
    # An end that comes after the next one leaves an empty bracket.
    facts["projet.contrepartie"] = Money(1500)
    assert known(scale(brackets), facts) == 15 + 0 + 1


def test_numbers_have_brackets_too() -> None:
    assert known(scale([{"up_to": "10", "rate": "100 %"}, {"rate": "50 %"}], MONTHS), {MONTHS: 13}) == Fraction(23, 2)


def test_it_is_said_in_words() -> None:
    assert words(scale(HALVES)) == "100 % jusqu’à 10,00 €, 50 % jusqu’à 30,00 €, 10 % au-delà de « Un fait »"
    assert "100% up to €10.00, 50% up to €30.00, 10% above that" in words(scale(HALVES), "en")
