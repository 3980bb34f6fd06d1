from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from language.expressions import BOOK, known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Fact, In
from relance_rules.values import Money
from relance_rules.values.countries import COUNTRIES
from rule_sets import both


@pytest.mark.parametrize(
    "written",
    [
        {"fact": "Projet"},
        {"fact": "a..b"},
        {"fact": ["projet.nom"]},
        {"fact": "projet.mois", "in": []},
        {"fact": "projet.mois", "in": "3"},
        {"fact": "projet.mois", "equals": "3"},
        {"fact": "projet.mois", "known": "oui"},
        {"fact": "projet.mois", "if_absent": {}},
        {"fact": "projet.mois", "of": "projet"},
        {"fact": "projet.mois", "notice": {"fr": "Rien n’est supposé.", "en": "Nothing is supposed."}},
    ],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"fact": "projet.prt"}, "fact: « projet.prt » n’est ni un fait, ni un fait dérivé, ni un paramètre"),
        ({"fact": "porteurs"}, "fact: « porteurs » est une liste : utilisez every, some, none, sum ou count"),
        ({"fact": "engagements"}, "fact: « engagements » regroupe des réponses, qu’aucune règle ne peut lire"),
        ({"fact": "informe"}, "fact: « informe » est de chaque élément de « porteurs » : utilisez every, some"),
        ({"fact": "personnel"}, "fact: « personnel » est de chaque élément de « depenses »"),
        ({"fact": "projet.mois", "if_absent": "1 EUR"}, "if_absent: il faut un nombre, pas un montant"),
        ({"fact": "modalite", "if_absent": "projet.mois"}, "if_absent: il faut un choix, pas un nombre"),
        ({"fact": "modalite", "if_absent": "projet.pays"}, "if_absent: ce choix a d’autres valeurs"),
        ({"fact": "modalite", "if_absent": "guichets"}, "if_absent: « guichets » n’est ni un fait"),
    ],
)  # fmt: skip
def test_it_names_a_fact_that_a_rule_can_read(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


def test_only_what_a_rule_can_name_here_is_suggested() -> None:
    found = refused({"fact": "porteur"})
    assert "porteurs" not in found
    assert "vouliez-vous dire « projet.pret » ?" in refused({"fact": "projet.prets"})
    assert "informe" in refused({"fact": "infrme"}, scope="porteurs")
    assert "« informe »" not in refused({"fact": "infrme"})


@pytest.mark.parametrize("written", [{"fact": "projet.cout_total_ttc"}, "projet.cout_total_ttc"])
def test_a_name_alone_is_the_fact(written: Any) -> None:
    assert lowered(written).node == Fact("projet.cout_total_ttc")
    assert known(written, {"projet.cout_total_ttc": Money(150)}) == Fraction(3, 2)
    assert possible(written, {}) == ((0, None), ("projet.cout_total_ttc",))


def test_the_item_comes_first_and_then_the_dossier() -> None:
    assert lowered("nom", scope="porteurs").node == Fact("porteurs[].nom")
    assert lowered("projet.nom", scope="porteurs").node == Fact("projet.nom")
    assert possible("montant_ttc", {}, {}, scope="depenses") == ((0, None), ("depenses[0].montant_ttc",))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("projet.mois", 3, 3),
        ("projet.part", Fraction(1, 8), Fraction(1, 8)),
        ("projet.note", Fraction(7, 4), Fraction(7, 4)),
        ("projet.debut", date(2021, 2, 12), date(2021, 2, 12)),
        ("projet.pret", False, False),
        ("modalite", "appel", "appel"),
        ("projet.pays", "FR", "FR"),
    ],
)
def test_each_type_is_read_exactly(name: str, value: Any, found: Any) -> None:
    assert known(name, {name: value}) == found


@pytest.mark.parametrize(
    ("name", "anything"),
    [
        ("projet.mois", (0, None)),
        ("projet.part", (0, 1)),
        ("projet.note", (0, None)),
        ("projet.debut", (None, None)),
        ("projet.pret", None),
        ("modalite", {"guichet", "appel"}),
        ("projet.pays", COUNTRIES),
    ],
)
def test_a_fact_that_is_not_stated_is_all_that_its_type_allows(name: str, anything: Any) -> None:
    assert possible(name, {}) == (anything, (name,))


def test_a_yes_or_no_is_a_choice_of_two() -> None:
    assert lowered("projet.pret").node == In(Fact("projet.pret"), ("true",))


def test_a_general_value_is_any_of_those_that_it_includes() -> None:
    value, names = possible("categorie", {}, {"categorie": "centrale"}, scope="porteurs")
    assert value == {"centrale", "metier"}
    assert names == ("porteurs[0].categorie",)


@pytest.mark.parametrize(
    ("written", "facts", "found"),
    [
        ({"fact": "projet.mois", "if_absent": 12}, {}, 12),
        ({"fact": "projet.mois", "if_absent": 12}, {"projet.mois": 3}, 3),
        ({"fact": "projet.part", "if_absent": "50 %"}, {}, Fraction(1, 2)),
        ({"fact": "projet.debut", "if_absent": "depose_le"}, {"depose_le": date(2021, 1, 4)}, date(2021, 1, 4)),
        ({"fact": "modalite", "if_absent": "appel"}, {}, "appel"),
        ({"fact": "projet.pays", "if_absent": "FR"}, {}, "FR"),
        ({"fact": "projet.pret", "if_absent": "true"}, {}, True),
        ({"fact": "projet.pret", "if_absent": "false"}, {}, False),
        ({"fact": "projet.pret", "if_absent": "projet.utile"}, {"projet.utile": True}, True),
        ({"fact": "projet.pret", "if_absent": "projet.utile"}, {"projet.utile": True, "projet.pret": False}, False),
        ({"fact": "projet.mois", "if_absent": [{"when": "projet.pret", "is": 1}, {"is": 2}]}, {"projet.pret": True}, 1),
        ({"fact": "projet.mois", "if_absent": 12, "at_most": 12}, {}, True),
    ],
)
def test_what_is_supposed_stands_for_a_fact_that_is_not_stated(written: Any, facts: Any, found: Any) -> None:
    assert known(written, facts) == found


def test_what_is_supposed_and_not_known_is_settled_by_the_fact_itself() -> None:
    written = {"fact": "projet.contrepartie", "if_absent": "projet.cout_total_ttc"}
    assert possible(written, {}) == ((0, None), ("projet.contrepartie",))
    gap = {"fact": "projet.part", "if_absent": {"scale": "projet.mois", "brackets": [{"rate": "10 %"}]}}
    assert "il faut un taux, pas un nombre" in refused(gap)


def test_what_is_supposed_has_a_notice() -> None:
    node = lowered({"fact": "projet.mois", "if_absent": 12, "notice": both("Douze mois sont supposés.")}).node
    assert isinstance(node, Fact)
    assert node.notice == "supposition"
    assert lowered({"fact": "projet.mois", "if_absent": 12}).node == Fact("projet.mois", node.absent)


def test_it_is_said_by_its_label() -> None:
    assert words("projet.cout_total_ttc") == "« Un fait »"
    assert words("projet.pret") == "« Un fait » : oui"
    assert words({"fact": "projet.pret", "is": "false"}) == "« Un fait » : non"
    assert BOOK.facts["projet.pret"].label.among("en") == "Un fait"
