from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from relance_rules.localization import localization
from relance_rules.plan.answers import is_absent
from relance_rules.targets.pydantic.exact import MAX_ITEMS, read_facts
from relance_rules.values import Money
from rule_sets import EURO, said, vocabulary_of

FACTS = vocabulary_of()
FLAGS = {"engagements": None, "pieces": frozenset({"budget", "calendrier"})}
SIRET = "13002526500013"


def read(data: dict[Any, Any]) -> dict[str, Any]:
    facts, faults = read_facts(data, FACTS, FLAGS, EURO)
    assert faults == []
    return facts


def refusal(data: dict[Any, Any]) -> tuple[tuple[str | int, ...], str]:
    """The one fault of a dossier, with its path; nothing of it is among the facts."""
    facts, faults = read_facts(data, FACTS, FLAGS, EURO)
    ((path, message, _),) = faults
    assert localization("en").gettext(str(message.text)) != message.text
    assert ".".join(str(step) for step in path) not in facts
    return path, said(message)


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        ({"projet": {"cout_total_ttc": "1 200 000,00 €"}}, {"projet.cout_total_ttc": Money(120_000_000)}),
        ({"projet": {"cout_total_ttc": 1200000}}, {"projet.cout_total_ttc": Money(120_000_000)}),
        ({"projet": {"cout_total_ttc": Decimal("12.50")}}, {"projet.cout_total_ttc": Money(1250)}),
        ({"projet": {"cout_total_ttc": Decimal("1200.500")}}, {"projet.cout_total_ttc": Money(120_050)}),
        ({"projet": {"cout_total_ttc": Decimal("1.2E+3")}}, {"projet.cout_total_ttc": Money(120_000)}),
        ({"projet": {"cout_total_ttc": Money(123_456)}}, {"projet.cout_total_ttc": Money(123_456)}),
        ({"projet": {"cout_total_ttc": 0}}, {"projet.cout_total_ttc": Money(0)}),
        ({"projet": {"pret": False}}, {"projet.pret": False}),
        ({"projet": {"pret": "Non"}}, {"projet.pret": False}),
        ({"projet": {"pret": "oui"}}, {"projet.pret": True}),
        ({"projet": {"mois": 0}}, {"projet.mois": 0}),
        ({"projet": {"mois": "1 000"}}, {"projet.mois": 1000}),
        ({"projet": {"part": "33,5 %"}}, {"projet.part": Fraction(67, 200)}),
        ({"projet": {"part": Fraction(1, 8)}}, {"projet.part": Fraction(1, 8)}),
        ({"projet": {"nom": "  Où  "}}, {"projet.nom": "Où"}),
        ({"projet": {"nom": 12}}, {"projet.nom": "12"}),
        ({"projet": {"nom": "a\nb"}}, {"projet.nom": "a\nb"}),
        ({"depose_le": "12/02/2021"}, {"depose_le": date(2021, 2, 12)}),
        ({"depose_le": date(2021, 2, 12)}, {"depose_le": date(2021, 2, 12)}),
        ({"modalite": " guichet "}, {"modalite": "guichet"}),
        ({"modalite": "Valeur Guichet"}, {"modalite": "guichet"}),
        ({"depenses": [{"titre": 2}]}, {"depenses": ({"titre": "2"},)}),
        ({"depenses": [{"pays": "fr"}]}, {"depenses": ({"pays": "FR"},)}),
        ({"porteurs": [{"siret": "130 025 265 00013"}]}, {"porteurs": ({"siret": SIRET},)}),
        ({"porteurs": [{"siret": int(SIRET)}]}, {"porteurs": ({"siret": SIRET},)}),
        ({"porteurs": ({"nom": "a"}, {"nom": "b"})}, {"porteurs": ({"nom": "a"}, {"nom": "b"})}),
        ({"pieces": {"budget": "oui", "calendrier": False}}, {"pieces.budget": True, "pieces.calendrier": False}),
        # A list that the catalogue lost accepts any name.
        ({"engagements": {"nouveau": True}}, {"engagements.nouveau": True}),
    ],
    ids=range(28),
)
def test_a_fact_is_read_as_the_vocabulary_types_it(data: dict[str, Any], facts: dict[str, Any]) -> None:
    found = read(data)
    assert found == facts
    assert [type(value) for value in found.values()] == [type(value) for value in facts.values()]


