"""What is an answer of the filing platform, and what is a dossier of a rule set that happens to look like one."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules.dossiers.shapes import is_answer, is_node
from rule_sets import fact, vocabulary_of

USUAL = vocabulary_of()
OWN = vocabulary_of(
    {
        "demandeur.commune": fact("text"),
        "state": fact("text"),
        "dossier.annee": fact("integer"),
        "data": fact("text"),
        "nodes": fact("list", items={"nom": fact("text")}),
    }
)
"""Facts whose names are also words of the platform."""


@pytest.mark.parametrize(
    "data",
    [
        {"champs": []},
        {"demandeur": {"siret": "1"}, "state": "accepte"},
        {"annotations": None},
        {"champs": [], "reference": "a", "theme": "ESSAI"},
    ],
    ids=range(4),
)
def test_a_node_of_the_platform(data: Any) -> None:
    assert is_node(data, USUAL)
    assert is_answer(data, USUAL)


@pytest.mark.parametrize(
    "data",
    [None, "champs", [], {"theme": "ESSAI"}, {"champs": [], "projet": {}}, {"champs": [], "porteurs": []}],
    ids=repr,
)
def test_a_dossier_is_no_node_even_if_it_has_a_key_too_many(data: Any) -> None:
    assert not is_node(data, USUAL)
    assert not is_answer(data, USUAL)


@pytest.mark.parametrize(
    "data",
    [
        {"data": None},
        {"data": {"dossier": {}}},
        {"demarche": {"number": 1}},
        {"nodes": []},
        {"edges": [{"node": {}}]},
        [{"theme": "ESSAI"}, {"champs": []}],
    ],
    ids=range(6),
)
def test_an_answer_of_the_platform(data: Any) -> None:
    assert is_answer(data, USUAL)


def test_the_facts_of_a_rule_set_come_before_the_words_of_the_platform() -> None:
    for own in (
        {"demandeur": {"commune": "x"}},
        {"dossier": {"annee": 1}},
        {"data": "x"},
        {"data": None},
        {"nodes": []},
    ):
        assert not is_answer(own, OWN)
    assert is_node({"champs": [], "demandeur": {}, "state": "accepte"}, OWN)
    assert not is_node({"champs": [], "nodes": [{"nom": "a"}]}, OWN)
    assert is_answer({"edges": []}, OWN)
