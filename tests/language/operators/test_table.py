from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from language.expressions import book_of, known, lowered, malformed, possible, refused, words
from relance_rules.language.tables import Table
from relance_rules.plan.nodes import depth
from relance_rules.values import Money
from rule_sets import both

MONTHS, WAY = "projet.mois", "modalite"


def table(rows: list[dict[str, Any]], keys: dict[str, Any] | None = None, **gives: str) -> dict[str, Any]:
    known_keys = {"mois": {"fact": MONTHS, "match": "up_to", "last": "closed"}, "voie": {"fact": WAY}}
    return {"keys": known_keys if keys is None else keys, "gives": gives or {"montant": "money"}, "rows": rows}


def row(mois: Any, voie: str, montant: str) -> dict[str, Any]:
    return {"mois": mois, "voie": voie, "montant": montant}


ROWS = [
    row(3, "guichet", "10 EUR"),
    row(3, "appel", "20 EUR"),
    row(12, "guichet", "30 EUR"),
    row(12, "appel", "40 EUR"),
]
BOOK = book_of(tables={"t": table(ROWS)})
VALUE = {"table": "t", "column": "montant"}


def value(rows: list[dict[str, Any]], facts: dict[str, Any], keys: dict[str, Any], **gives: str) -> Any:
    made = book_of(tables={"t": table(rows, keys, **gives)})
    return possible({"table": "t", "column": next(iter(gives or {"montant": ""}))}, facts, book=made)


def faults(rows: list[dict[str, Any]], keys: dict[str, Any] | None = None, **gives: str) -> str:
    return refused(VALUE, book=book_of(tables={"t": table(rows, keys, **gives)}))


@pytest.mark.parametrize(
    "written",
    [{"table": "t"}, {"column": "montant"}, {**VALUE, "with": []}, {**VALUE, "key": "1"}, {**VALUE, "table": "T"}],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"table": "tt", "column": "montant"}, "table: aucune table « tt » ; vouliez-vous dire « t » ?"),
        ({"table": "t", "column": "montants"}, "column: la table n’a pas de colonne « montants » ;"),
        ({**VALUE, "with": {"moi": "3"}}, "with.moi: la table n’a pas de clé « moi » ; vouliez-vous dire « mois » ?"),
        ({**VALUE, "with": {"mois": "3 EUR"}}, "with.mois: il faut un montant, pas un nombre"),
        ({**VALUE, "with": {"mois": "projet.nom"}}, "with.mois: « up_to » va avec un nombre ou une date, pas un texte"),
        ({**VALUE, "with": {"voie": "projet.mois"}}, "with.voie: « guichet » n’est pas un montant"),
        ({**VALUE, "with": {"voie": "projet.pret"}}, "with.voie: « guichet » : true ou false est attendu"),
        ({**VALUE, "with": {"voie": "projet.nom"}}, "with.voie: un texte ne choisit pas une ligne"),
    ],
)  # fmt: skip
def test_it_names_a_table_a_column_and_keys(written: Any, why: str) -> None:
    assert refused(written, book=BOOK).startswith(why)


@pytest.mark.parametrize(
    ("months", "way", "found"),
    [
        (0, "guichet", 10),
        (3, "guichet", 10),
        (3, "appel", 20),
        (4, "guichet", 30),
        (12, "appel", 40),
    ],
)
def test_the_keys_choose_a_row(months: int, way: str, found: int) -> None:
    assert known(VALUE, {MONTHS: months, WAY: way}, book=BOOK) == found


def test_it_is_what_the_rows_that_may_apply_give() -> None:
    assert possible(VALUE, {MONTHS: 3}, book=BOOK) == ((10, 20), (WAY,))
    assert possible(VALUE, {WAY: "appel"}, book=BOOK) == ((None, None), (MONTHS,))
    bounded = {**VALUE, "with": {"mois": {"least": [MONTHS, 12]}}}
    assert possible(bounded, {WAY: "appel"}, book=BOOK) == ((20, 40), (MONTHS,))
    assert possible(bounded, {}, book=BOOK) == ((10, 40), (MONTHS, WAY))