@pytest.mark.parametrize("nothing", ["", "  ", "\u00a0", None, {}, [], [None, ""], {"a": {"b": None}}], ids=repr)
def test_empty_text_null_and_absence_are_the_same_thing(nothing: Any) -> None:
    assert is_absent(nothing)
    assert read({"reference": nothing, "porteurs": nothing, "pieces": {"budget": nothing}}) == {}
    assert read({"depenses": [{"titre": nothing}]}) == {}
    assert read({"projet": {"nom": nothing, "mois": nothing, "pret": nothing, "cout_total_ttc": nothing}}) == {}


@pytest.mark.parametrize("something", [0, False, "0", "non", Decimal(0), [0], {"a": False}], ids=repr)
def test_zero_and_false_are_answers(something: Any) -> None:
    assert not is_absent(something)


def test_an_item_without_facts_says_nothing_wherever_it_stands() -> None:
    found = read({"depenses": [{"annee": 2021}, {}, None, {"annee": 2022}, {}, None, {"annee": ""}]})
    assert found == {"depenses": ({"annee": 2021}, {"annee": 2022})}


@pytest.mark.parametrize(
    ("data", "path", "said"),
    [
        ({"portuers": []}, ("portuers",), "clé inconnue : « portuers » ; vouliez-vous dire « porteurs » ?"),
        ({"projet": {"cout_total": 1}}, ("projet", "cout_total"), "vouliez-vous dire « cout_total_ttc » ?"),
        ({"zzzz": None}, ("zzzz",), "clé inconnue : « zzzz » ; accepté : theme, reference"),
        ({1: 2}, (1,), "clé inconnue : « 1 »"),
        ({None: 2}, (None,), "clé inconnue : « None »"),
        ({"porteurs": [{"zzzz": 1}]}, ("porteurs", 0, "zzzz"), "accepté : nom, siret, categorie, informe"),
        ({"porteurs[].nom": "a"}, ("porteurs[].nom",), "clé inconnue"),
        ({"projet.nom": "a"}, ("projet.nom",), "clé inconnue"),
        ({"projet": "grand"}, ("projet",), "« projet » regroupe d’autres faits : une suite de « clé: valeur »"),
        ({"projet": [{"nom": "a"}]}, ("projet",), "« projet » regroupe d’autres faits"),
        (
            {"porteurs": {"nom": "a"}},
            ("porteurs",),
            "« porteurs » est une liste : chaque élément commence par un tiret",
        ),
        ({"porteurs": "mairie"}, ("porteurs",), "« porteurs » est une liste"),
        ({"porteurs": ["mairie"]}, ("porteurs", 0), "chaque élément de « porteurs » est une suite de « clé: valeur »"),
        ({"porteurs": [{"nom": "a"}, [1]]}, ("porteurs", 1), "chaque élément de « porteurs »"),
        ({"reference": ["a"]}, ("reference",), "une seule valeur est attendue ici, pas une liste ni un groupe"),
        ({"reference": {"a": "b"}}, ("reference",), "une seule valeur est attendue ici"),
        ({"reference": "x" * 5001}, ("reference",), "ce texte dépasse 5000 caractères"),
        ({"reference": "a\ud800"}, ("reference",), "ce texte porte une moitié de caractère"),
        ({"projet": {"cout_total_ttc": 1.5}}, ("projet", "cout_total_ttc"), "un flottant n’est pas exact"),
        ({"projet": {"cout_total_ttc": float("inf")}}, ("projet", "cout_total_ttc"), "un flottant n’est pas exact"),
        ({"projet": {"cout_total_ttc": Decimal("sNaN")}}, ("projet", "cout_total_ttc"), "« sNaN » n’est pas un nombre"),
        ({"projet": {"cout_total_ttc": Decimal("-Infinity")}}, ("projet", "cout_total_ttc"), "« -Infinity » n’est pas"),
        (
            {"projet": {"cout_total_ttc": Decimal("1E+40")}},
            ("projet", "cout_total_ttc"),
            "n’est pas un nombre utilisable",
        ),
        ({"projet": {"cout_total_ttc": Decimal("0.005")}}, ("projet", "cout_total_ttc"), "plus fin que le centime"),
        ({"projet": {"cout_total_ttc": Decimal("-1")}}, ("projet", "cout_total_ttc"), "jamais négatif"),
        ({"projet": {"cout_total_ttc": Money(-1)}}, ("projet", "cout_total_ttc"), "jamais négatif"),
        ({"projet": {"cout_total_ttc": -1}}, ("projet", "cout_total_ttc"), "jamais négatif"),
        ({"projet": {"cout_total_ttc": 10**40}}, ("projet", "cout_total_ttc"), "ce nombre est trop grand"),
        ({"projet": {"cout_total_ttc": True}}, ("projet", "cout_total_ttc"), "un montant est attendu"),
        ({"projet": {"cout_total_ttc": "1,200"}}, ("projet", "cout_total_ttc"), "« 1,200 » est ambigu"),
        ({"projet": {"cout_total_ttc": b"12"}}, ("projet", "cout_total_ttc"), "une seule valeur est attendue"),
        ({"projet": {"mois": "9.5"}}, ("projet", "mois"), "« 9.5 » n’est pas un nombre entier"),
        ({"projet": {"mois": True}}, ("projet", "mois"), "un nombre entier est attendu"),
        ({"projet": {"mois": Decimal("9.5")}}, ("projet", "mois"), "« 9.5 » n’est pas un nombre entier"),
        ({"projet": {"part": "0.5"}}, ("projet", "part"), "« 0.5 » n’est pas un taux"),
        ({"projet": {"part": 0.5}}, ("projet", "part"), "un flottant n’est pas exact"),
        ({"projet": {"part": Fraction(3, 2)}}, ("projet", "part"), "« 150 % » dépasse 100 %"),
        ({"projet": {"cout_total_ttc": 10**12 + 1}}, ("projet", "cout_total_ttc"), "dépasse mille milliards"),
        ({"projet": {"mois": 10**12 + 1}}, ("projet", "mois"), "est trop grand"),
        ({"projet": {"part": Fraction(1, 3)}}, ("projet", "part"), "« 1/3 » n’est pas un taux"),
        ({"projet": {"part": Fraction(-1, 2)}}, ("projet", "part"), "« -1/2 » n’est pas un taux"),
        ({"projet": {"note": Fraction(1, 3)}}, ("projet", "note"), "« 1/3 » n’est pas un nombre"),
        ({"projet": {"note": Fraction(-1)}}, ("projet", "note"), "n’est pas un nombre"),
        ({"projet": {"pret": "peut-être"}}, ("projet", "pret"), "« peut-être » : répondez « oui » ou « non »"),
        ({"projet": {"pret": 1}}, ("projet", "pret"), "« 1 » : répondez « oui » ou « non »"),
        ({"depose_le": "31/02/2021"}, ("depose_le",), "« 31/02/2021 » n’existe pas dans le calendrier"),
        ({"depose_le": datetime(2021, 2, 12, tzinfo=UTC)}, ("depose_le",), "un jour est attendu, sans heure"),
        ({"depose_le": 20210212}, ("depose_le",), "« 20210212 » n’est pas une date"),
        ({"modalite": "guichets"}, ("modalite",), "« guichets » n’est pas une valeur connue ; vouliez-vous dire « gui"),
        (
            {"depenses": [{"pays": "XX"}]},
            ("depenses", 0, "pays"),
            "« XX » n’est ni le code (ISO 3166-1) ni le nom d’un",
        ),
        ({"depenses": [{"pays": "FR" + " " * 80 + "DE"}]}, ("depenses", 0, "pays"), "« FR DE » n’est ni le code"),
        ({"depenses": [{"pays": "uk"}]}, ("depenses", 0, "pays"), "vouliez-vous dire « GB » ?"),
        ({"depenses": [{"pays": "Alemagne"}]}, ("depenses", 0, "pays"), "vouliez-vous dire « DE » ?"),
        ({"depenses": [{"pays": "F"}]}, ("depenses", 0, "pays"), "écrivez-le comme « FR » ou « France »"),
        ({"Depenses": [], "depenses": []}, ("Depenses",), "« Depenses » et « depenses » sont la même clé"),
        ({"DEPENSES": [], "Depenses": []}, ("Depenses",), "« Depenses » et « DEPENSES » sont la même clé"),
        ({"pieces": {"Budget": "oui", "budget": "non"}}, ("pieces", "Budget"), "sont la même clé"),
        ({"porteurs": [{"siret": "0" * 14}]}, ("porteurs", 0, "siret"), "n’est le SIRET de personne"),
        (
            {"depenses": [{}, {"titre": 7}]},
            ("depenses", 1, "titre"),
            "« 7 » n’est pas une valeur connue ; accepté : 2, 3, 5",
        ),
        ({"porteurs": [{"siret": "13002526500014"}]}, ("porteurs", 0, "siret"), "sa clé de contrôle est fausse"),
        (
            {"porteurs": [{"siret": "13002526500013" + " " * 80 + "ou un autre"}]},
            ("porteurs", 0, "siret"),
            "14 chiffres",
        ),
        ({"porteurs": [{"siret": "130025265"}]}, ("porteurs", 0, "siret"), "14 chiffres sont attendus"),
        ({"porteurs": [{"siret": "abc"}]}, ("porteurs", 0, "siret"), "14 chiffres sont attendus"),
        ({"pieces": ["budget"]}, ("pieces",), "« pieces » regroupe des réponses oui ou non"),
        ({"pieces": {"budjet": True}}, ("pieces", "budjet"), "n’est pas attendu dans « pieces » ; vouliez-vous dire"),
        ({"pieces": {"budget": "joint"}}, ("pieces", "budget"), "« joint » : répondez « oui » ou « non »"),
        ({"engagements": {"a": "b"}}, ("engagements", "a"), "« b » : répondez « oui » ou « non »"),
    ],
    ids=range(67),
)
def test_what_can_not_be_read_is_said_with_its_path(data: dict[Any, Any], path: tuple[Any, ...], said: str) -> None:
    found, sentence = refusal(data)
    assert found == path
    assert said in sentence
    assert len(sentence) < 500


