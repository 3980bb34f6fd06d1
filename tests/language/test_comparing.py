"""What is compared with what, how it is said, and what is said of comparisons that have no sense."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from language.expressions import known, lowered, malformed, possible, refused, words
from relance_rules.language.expressions import COMPARISONS, OPERATORS
from relance_rules.language.types import KIND_WORDS
from relance_rules.plan.nodes import All, Compare, Const, Fact, In, Not, Settled
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.values import Money

COST, MONTHS, WAY, FILED = "projet.cout_total_ttc", "projet.mois", "modalite", "depose_le"


def of(fact: str, **comparisons: Any) -> dict[str, Any]:
    return {"fact": fact, **{name.rstrip("_"): value for name, value in comparisons.items()}}


def test_the_operators_are_those_of_the_language() -> None:
    assert set(OPERATORS) == {
        *("all", "any", "not", "every", "some", "none", "fact", "sum", "count", "share", "add", "subtract"),
        *("product", "least", "greatest", "quotient", "scale", "slab", "table", "date"),
    }


@pytest.mark.parametrize(
    "written",
    [
        {},
        [],
        None,
        {"unless": "projet.pret"},
        {"satisfies": "projet.pret"},
        of(COST, equals="1 EUR"),
        {"fact": COST, "is": "1 EUR", "all": []},
        of(COST, in_=[]),
        of(COST, in_="1 EUR"),
        of(COST, not_in=[[]]),
        of(COST, at_least={}),
        of(COST, known="oui"),
    ],
    ids=repr,
)
def test_what_is_no_expression_is_refused(written: Any) -> None:
    if written is None:
        from pydantic import ValidationError

        from language.expressions import READ

        with pytest.raises(ValidationError):
            READ.validate_python(None)
    else:
        assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (of(COST, at_least="3"), "at_least: il faut un montant, pas un nombre"),
        (of(COST, at_most="projet.debut"), "at_most: il faut un montant, pas une date"),
        (of(WAY, at_least="guichet"), "at_least: « Un fait » est un choix, qui ne se compare qu’avec is"),
        (of("projet.pret", at_least="true"), "at_least: « Un fait » est un oui ou non, qui ne se compare qu’avec is"),
        (of("projet.nom", is_="a"), "is: « Un fait » est un texte, qui ne se compare pas"),
        (of("projet.nom", at_least="1"), "at_least: « Un fait » est un texte, qui ne se compare qu’avec"),
        (of(WAY, is_="gichet"), "is: valeur inconnue : « gichet » ; vouliez-vous dire « guichet » ?"),
        (of(WAY, in_=["guichet", "apel"]), "in.1: valeur inconnue : « apel » ; vouliez-vous dire « appel » ?"),
        (of(WAY, is_=[{"is": "guichet"}]), "is: une valeur est attendue ici"),
        (of("projet.pays", is_="France"), "is: « France » : un code de pays à deux lettres est attendu"),
        (of("projet.pays", in_=["FR", "fr"]), "in.1: « fr » : un code de pays à deux lettres est attendu"),
        (of("projet.pays", is_="publics"), "is: « publics » : un code de pays à deux lettres est attendu"),
        (of("projet.pret", is_="oui"), "is: « oui » : true ou false est attendu"),
        (of("projet.pret", in_=["true", "false"]), "in: « true » : true ou false est attendu"),
        (of(MONTHS, in_=["3", "trois"]), "in.1: « trois » n’est ni un fait"),
        (of(MONTHS, in_=["3", "3 EUR"]), "in.1: il faut un nombre, pas un montant"),
        (of(MONTHS, known="false"), "known: « known » n’accepte que « true »"),
        (of(MONTHS), None),
    ],
)  # fmt: skip
def test_types_agree_or_it_is_said_how_they_do_not(written: Any, why: str | None) -> None:
    if why is None:
        assert lowered(written).type.kind == "number"
    else:
        assert refused(written).startswith(why)


@pytest.mark.parametrize(
    ("fact", "limit", "key", "instead"),
    [
        ("projet.debut", "2021-01-01", "at_least", "on_or_after"),
        ("projet.debut", "2021-01-01", "more_than", "after"),
        ("projet.debut", "2021-01-01", "at_most", "on_or_before"),
        ("projet.debut", "2021-01-01", "less_than", "before"),
        (COST, "5 EUR", "before", "less_than"),
        (COST, "5 EUR", "on_or_before", "at_most"),
        (COST, "5 EUR", "after", "more_than"),
        (COST, "5 EUR", "on_or_after", "at_least"),
    ],
)
def test_amounts_and_days_each_have_their_comparisons(fact: str, limit: str, key: str, instead: str) -> None:
    kind = "une date" if fact == "projet.debut" else "un montant"
    expected = f"{key}: « {key} » ne va pas ici : « Un fait » est {kind} ; utilisez {instead}"
    assert refused({"fact": fact, key: limit}) == expected


def test_only_groups_of_the_values_at_hand_are_suggested() -> None:
    assert "« publics »" in refused({"fact": "categorie", "is": "publcs"}, scope="porteurs")
    assert "publics" not in refused(of(WAY, is_="publcs"))


def test_every_fault_of_a_comparison_is_told() -> None:
    found = refused({"all": [of(COST, at_least="3", at_most="rien"), of(WAY, in_=["x"])]})
    assert [line.partition(":")[0] for line in found.split("\n")] == ["all.0.at_least", "all.0.at_most", "all.1.in.0"]


@pytest.mark.parametrize(
    ("written", "node"),
    [
        (of(COST, at_least="1 EUR"), Compare(Const("number", 100, 2), Fact(COST))),
        (of(COST, more_than="1 EUR"), Compare(Const("number", 100, 2), Fact(COST), strict=True)),
        (of(COST, at_most="1 EUR"), Compare(Fact(COST), Const("number", 100, 2))),
        (of(COST, less_than="1 EUR"), Compare(Fact(COST), Const("number", 100, 2), strict=True)),
        (of(FILED, before="0001-01-02"), Compare(Fact(FILED), Const("day", 2), strict=True)),
        (of(FILED, on_or_after="0001-01-02"), Compare(Const("day", 2), Fact(FILED))),
        (of(WAY, is_="appel"), In(Fact(WAY), ("appel",))),
        (of(WAY, not_in=["appel"]), Not(In(Fact(WAY), ("appel",)))),
        (of("projet.pays", is_="territoire"), In(Fact("projet.pays"), ("FR", "RE"))),
        (of("projet.pret", is_="false"), Not(In(Fact("projet.pret"), ("true",)))),
        (of(MONTHS, known="true"), Settled(Fact(MONTHS))),
        (
            of(MONTHS, is_="3"),
            All((Compare(Const("number", 3), Fact(MONTHS)), Compare(Fact(MONTHS), Const("number", 3)))),
        ),
        (
            of(COST, at_least="1 EUR", at_most="2 EUR"),
            All((Compare(Const("number", 100, 2), Fact(COST)), Compare(Fact(COST), Const("number", 200, 2)))),
        ),
    ],
)
def test_a_comparison_lowers_to_the_core(written: Any, node: Any) -> None:
    assert lowered(written).node == node


def test_a_general_value_and_a_group_are_sets() -> None:
    general = lowered({"fact": "categorie", "is": "centrale"}, scope="porteurs").node
    assert general == In(Fact("porteurs[].categorie"), ("centrale", "metier"))
    group = lowered({"fact": "categorie", "in": ["publics"]}, scope="porteurs").node
    assert group == In(Fact("porteurs[].categorie"), ("centrale", "metier", "locale"))
    assert isinstance(lowered(of(MONTHS, in_=["1", "2"])).node, AnyNode)


@pytest.mark.parametrize(
    ("value", "is_", "holds"),
    [
        # A stated general value is the set of what it includes, and another one.
        ("centrale", "centrale", True),
        ("centrale", "metier", None),
        ("centrale", "locale", False),
        ("metier", "centrale", True),
        ("metier", "metier", True),
        ("metier", "locale", False),
    ],
)
def test_a_value_is_compared_with_all_that_it_may_stand_for(value: str, is_: str, holds: bool | None) -> None:
    written = {"fact": "categorie", "is": is_}
    found, names = possible(written, {}, {"categorie": value}, scope="porteurs")
    assert found is holds
    assert names == (("porteurs[0].categorie",) if holds is None else ())


def test_known_asks_for_one_possibility() -> None:
    assert known(of(MONTHS, known="true"), {MONTHS: 0}) is True
    assert possible(of(MONTHS, known="true"), {}) == (None, (MONTHS,))
    assert known(of("projet.nom", known="true"), {"projet.nom": "a"}) is True
    assert known(of("projet.pret", known="true"), {"projet.pret": False}) is True
    assert known({"fact": "siret", "known": "true"}, {}, {"siret": "12002503600035"}, scope="porteurs") is True
    finer = {"fact": "categorie", "known": "true"}
    assert known(finer, {}, {"categorie": "locale"}, scope="porteurs") is True
    assert possible(finer, {}, {"categorie": "centrale"}, scope="porteurs") == (None, ("porteurs[0].categorie",))
    assert known(
        {"sum": "montant_ttc", "over": "depenses", "known": "true"}, {"depenses": ({"montant_ttc": Money(1)},)}
    )
    assert possible({"not": of(MONTHS, known="true")}, {}) == (None, (MONTHS,))


@pytest.mark.parametrize(
    ("written", "facts", "holds"),
    [
        (of(MONTHS, at_least="projet.note"), {MONTHS: 3, "projet.note": Fraction(5, 2)}, True),
        (of(MONTHS, less_than="projet.note"), {MONTHS: 3, "projet.note": Fraction(7, 2)}, True),
        (of(MONTHS, is_="projet.note"), {MONTHS: 3, "projet.note": Fraction(3)}, True),
        (
            of(COST, at_most={"product": ["projet.contrepartie", 2]}),
            {COST: Money(4), "projet.contrepartie": Money(2)},
            True,
        ),
        (of("projet.debut", after=FILED), {"projet.debut": date(2021, 1, 2), FILED: date(2021, 1, 1)}, True),
        (
            of(FILED, in_=["2021-01-01", "projet.debut"]),
            {FILED: date(2021, 1, 2), "projet.debut": date(2021, 1, 2)},
            True,
        ),
        (of("projet.part", is_="12,5 %"), {"projet.part": Fraction(1, 8)}, True),
        (of("projet.note", not_in=["1,5", "2"]), {"projet.note": Fraction(3, 2)}, False),
    ],
)
def test_the_right_hand_side_may_be_any_quantity(written: Any, facts: Any, holds: bool) -> None:
    assert known(written, facts) is holds


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (of(COST, at_least="1 EUR"), "« Un fait » : au moins 1,00 €"),
        (of(COST, more_than="1 EUR"), "« Un fait » : plus de 1,00 €"),
        (of(COST, at_most="1 EUR"), "« Un fait » : au plus 1,00 €"),
        (of(COST, less_than="1 EUR"), "« Un fait » : moins de 1,00 €"),
        (of(COST, at_least="1 EUR", at_most="2 EUR"), "« Un fait » : de 1,00 € à 2,00 €"),
        (of(COST, more_than="1 EUR", less_than="2 EUR"), "« Un fait » : plus de 1,00 € et moins de 2,00 €"),
        (of(FILED, before="2021-02-01"), "« Un fait » : avant le 1er février 2021"),
        (of(FILED, on_or_before="2021-02-12"), "« Un fait » : le 12 février 2021 au plus tard"),
        (of(FILED, after="2021-02-12"), "« Un fait » : après le 12 février 2021"),
        (of(FILED, on_or_after="2021-02-12"), "« Un fait » : le 12 février 2021 au plus tôt"),
        (of(FILED, on_or_after="2021-02-12", on_or_before="2021-02-13"), "« Un fait » : du 12 février 2021 au 13 fév"),
        (of(WAY, is_="appel"), "« Un fait » : valeur appel"),
        (of(WAY, in_=["appel", "guichet"]), "« Un fait » : valeur appel ou valeur guichet"),
        (of(WAY, not_in=["appel"]), "« Un fait » : ni valeur appel"),
        (of("projet.pret", is_="false"), "« Un fait » : non"),
        (of(MONTHS, known="true"), "« Un fait » : renseigné"),
        (of(MONTHS, at_most="1 000 000"), "« Un fait » : au plus 1 000 000"),
        (of("annee", at_least="2021"), "« Un fait » : au moins 2021"),
        (of("projet.note", at_least="1,5"), "« Un fait » : au moins 1,5"),
        (of("projet.pays", is_="FR"), "« Un fait » : FR"),
        (of("projet.pays", is_="territoire"), "« Un fait » : territoire"),
    ],
)  # fmt: skip
def test_it_is_said_in_words(written: Any, said: str) -> None:
    assert words(written, scope="depenses").replace("13 février 2021", "13 fév") == said


def test_a_general_value_is_said_with_what_it_includes() -> None:
    found = words({"fact": "categorie", "is": "centrale"}, scope="porteurs")
    assert found == "« Un fait » : valeur centrale (y compris valeur metier)"


def test_it_is_said_in_english_too() -> None:
    found = words(of("projet.note", at_least="1,5", at_most="2,5"), "en")
    assert found.endswith("from 1.5 to 2.5")
    assert words(of(COST, more_than="1 500 EUR"), "en").endswith("more than €1,500.00")


def test_every_type_has_a_name() -> None:
    assert set(KIND_WORDS) == {"truth", "money", "rate", "number", "day", "choice", "text"}
    assert len(COMPARISONS) == 12


# ---- constants


@pytest.mark.parametrize(
    ("written", "kind", "found"),
    [
        ("48 000 EUR", "money", 48_000),
        ("48 k€", "money", 48_000),
        ("1,2 M€", "money", 1_200_000),
        ("48\u202f000\u00a0€", "money", 48_000),
        ("0.01 EUR", "money", Fraction(1, 100)),
        ("75 %", "rate", Fraction(3, 4)),
        ("150 %", "rate", Fraction(3, 2)),
        ("33,333333 %", "rate", Fraction(33_333_333, 10**8)),
        ("2021-02-12", "day", date(2021, 2, 12)),
        ("12", "number", 12),
        ("1 000 000", "number", 10**6),
        ("1\u202f000", "number", 1000),
        ("1\u2009000", "number", 1000),
        ("1,5", "number", Fraction(3, 2)),
        ("0", "number", 0),
    ],
)
def test_a_text_that_begins_with_a_digit_is_a_constant(written: str, kind: str, found: Any) -> None:
    assert lowered(written).type.kind == kind
    assert known(written, {}) == found


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("48 000 HT", "« 48 000 HT » est un montant « HT »"),
        ("12 mois", "« 12 mois » n’est pas un montant"),
        ("2021-02-30", "« 2021-02-30 » n’existe pas dans le calendrier"),
        ("1.2.3", "n’est pas un nombre"),
        ("1,200 EUR", "« 1,200 EUR » est ambigu"),
        ("33,3333333 %", "n’est pas un taux"),
        ("1e6", "« 1e6 » n’est pas un montant"),
        ("007", "n’est pas un nombre entier"),
    ],
)
def test_what_is_no_constant_is_said(written: str, why: str) -> None:
    assert why in refused(written)


def test_without_a_currency_there_is_no_amount() -> None:
    from language.expressions import book_of
    from rule_sets import MANIFEST

    manifest = {key: value for key, value in MANIFEST.items() if key not in ("currency", "rounding")}
    assert "le jeu de règles n’a pas de monnaie" in refused("5 EUR", book=book_of(manifest=manifest))
    assert known("5", {}, book=book_of(manifest=manifest)) == 5