def test_above_a_closed_end_nothing_is_known_and_an_open_one_goes_on() -> None:
    assert possible(VALUE, {MONTHS: 13, WAY: "appel"}, book=BOOK) == ((None, None), ())
    open_ended = {"mois": {"fact": MONTHS, "match": "up_to", "last": "open"}}
    rows = [{"mois": 3, "montant": "10 EUR"}, {"mois": 12, "montant": "30 EUR"}]
    assert value(rows, {MONTHS: 13}, open_ended).value == (30, 30)
    assert value(rows, {}, open_ended) == ((10, 30), (MONTHS,))


def test_what_is_looked_up_may_be_given() -> None:
    written = {**VALUE, "with": {"mois": {"add": [MONTHS, 9]}, "voie": WAY}}
    assert known(written, {MONTHS: 3, WAY: "guichet"}, book=BOOK) == 30


def test_rows_may_come_in_any_order() -> None:
    made = book_of(tables={"t": table(ROWS[::-1])})
    for months in (3, 4, 12):
        facts = {MONTHS: months, WAY: "guichet"}
        assert known(VALUE, facts, book=made) == known(VALUE, facts, book=BOOK)


@pytest.mark.parametrize(
    ("kind", "cell", "found"),
    [
        ("money", "1,50 EUR", Fraction(3, 2)),
        ("percentage", "12,5 %", Fraction(1, 8)),
        ("integer", "3", 3),
        ("decimal", "1,25", Fraction(5, 4)),
    ],
)
def test_a_column_has_a_type(kind: str, cell: str, found: Any) -> None:
    keys = {"mois": {"fact": MONTHS}}
    assert value([{"mois": 1, "x": cell}], {MONTHS: 1}, keys, x=kind).value == (found, found)


def test_a_number_that_has_no_row_of_its_own_is_unknown() -> None:
    rows = [{"mois": month, "montant": f"{month} EUR"} for month in (1, 3, 5, 7)]
    keys = {"mois": {"fact": MONTHS}}
    assert [value(rows, {MONTHS: month}, keys).value for month in (1, 3, 5, 7)] == [(m, m) for m in (1, 3, 5, 7)]
    for month in (0, 2, 4, 8):
        assert value(rows, {MONTHS: month}, keys) == ((None, None), ())


def test_countries_days_and_answers_are_keys_too() -> None:
    rows = [{"k": code, "montant": f"{place} EUR"} for place, code in enumerate(("FR", "DE", "IT"))]
    country = {"k": {"fact": "projet.pays"}}
    assert [value(rows, {"projet.pays": code}, country).value[0] for code in ("FR", "DE", "IT", "ES")] == [
        0,
        1,
        2,
        None,
    ]
    answers = [{"k": "true", "montant": "1 EUR"}, {"k": "false", "montant": "2 EUR"}]
    assert value(answers, {"projet.pret": False}, {"k": {"fact": "projet.pret"}}).value == (2, 2)
    assert value(answers, {}, {"k": {"fact": "projet.pret"}}) == ((1, 2), ("projet.pret",))
    from datetime import date

    days = [{"k": "2021-06-30", "montant": "1 EUR"}, {"k": "2021-12-31", "montant": "2 EUR"}]
    until = {"k": {"fact": "depose_le", "match": "up_to", "last": "closed"}}
    found = [
        value(days, {"depose_le": day}, until).value[0]
        for day in (date(2021, 6, 30), date(2021, 7, 1), date(2022, 1, 1))
    ]
    assert found == [1, 2, None]


