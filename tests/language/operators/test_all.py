from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import All, Named
from rule_sets import said

A, B = "projet.pret", "projet.utile"


@pytest.mark.parametrize("written", [{"all": []}, {"all": A}, {"all": [A], "is": "true"}, {"all": [A], "at_least": 1}])
def test_it_takes_a_list_and_nothing_else(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("projet.cout_total_ttc", "une condition est attendue, pas un montant"),
        ({"fact": "projet.mois"}, "une comparaison est attendue : is, in, at_least"),
        ("12", "une condition est attendue, pas un nombre"),
        ("projet.rien", "« projet.rien » n’est ni un fait"),
    ],
)
def test_each_part_is_a_condition(part: Any, why: str) -> None:
    assert refused({"all": [A, part]}).startswith(f"all.1: {why}") or refused({"all": [A, part]}).startswith(
        f"all.1.fact: {why}"
    )


def test_every_part_that_is_wrong_is_told() -> None:
    found = refused({"all": ["rien", "autre"]}).split("\n")
    assert [line.partition(":")[0] for line in found] == ["all.0", "all.1"]


def test_it_lowers_to_a_conjunction_of_named_tests() -> None:
    node = lowered({"all": [A, B]}).node
    assert isinstance(node, All)
    assert [type(part) for part in node.parts] == [Named, Named]


def test_it_holds_where_every_part_does() -> None:
    written = {"all": [A, B]}
    assert known(written, {A: True, B: True}) is True
    assert known(written, {A: False}) is False
    assert known(written, {B: False}) is False
    assert possible(written, {A: True}) == (None, (B,))
    assert possible(written, {}) == (None, (A, B))
    assert known({"all": [A]}, {A: True}) is True


def test_it_is_said_in_words() -> None:
    assert words({"all": [{"fact": "projet.mois", "at_most": 3}, {"fact": "projet.part", "at_least": "50 %"}]}) == (
        "« Un fait » : au plus 3, et « Un fait » : au moins 50 %"
    )
    assert words({"all": [A, {"any": [A, B]}]}).endswith(", et (soit « Un fait » : oui, soit « Un fait » : oui)")
    assert ": yes, and " in words({"all": [A, B]}, "en").replace(" :", ":")
    assert said(lowered({"all": [A, B]}).head) == "tout ce qui suit"
