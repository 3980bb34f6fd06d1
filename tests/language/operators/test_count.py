from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Const, Fold

YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}
INFORMED = {"count": "porteurs", "where": "informe"}


@pytest.mark.parametrize(
    "written", [{"count": ["porteurs"]}, {"count": "porteurs", "over": "depenses"}, {"count": "a b", "at_least": "1"}]
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"count": "projet.nom"}, "count: « projet.nom » n’est pas une liste du vocabulaire"),
        ({"count": "porteurs", "where": "nom"}, "where: une condition est attendue, pas un texte"),
        ({"count": "porteurs", "at_least": "2 EUR"}, "at_least: il faut un nombre, pas un montant"),
        ({"count": "porteurs", "if_absent": "1 EUR"}, "if_absent: il faut un nombre, pas un montant"),
    ],
)
def test_it_is_of_a_list(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_it_lowers_to_ones_added_up() -> None:
    assert lowered({"count": "porteurs"}).node == Fold("add", "porteurs", Const("number", 1))


def test_it_counts_items() -> None:
    assert known({"count": "porteurs"}, {"porteurs": (YES, NO, SILENT)}) == 3
    assert known(INFORMED, {"porteurs": (YES, NO)}) == 1
    assert possible(INFORMED, {"porteurs": (YES, SILENT)}) == ((1, 2), ("porteurs[1].informe",))
    assert possible({"count": "porteurs"}, {}) == ((0, None), ("porteurs",))
    assert known({"count": "porteurs", "if_absent": 0}, {}) == 0
    assert known({**INFORMED, "at_least": 1}, {"porteurs": (YES, SILENT)}) is True
    assert known({**INFORMED, "is": 2}, {"porteurs": (NO, SILENT)}) is False


def test_it_is_said_in_words() -> None:
    assert words({"count": "porteurs", "at_least": 2}) == "nombre d’éléments de « Un fait » : au moins 2"
    assert words(INFORMED) == "nombre d’éléments de « Un fait » où « Un fait » : oui"
