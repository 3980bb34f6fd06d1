from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Not
from rule_sets import said

A = "projet.pret"


@pytest.mark.parametrize("written", [{"not": []}, {"not": {}}, {"not": None}, {"not": A, "is": "true"}])
def test_it_takes_one_condition(written: Any) -> None:
    assert malformed(written) or written == {"not": None}


def test_it_is_of_a_condition() -> None:
    assert refused({"not": "projet.part"}) == "not: une condition est attendue, pas un taux"


def test_it_turns_what_is_known() -> None:
    assert isinstance(lowered({"not": A}).node, Not)
    assert known({"not": A}, {A: True}) is False
    assert known({"not": A}, {A: False}) is True
    assert possible({"not": A}, {}) == (None, (A,))
    assert known({"not": {"not": A}}, {A: True}) is True


def test_it_is_said_in_words() -> None:
    assert words({"not": A}) == "il est faux que « Un fait » : oui"
    assert words({"not": {"any": [A, A]}}).startswith("il est faux que (soit ")
    assert words({"not": A}, "en").startswith("it is not the case that ")
    assert said(lowered({"not": A}).head) == "le contraire de ceci"