def test_every_fault_is_said_at_once_and_silences_nothing_else() -> None:
    facts, faults = read_facts(
        {"projet": {"cout_total_ttc": "1,200", "mois": "x", "nom": "a"}, "zzz": 1, "depose_le": "2021-02-12"},
        FACTS,
        FLAGS,
        EURO,
    )
    assert [path for path, *_ in faults] == [("projet", "cout_total_ttc"), ("projet", "mois"), ("zzz",)]
    assert facts == {"projet.nom": "a", "depose_le": date(2021, 2, 12)}


def test_a_list_has_a_limited_number_of_items() -> None:
    assert len(read({"depenses": [{"annee": 2021}] * MAX_ITEMS})["depenses"]) == MAX_ITEMS
    _, sentence = refusal({"depenses": [{"annee": 2021}] * (MAX_ITEMS + 1)})
    assert sentence == "« depenses » compte plus de 10000 éléments"


def test_what_is_nested_without_end_is_refused_and_not_followed() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert refusal({"reference": endless})[1].startswith("une seule valeur est attendue")
    deep: Any = None
    for _ in range(5000):
        deep = [deep]
    assert refusal({"reference": deep})[1].startswith("une seule valeur est attendue")


def test_what_a_message_repeats_is_cut() -> None:
    for data in ({"k" * 10_000: 1}, {"modalite": "m" * 10_000}, {"projet": {"pret": "p" * 10_000}}):
        assert len(refusal(data)[1]) < 400


def test_the_order_of_keys_changes_nothing() -> None:
    data = {"reference": "a", "projet": {"nom": "b", "mois": 3}, "modalite": "appel"}
    turned = {"modalite": "appel", "projet": {"mois": 3, "nom": "b"}, "reference": "a"}
    assert read(data) == read(turned)


def test_the_post_office_has_its_own_siret() -> None:
    # La Poste's establishments sum their digits to a multiple of five instead.
    assert read({"porteurs": [{"siret": "35600000009075"}]}) == {"porteurs": ({"siret": "35600000009075"},)}


def test_commitments_and_documents_are_known_however_they_are_spelled() -> None:
    facts, faults = read_facts({"PIÈCES": {"« Budget »": "Vrai"}}, FACTS, FLAGS, EURO)
    assert (facts, faults) == ({"pieces.budget": True}, [])
