from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Choose, Fact, Fold
from relance_rules.values import Money
from rule_sets import both

FRENCH = {"fact": "pays", "is": "FR"}


def line(cents: int | None = None, pays: str | None = None) -> dict[str, Any]:
    found = {"montant_ttc": None if cents is None else Money(cents), "pays": pays}
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    "written",
    [
        {"sum": "montant_ttc"},
        {"over": "depenses", "where": FRENCH},
        {"sum": "montant_ttc", "over": "depenses[]"},
        {"sum": "montant_ttc", "over": "depenses", "when": FRENCH},
        {"sum": [], "over": "depenses"},
    ],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"sum": "montant_ttc", "over": "depense"}, "over: « depense » n’est pas une liste du vocabulaire ;"),
        ({"sum": "montant_ttc", "over": "porteurs"}, "sum: « montant_ttc » est de chaque élément de « depenses »"),
        ({"sum": "pays", "over": "depenses"}, "sum: il faut un montant ou un nombre, pas un choix"),
        ({"sum": "10 %", "over": "depenses"}, "sum: il faut un montant ou un nombre, pas un taux"),
        ({"sum": "montant_ttc", "over": "depenses", "where": "annee"}, "where: une condition est attendue, pas"),
        ({"sum": "montant_ttc", "over": "depenses", "if_absent": "3"}, "if_absent: il faut un montant, pas"),
        ({"sum": {"sum": "montant", "over": "aides"}, "over": "depenses"}, "sum.over: une liste ne s’examine pas"),
    ],
)  # fmt: skip
def test_it_adds_amounts_or_numbers_of_the_items(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_it_lowers_to_a_fold() -> None:
    amount = Fact("depenses[].montant_ttc")
    assert lowered({"sum": "montant_ttc", "over": "depenses"}).node == Fold("add", "depenses", amount)
    node = lowered({"sum": "montant_ttc", "over": "depenses", "where": FRENCH}).node
    assert isinstance(node, Fold)
    assert isinstance(node.of, Choose)
    assert node.of.then == amount


def test_it_adds_what_is_stated() -> None:
    written = {"sum": "montant_ttc", "over": "depenses"}
    assert known(written, {"depenses": (line(60), line(41))}) == Fraction(101, 100)
    assert possible(written, {"depenses": (line(60), line())}) == ((Fraction(3, 5), None), ("depenses[1].montant_ttc",))
    assert possible(written, {}) == ((0, None), ("depenses",))
    assert known({"sum": "annee", "over": "depenses"}, {"depenses": ({"annee": 1}, {"annee": 2})}) == 3


def test_only_the_items_that_count_are_added() -> None:
    written = {"sum": "montant_ttc", "over": "depenses", "where": FRENCH}
    assert known(written, {"depenses": (line(60, "FR"), line(41, "DE"), line(pays="DE"))}) == Fraction(3, 5)
    unsure = possible(written, {"depenses": (line(60, "FR"), line(40))})
    assert unsure == ((Fraction(3, 5), 1), ("depenses[1].pays",))
    assert known(written, {"depenses": (line(60, "FR"), line(0))}) == Fraction(3, 5)


def test_each_item_may_be_capped_before_it_is_added() -> None:
    written = {"sum": {"least": [{"product": ["montant_ttc", "70 %"]}, "1 EUR"]}, "over": "depenses"}
    assert known(written, {"depenses": (line(100), line(200))}) == Fraction(17, 10)
    assert possible(written, {"depenses": (line(100), line())}) == (
        (Fraction(7, 10), Fraction(17, 10)),
        ("depenses[1].montant_ttc",),
    )


def test_a_list_that_is_not_stated_may_be_supposed() -> None:
    written = {"sum": "montant_ttc", "over": "depenses", "if_absent": "5 EUR", "notice": both("Supposé.")}
    assert known(written, {}) == 5
    assert known(written, {"depenses": (line(60),)}) == Fraction(3, 5)
    node = lowered(written).node
    assert isinstance(node, Fold)
    assert node.notice == "supposition"
    unsure = {"sum": "montant_ttc", "over": "depenses", "if_absent": "projet.cout_total_ttc"}
    assert possible(unsure, {}) == ((0, None), ("projet.cout_total_ttc",))


def test_it_is_compared() -> None:
    written = {"sum": "montant_ttc", "over": "depenses", "more_than": "1 EUR"}
    assert known(written, {"depenses": (line(60), line(41))}) is True
    assert known(written, {"depenses": (line(60), line(40))}) is False
    assert known(written, {"depenses": (line(101), line())}) is True


def test_it_is_said_in_words() -> None:
    assert words({"sum": "montant_ttc", "over": "depenses"}) == "somme de « Un fait » sur « Un fait »"
    assert words({"sum": "montant_ttc", "over": "depenses", "where": FRENCH, "at_most": "2 k€"}) == (
        "somme de « Un fait » sur « Un fait », là où « Un fait » : FR : au plus 2 000,00 €"
    )
