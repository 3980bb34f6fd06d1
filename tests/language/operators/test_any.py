from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Any as AnyNode
from rule_sets import said

A, B = "projet.pret", "projet.utile"


@pytest.mark.parametrize("written", [{"any": []}, {"any": A}, {"any": [A], "all": [A]}, {"any": [A], "known": "true"}])
def test_it_takes_a_list_and_nothing_else(written: Any) -> None:
    assert malformed(written)


def test_each_part_is_a_condition() -> None:
    assert refused({"any": ["projet.debut", A]}) == "any.0: une condition est attendue, pas une date"


def test_it_lowers_to_a_disjunction() -> None:
    assert isinstance(lowered({"any": [A, B]}).node, AnyNode)


def test_it_holds_where_one_part_does() -> None:
    written = {"any": [A, B]}
    assert known(written, {A: True}) is True
    assert known(written, {A: False, B: False}) is False
    assert possible(written, {A: False}) == (None, (B,))
    assert known({"any": [A]}, {A: False}) is False


def test_it_is_said_in_words() -> None:
    assert words({"any": [A, {"fact": "projet.mois", "is": 3}]}) == "soit « Un fait » : oui, soit « Un fait » : 3"
    assert words({"any": [A, {"all": [A, B]}]}).endswith("soit (« Un fait » : oui, et « Un fait » : oui)")
    english = words({"any": [A, B]}, "en").replace(" :", ":")
    assert english.startswith("either ")
    assert ": yes, or " in english
    assert said(lowered({"any": [A, B]}).head) == "l’une au moins de ces conditions"
