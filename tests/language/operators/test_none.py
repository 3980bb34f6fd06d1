from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Fold, Not
from rule_sets import said

YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}
INFORMED = {"none": "porteurs", "satisfies": "informe"}


@pytest.mark.parametrize(
    "written",
    [
        {"none": "porteurs"},
        {"none": ["porteurs"], "satisfies": "informe"},
        {"none": "porteurs", "satisfies": "informe", "where": "informe"},
        {"none": "porteurs", "satisfies": "informe", "at_least": "1"},
        {"none": "Porteurs", "satisfies": "informe"},
    ],
)
def test_it_takes_a_list_and_a_condition(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (
            {"none": "porteur", "satisfies": "informe"},
            "none: « porteur » n’est pas une liste du vocabulaire ; vouliez-vous dire « porteurs » ?",
        ),
        ({"none": "projet.nom", "satisfies": "informe"}, "none: « projet.nom » n’est pas une liste du vocabulaire"),
        ({"none": "porteurs", "satisfies": "titre"}, "satisfies: « titre » est de chaque élément de « depenses »"),
        ({"none": "porteurs", "satisfies": "nom"}, "satisfies: une condition est attendue, pas un texte"),
        (
            {"none": "porteurs", "satisfies": {"none": "depenses", "satisfies": "personnel"}},
            "satisfies.none: une liste ne s’examine pas à l’intérieur d’une autre",
        ),
    ],
)
def test_it_is_of_the_items_of_a_list(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_it_lowers_to_the_opposite_of_a_fold() -> None:
    node = lowered(INFORMED).node
    assert isinstance(node, Not)
    assert isinstance(node.of, Fold)
    assert (node.of.how, node.of.list) == ("any", "porteurs")


def test_it_holds_of_no_item() -> None:
    assert known(INFORMED, {"porteurs": (NO, NO)}) is True
    assert known(INFORMED, {"porteurs": (SILENT, YES)}) is False
    assert possible(INFORMED, {"porteurs": (NO, SILENT)}) == (None, ("porteurs[1].informe",))
    assert possible(INFORMED, {}) == (None, ("porteurs",))


def test_it_is_said_in_words() -> None:
    assert words(INFORMED) == "pour aucun élément de « Un fait », « Un fait » : oui"
    assert said(lowered(INFORMED).head) == "aucun élément de « Un fait »"