def test_a_row_of_a_general_value_is_for_the_narrower_ones_without_their_own() -> None:
    keys = {"k": {"fact": "categorie"}}
    rows = [{"k": name, "montant": f"{place} EUR"} for place, name in enumerate(("centrale", "locale", "entreprise"))]
    made = book_of(tables={"t": table(rows, keys)})
    facts = [{"categorie": name} for name in ("centrale", "metier", "locale")]
    assert [known(VALUE, {}, item, scope="porteurs", book=made) for item in facts] == [0, 0, 1]
    made = book_of(tables={"t": table([*rows, {"k": "metier", "montant": "9 EUR"}], keys)})
    assert known(VALUE, {}, {"categorie": "metier"}, scope="porteurs", book=made) == 9
    value, names = possible(VALUE, {}, {"categorie": "centrale"}, scope="porteurs", book=made)
    assert value[0] == 0
    assert value[1] == 9
    assert names == ("porteurs[0].categorie",)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], ": la table « t » n’a aucune ligne"),
        (ROWS[:3], "rows: aucune ligne pour mois 12, voie appel"),
        ([*ROWS, row(3, "appel", "1 EUR")], "rows.4: deux lignes pour mois 3, voie appel : lignes"),
        ([*ROWS[:3], row(12, "apel", "1 EUR")], "rows.3.voie: valeur inconnue : « apel » ;"),
        ([{**ROWS[0], "mois": "3 EUR"}], "rows.0.mois: il faut un nombre, pas un montant"),
        ([{**ROWS[0], "mois": "trois"}], "rows.0.mois: « trois » n’est pas un montant"),
        ([{**ROWS[0], "montant": "3"}], "rows.0.montant: il faut un montant, pas un nombre"),
        ([{**ROWS[0], "montant": ""}], "rows.0: la colonne « montant » manque"),
        ([{"voie": "appel", "montant": "3 EUR"}], "rows.0: la clé « mois » manque"),
        ([{**ROWS[0], "note": "x"}], "rows.0.note: la table n’a pas de colonne « note »"),
    ],
)  # fmt: skip
def test_a_hole_a_repetition_or_a_cell_that_is_wrong_is_told(rows: list[dict[str, Any]], why: str) -> None:
    assert why in faults(rows)


def test_two_numbers_that_are_the_same_make_a_repetition() -> None:
    rows = [{"mois": "1", "montant": "1 EUR"}, {"mois": "1,0", "montant": "2 EUR"}]
    assert "deux lignes pour mois 1" in faults(rows, {"mois": {"fact": MONTHS}})


@pytest.mark.parametrize(
    "key",
    [
        {"fact": MONTHS, "match": "up_to"},
        {"fact": MONTHS, "last": "open"},
        {"fact": MONTHS, "match": "from", "last": "open"},
        {"match": "up_to", "last": "open"},
    ],
)
def test_a_range_key_says_how_it_ends(key: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Table.model_validate({"table": "t", "keys": {"k": key}, "gives": {"x": "money"}})


@pytest.mark.parametrize("fact", [WAY, "projet.pret", "projet.pays", "projet.nom"])
def test_only_numbers_and_days_have_ranges(fact: str) -> None:
    keys = {"k": {"fact": fact, "match": "up_to", "last": "open"}}
    assert "keys.k: « up_to » va avec un nombre ou une date, pas" in faults([{"k": "x", "montant": "1 EUR"}], keys)


def test_a_column_is_not_a_key_too() -> None:
    with pytest.raises(ValueError, match="validation error"):
        Table.model_validate({"table": "t", "keys": {"k": {"fact": MONTHS}}, "gives": {"k": "money"}})


def test_a_table_of_many_rows_is_no_deep_tree() -> None:
    rows = [{"mois": month, "montant": f"{month} EUR"} for month in range(1, 501)]
    keys = {"mois": {"fact": MONTHS, "match": "up_to", "last": "open"}}
    made = book_of(tables={"t": table(rows, keys)})
    node = lowered(VALUE, book=made).node
    assert depth(node) < 40
    for month in (0, 1, 2, 250, 499, 500, 9000):
        assert known(VALUE, {MONTHS: month}, book=made) == min(max(month, 1), 500)


def test_a_key_of_the_lines_is_looked_up_for_each_line() -> None:
    keys = {"annee": {"fact": "annee", "match": "up_to", "last": "open"}}
    rows = [{"annee": 2020, "taux": "10 %"}, {"annee": 2021, "taux": "20 %"}]
    made = book_of(tables={"t": table(rows, keys, taux="percentage")})
    written = {"sum": {"product": ["montant_ttc", {"table": "t", "column": "taux"}]}, "over": "depenses"}
    lines = ({"montant_ttc": Money(100), "annee": 2020}, {"montant_ttc": Money(100), "annee": 2022})
    assert known(written, {"depenses": lines}, book=made) == Fraction(3, 10)
    assert refused({"table": "t", "column": "taux"}, book=made).startswith(
        "@tables.t.keys.annee.fact: « annee » est de chaque"
    )


def test_it_is_said_by_its_title() -> None:
    assert words(VALUE, book=BOOK) == "« montant » de la table « t »"
    titled = book_of(tables={"t": {**table(ROWS), "title": both("Barème")}})
    assert words(VALUE, book=titled) == "« montant » de la table « Barème »"
