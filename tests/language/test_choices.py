"""Lists of choices: the first whose condition holds; parameters, chosen by a day; what their conditions leave out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from language.expressions import BOOK, book_of, known, lowered, malformed, possible, refused, words
from relance_rules.plan.nodes import Choose, Named
from relance_rules.values import Money
from rule_sets import DEFINITIONS, both, values

COST, MONTHS, WAY, READY = "projet.cout_total_ttc", "projet.mois", "modalite", "projet.pret"


def choice(when: Any, is_: Any) -> dict[str, Any]:
    return {"is": is_} if when is None else {"when": when, "is": is_}


def listed(*choices: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [choice(when, is_) for when, is_ in choices]


@pytest.mark.parametrize(
    "written",
    [
        [],
        [{"when": READY}],
        [{"is": "1", "then": "2"}],
        [{"when": READY, "is": "1", "id": "Deux"}],
        [choice(None, "1")] * 101,
    ],
)
def test_a_list_holds_choices(written: Any) -> None:
    assert malformed({"add": [written]})


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (listed((READY, "1"), (None, "1 EUR")), "add.0.1.is: il faut un nombre, pas un montant"),
        (listed((None, "1"), (None, "2")), "add.0.0: seule la dernière valeur d’une liste n’a pas de « when »"),
        (listed(("projet.nom", "1"), (None, "2")), "add.0.0.when: une condition est attendue, pas un texte"),
        (listed(("rien", "1"), (None, "autre")), "add.0.0.when: « rien » n’est ni un fait"),
        (listed((READY, "1")), "add.0.0: aucune valeur où rien de ceci ne vaut (non couvert : Un fait = false) :"),
    ],
)  # fmt: skip
def test_its_values_are_of_one_type_and_cover_every_case(written: Any, why: str) -> None:
    assert refused({"add": [written]}).startswith(why)


def test_every_fault_of_a_list_is_told() -> None:
    found = refused({"add": [listed(("rien", "1"), (READY, "autre"), (None, "3 EUR"))]})
    assert [line.partition(":")[0] for line in found.split("\n")] == ["add.0.0.when", "add.0.1.is", "add.0.2.is"]


def test_the_first_that_holds_is_taken() -> None:
    written = {"add": [listed((READY, 1), ({"fact": MONTHS, "at_most": 3}, 2), (None, 3))]}
    assert known(written, {READY: True}) == 1
    assert known(written, {READY: False, MONTHS: 3}) == 2
    assert known(written, {READY: False, MONTHS: 4}) == 3
    assert possible(written, {MONTHS: 4}) == ((1, 3), (READY,))
    assert possible(written, {}) == ((1, 3), (READY, MONTHS))
    same = {"add": [listed((READY, 5), (None, 5))]}
    assert possible(same, {}) == ((5, 5), ())


def test_a_choice_may_be_of_anything() -> None:
    assert known({"add": [listed((READY, COST), (None, "2 EUR"))]}, {READY: True, COST: Money(150)}) == Fraction(3, 2)
    nested = {"add": [listed((READY, listed((WAY_IS, 1), (None, 2))), (None, 3))]}
    assert known(nested, {READY: True, WAY: "appel"}) == 2
    assert known({"date": listed((READY, "2021-01-31"), (None, "2021-02-28")), "plus": "1 day"}, {READY: True}) == date(
        2021, 2, 1
    )
    mixed = {"add": [listed((READY, "projet.note"), (None, MONTHS))]}
    assert known(mixed, {READY: True, "projet.note": Fraction(1, 4)}) == Fraction(1, 4)
    assert known(mixed, {READY: False, MONTHS: 2}) == 2


WAY_IS = {"fact": WAY, "is": "guichet"}


def months(**limits: Any) -> dict[str, Any]:
    return {"fact": MONTHS, **limits}


def filed(**limits: Any) -> dict[str, Any]:
    return {"fact": "depose_le", **limits}


@pytest.mark.parametrize(
    ("whens", "gap"),
    [
        ([WAY_IS, {"fact": WAY, "is": "appel"}], None),
        ([WAY_IS, {"fact": WAY, "not_in": ["guichet"]}], None),
        ([{"fact": WAY, "in": ["appel", "guichet"]}], None),
        ([WAY_IS], "Un fait = valeur appel"),
        ([WAY_IS, WAY_IS], "Un fait = valeur appel"),
        ([READY, {"fact": READY, "is": "false"}], None),
        ([{"not": READY}, READY], None),
        ([{"fact": READY, "is": "false"}], "Un fait = true"),
        ([WAY_IS, READY], "tous les autres cas"),
        # Ranges of one number.
        ([{"fact": MONTHS, "at_most": 3}, {"fact": MONTHS, "more_than": 3}], None),
        ([{"fact": MONTHS, "less_than": 3}, {"fact": MONTHS, "at_least": 3}], None),
        ([{"fact": MONTHS, "at_least": 3}, {"fact": MONTHS, "less_than": 3}], None),
        ([{"fact": MONTHS, "at_most": 5}, {"fact": MONTHS, "at_least": 2}], None),
        ([{"fact": MONTHS, "less_than": 3}, {"fact": MONTHS, "more_than": 3}], "tous les autres cas"),
        # A whole number has nothing between 3 and 4; an amount has cents between 3 and 4.
        ([{"fact": MONTHS, "at_most": 3}, {"fact": MONTHS, "at_least": 4}], None),
        ([{"fact": MONTHS, "at_most": 3}, {"fact": MONTHS, "at_least": 5}], "tous les autres cas"),
        ([{"fact": COST, "at_most": "3 EUR"}, {"fact": COST, "at_least": "4 EUR"}], "tous les autres cas"),
        ([{"fact": COST, "at_most": "3 EUR"}, {"fact": COST, "at_least": "3.01 EUR"}], None),
        ([months(at_most=3), months(more_than=3, at_most=6), months(more_than=6)], None),
        ([months(at_most=3), months(more_than=3, less_than=6), months(more_than=6)], "tous les autres cas"),
        ([{"fact": MONTHS, "in": ["0", "1"]}, {"fact": MONTHS, "is": 2}, {"fact": MONTHS, "at_least": 3}], None),
        ([{"fact": MONTHS, "at_least": 0}], None),
        ([{"fact": MONTHS, "at_least": 1}], "tous les autres cas"),
        ([{"fact": MONTHS, "at_most": 3}, {"fact": COST, "more_than": "3 EUR"}], "tous les autres cas"),
        ([filed(before="2021-01-01"), filed(on_or_after="2021-01-01")], None),
        ([filed(before="2021-01-01"), filed(after="2021-01-01")], "tous les autres cas"),
        ([filed(before="2021-01-02"), filed(after="2021-01-01")], None),
        ([filed(on_or_after="2021-01-01")], "tous les autres cas"),
        ([months(at_most="projet.note"), months(more_than="projet.note")], "tous les autres cas"),
        ([{"count": "porteurs", "at_most": 1}, {"count": "porteurs", "at_least": 2}], None),
        ([{"subtract": [MONTHS, 3], "at_most": 0}, {"subtract": [MONTHS, 3], "more_than": 0}], None),
        ([{"subtract": [MONTHS, 3], "at_least": 0}], "tous les autres cas"),
    ],
)  # fmt: skip
def test_the_last_needs_no_condition_left_out_where_all_cases_are_covered(whens: list[Any], gap: str | None) -> None:
    written = {"add": [listed(*((when, place) for place, when in enumerate(whens)))]}
    if gap is None:
        assert lowered(written).type.kind == "number"
    else:
        assert f"(non couvert : {gap}" in refused(written)


def test_the_values_of_a_derived_choice_are_covered_too() -> None:
    classe = {
        "type": "enumeration",
        "label": both("Classe"),
        "values": values("petite", "moyenne", "grande"),
        "value": listed(
            ({"fact": MONTHS, "at_most": 3}, "petite"), ({"fact": MONTHS, "at_most": 6}, "moyenne"), (None, "grande")
        ),
    }
    made = book_of({"derived": {**DEFINITIONS["derived"], "classe": classe}})
    small = {"fact": "classe", "is": "petite"}
    assert "(non couvert : Classe = valeur grande)" in refused(
        {"add": [listed((small, 1), ({"fact": "classe", "is": "moyenne"}, 2))]}, book=made
    )
    written = {"add": [listed((small, 1), ({"fact": "classe", "in": ["moyenne", "grande"]}, 2))]}
    assert [known(written, {MONTHS: months}, book=made) for months in (3, 4, 7)] == [1, 2, 2]
    assert possible({"fact": "classe", "is": "petite"}, {}, book=made) == (None, (MONTHS,))
    assert known({"fact": "classe", "is": "grande"}, {MONTHS: 2}, book=made) is False
    assert "valeur inconnue : « enorme »" in refused({"fact": "classe", "is": "enorme"}, book=made)


def test_a_choice_that_cites_has_a_name_to_be_cited_by() -> None:
    written = [
        {"when": READY, "is": "1", "source": {"lines": "3"}, "reading": ["R1", "R2"], "label": both("Prêt")},
        {"is": "2"},
    ]
    node = lowered({"add": [written]}).node
    choose = node.parts[0]  # type: ignore[union-attr]
    assert isinstance(choose, Choose)
    assert isinstance(choose.then, Named)
    assert (choose.then.kind, choose.then.source.place, choose.then.readings) == ("choice", "3", ("R1", "R2"))  # type: ignore[union-attr]
    assert not isinstance(choose.otherwise, Named)


@pytest.mark.parametrize(
    ("cites", "why"),
    [
        ({"reading": "R99"}, "add.0.0.reading: la lecture « R99 » n’est pas dans ruleset.yaml"),
        ({"reading": "AILLEURS"}, "add.0.0.reading: la lecture « AILLEURS » ne vaut que pour AUTRE"),
        ({"source": {"lines": "3", "document": "catalog"}}, "add.0.0.source: aucun document « catalog » dans ruleset"),
        ({"source": {"article": "3"}}, "add.0.0.source: « catalogue » se cite par « lines »"),
        ({"source": {"lines": "3", "document": "reglement"}}, "add.0.0.source: « reglement » se cite par « article »"),
    ],
)  # fmt: skip
def test_what_a_choice_cites_exists(cites: Any, why: str) -> None:
    assert refused({"add": [[{"is": "1", **cites}]]}).startswith(why)


def test_it_is_said_in_words() -> None:
    assert words({"add": [listed((READY, "1 EUR"), (None, "2 EUR"))]}) == "la somme de (selon le cas : 1,00 €, 2,00 €)"


# ---- parameters


def parameter(*entries: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"type": "money", "values": [{"from": day, "is": value} for day, value in entries], **more}


def with_parameter(**made: Any) -> Any:
    return book_of({**DEFINITIONS, "parameters": {"plafond": made}})


TWO = parameter(("2021-01-01", "10 EUR"), ("2022-01-01", "20 EUR"))


@pytest.mark.parametrize(
    ("day", "value"), [("2021-01-01", 10), ("2021-12-31", 10), ("2022-01-01", 20), ("2030-01-01", 20)]
)
def test_a_parameter_is_chosen_by_the_filing_date(day: str, value: int) -> None:
    assert known("plafond", {"depose_le": date.fromisoformat(day)}, book=with_parameter(**TWO)) == value


def test_before_its_first_day_a_parameter_is_unknown_for_that_reason() -> None:
    made = with_parameter(**TWO, label=both("Plafond"))
    assert possible("plafond", {"depose_le": date(2020, 12, 31)}, book=made) == ((None, None), ())
    assert possible("plafond", {}, book=made) == ((None, None), ("depose_le",))


def test_a_parameter_may_be_chosen_by_another_day() -> None:
    made = with_parameter(**TWO, by="projet.debut")
    assert known("plafond", {"projet.debut": date(2022, 6, 1)}, book=made) == 20
    assert "by: « projet.nom » n’est pas une date" in refused("plafond", book=with_parameter(**TWO, by="projet.nom"))
    assert "by: « rien » n’est ni un fait" in refused("plafond", book=with_parameter(**TWO, by="rien"))


def test_the_values_of_a_parameter_are_of_its_type() -> None:
    wrong = with_parameter(**parameter(("2021-01-01", "10 %")))
    assert (
        refused("plafond", book=wrong) == "@definitions.parameters.plafond.values.0.is: il faut un montant, pas un taux"
    )


def test_a_parameter_is_named_once() -> None:
    node = lowered("plafond", book=with_parameter(**TWO)).node
    assert isinstance(node, Named)
    assert (node.id, node.kind, node.dimension) == ("plafond", "parameter", "money")
    assert words("plafond", book=with_parameter(**TWO, label=both("Plafond du SMIC"))) == "« Plafond du SMIC »"
    assert BOOK.definitions.parameters == {}
