from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Choose, Const
from relance_rules.values import Money

COST = "projet.cout_total_ttc"
HALVES = [{"up_to": "10 EUR", "rate": "8 %"}, {"up_to": "30 EUR", "rate": "10 %"}, {"rate": "5 %"}]


def slab(brackets: Any, of: Any = COST) -> dict[str, Any]:
    return {"slab": of, "brackets": brackets}


@pytest.mark.parametrize("written", [slab([]), {"slab": COST}, slab([{"up_to": "1 EUR"}])])
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (slab([{"rate": "1 %"}, {"rate": "2 %"}]), "brackets.0: chaque tranche porte « up_to », sauf la dernière"),
        (slab([{"up_to": "2 EUR", "rate": "1 %"}, {"up_to": "1 EUR", "rate": "1 %"}]), "brackets: les tranches vont"),
        (slab([{"up_to": "2 %", "rate": "1 %"}]), "brackets.0.up_to: il faut un montant, pas un taux"),
        (slab([{"rate": "1 %"}], "depose_le"), "slab: il faut un montant ou un nombre, pas une date"),
    ],
)
def test_brackets_go_up(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


@pytest.mark.parametrize(("cents", "rate"), [(0, 8), (1, 8), (1000, 8), (1001, 10), (3000, 10), (3001, 5), (10**6, 5)])
def test_the_whole_is_at_the_rate_of_its_bracket(cents: int, rate: int) -> None:
    assert known(slab(HALVES), {COST: Money(cents)}) == Fraction(cents * rate, 10_000)


def test_it_is_what_is_possible() -> None:
    assert possible(slab(HALVES), {}) == ((0, None), (COST,))
    capped = {"least": [COST, "20 EUR"]}
    assert possible(slab(HALVES, capped), {}) == ((0, 2), (COST,))


def test_past_the_last_end_nothing_is_known_for_that_reason() -> None:
    written = slab(HALVES[:2])
    assert possible(written, {COST: Money(3001)}) == ((None, None), ())
    node = lowered(written).node
    assert isinstance(node, Choose)
    assert isinstance(node.otherwise, Choose)
    gap = node.otherwise.otherwise
    assert isinstance(gap, Const)
    assert gap.gap is not None
    assert str(gap.gap) == "au-delà de la dernière tranche"


def test_it_is_said_in_words() -> None:
    assert words(slab(HALVES)) == "8 % si au plus 10,00 €, 10 % si au plus 30,00 €, 5 % de « Un fait »"
