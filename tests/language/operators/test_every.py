from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Fold
from rule_sets import said

YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}
INFORMED = {"every": "porteurs", "satisfies": "informe"}


@pytest.mark.parametrize(
    "written",
    [
        {"every": "porteurs"},
        {"every": ["porteurs"], "satisfies": "informe"},
        {"every": "porteurs", "satisfies": "informe", "where": "informe"},
        {"every": "porteurs", "satisfies": "informe", "at_least": "1"},
        {"every": "Porteurs", "satisfies": "informe"},
    ],
)
def test_it_takes_a_list_and_a_condition(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (
            {"every": "porteur", "satisfies": "informe"},
            "every: « porteur » n’est pas une liste du vocabulaire ; vouliez-vous dire « porteurs » ?",
        ),
        ({"every": "projet.nom", "satisfies": "informe"}, "every: « projet.nom » n’est pas une liste du vocabulaire"),
        ({"every": "porteurs", "satisfies": "titre"}, "satisfies: « titre » est de chaque élément de « depenses »"),
        ({"every": "porteurs", "satisfies": "nom"}, "satisfies: une condition est attendue, pas un texte"),
        (
            {"every": "porteurs", "satisfies": {"every": "depenses", "satisfies": "personnel"}},
            "satisfies.every: une liste ne s’examine pas à l’intérieur d’une autre",
        ),
    ],
)
def test_it_is_of_the_items_of_a_list(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_it_lowers_to_a_fold() -> None:
    node = lowered(INFORMED).node
    assert isinstance(node, Fold)
    assert (node.how, node.list, node.absent) == ("all", "porteurs", None)


def test_it_holds_of_each_item() -> None:
    assert known(INFORMED, {"porteurs": (YES, YES)}) is True
    assert known(INFORMED, {"porteurs": (SILENT, NO)}) is False
    assert possible(INFORMED, {"porteurs": (YES, SILENT, {})}) == (
        None,
        ("porteurs[1].informe", "porteurs[2].informe"),
    )
    assert possible(INFORMED, {}) == (None, ("porteurs",))


def test_an_item_is_tested_beside_the_facts_of_the_dossier() -> None:
    written = {"every": "porteurs", "satisfies": {"any": ["informe", "projet.pret"]}}
    assert known(written, {"porteurs": (NO,), "projet.pret": True}) is True
    assert possible(written, {"porteurs": (NO,)}) == (None, ("projet.pret",))


def test_it_is_said_in_words() -> None:
    assert words(INFORMED) == "pour chaque élément de « Un fait », « Un fait » : oui"
    assert said(lowered(INFORMED).head) == "chaque élément de « Un fait »"
