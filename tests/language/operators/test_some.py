from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Fold
from rule_sets import said

YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}
INFORMED = {"some": "porteurs", "satisfies": "informe"}


@pytest.mark.parametrize(
    "written",
    [
        {"some": "porteurs"},
        {"some": ["porteurs"], "satisfies": "informe"},
        {"some": "porteurs", "satisfies": "informe", "where": "informe"},
        {"some": "porteurs", "satisfies": "informe", "at_least": "1"},
        {"some": "Porteurs", "satisfies": "informe"},
    ],
)
def test_it_takes_a_list_and_a_condition(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (
            {"some": "porteur", "satisfies": "informe"},
            "some: « porteur » n’est pas une liste du vocabulaire ; vouliez-vous dire « porteurs » ?",
        ),
        ({"some": "projet.nom", "satisfies": "informe"}, "some: « projet.nom » n’est pas une liste du vocabulaire"),
        ({"some": "porteurs", "satisfies": "titre"}, "satisfies: « titre » est de chaque élément de « depenses »"),
        ({"some": "porteurs", "satisfies": "nom"}, "satisfies: une condition est attendue, pas un texte"),
        (
            {"some": "porteurs", "satisfies": {"some": "depenses", "satisfies": "personnel"}},
            "satisfies.some: une liste ne s’examine pas à l’intérieur d’une autre",
        ),
    ],
)
def test_it_is_of_the_items_of_a_list(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_it_lowers_to_a_fold() -> None:
    node = lowered(INFORMED).node
    assert isinstance(node, Fold)
    assert (node.how, node.list, node.absent) == ("any", "porteurs", None)


def test_it_holds_of_one_item() -> None:
    assert known(INFORMED, {"porteurs": (NO, YES)}) is True
    assert known(INFORMED, {"porteurs": (SILENT, YES)}) is True
    assert known(INFORMED, {"porteurs": (NO, NO)}) is False
    assert possible(INFORMED, {"porteurs": (NO, SILENT)}) == (None, ("porteurs[1].informe",))
    assert possible(INFORMED, {}) == (None, ("porteurs",))


def test_it_is_said_in_words() -> None:
    assert words(INFORMED) == "pour un élément au moins de « Un fait », « Un fait » : oui"
    assert said(lowered(INFORMED).head) == "l’un au moins des éléments de « Un fait »"
