from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import Decimal

import pytest

from dossiers.helpers import rules
from relance_rules.dossiers.tables.grid import day_text, normal, number_text, paris_day, repaired_siret, value_named
from relance_rules.plan.facts import FactDef, Value
from relance_rules.values import Text


@pytest.mark.parametrize(
    "written",
    [
        "État  de l’avancement",
        "état de l'avancement ",
        "ÉTAT DE L' AVANCEMENT",
        "État\u00a0de\u202fl´avancement",
        unicodedata.normalize("NFD", "État de l‘avancement"),
    ],
)
def test_labels_are_compared_without_case_spaces_apostrophes_and_unicode_forms(written: str) -> None:
    assert normal(written) == normal("État de l'avancement")


def test_different_labels_stay_different() -> None:
    assert normal("Coût total TTC") != normal("Cout total TTC")
    assert normal("Coût total TTC") != normal("Coût total HT")


@pytest.mark.parametrize(
    ("number", "text", "cut"),
    [
        ("1E+3", "1000", False),
        ("12.50", "12.5", False),
        ("0.30000000000000004", "0.3", True),
        ("12.345", "12.345", False),
        ("1234.56000000000000000000000000000001", "1234.56000000000000000000000000000001", False),
        ("0.1234567890123456", "0.1234567890123456", False),
        ("13002526500013", "13002526500013", False),
    ],
)
def test_numbers_are_written_as_they_were_typed(number: str, text: str, cut: bool) -> None:
    assert number_text(Decimal(number)) == (text, cut)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-02-12T23:30:00+01:00", "2021-02-12"),
        ("2021-02-12T23:30:00Z", "2021-02-13"),
        ("2021-07-12T22:30:00Z", "2021-07-13"),
        ("2021-02-12 23:30:00 UTC", "2021-02-13"),
        ("2021-02-12 23:30:00 +0100", "2021-02-12"),
        ("2021-02-12 23:30", "2021-02-12"),
        ("12/02/2021 23h30", "12/02/2021"),
        ("2021-02-12", "2021-02-12"),
        ("bientôt", "bientôt"),
    ],
)
def test_a_moment_is_the_day_in_paris(text: str, day: str) -> None:
    assert day_text(text) == day


def test_a_moment_without_an_offset_is_a_day_as_it_is() -> None:
    assert paris_day(datetime(2021, 2, 12, 23, 59)).isoformat() == "2021-02-12"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ("5520774000006", "05520774000006"),
        ("552077000008", "00552077000008"),
        ("5520774000007", "5520774000007"),
        ("13002526500013", "13002526500013"),
        ("130025265", "130025265"),
    ],
)
def test_the_zeros_of_a_siret_come_back_only_where_its_key_proves_them(found: str, read: str) -> None:
    notes: list = []
    assert repaired_siret(found, notes) == read
    assert bool(notes) == (found != read)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("depenses[].titre", "titre 3", "3"),
        ("depenses[].titre", "Titre 3 (fonctionnement)", "3"),
        ("depenses[].titre", "3", "3"),
        ("depenses[].titre", "titre", "titre"),
        ("depenses[].nature", "PRESTATION EXTERNE", "prestation"),
        ("depenses[].nature", "accompagnement changement", "accompagnement_changement"),
        ("porteurs[].categorie", "collectivite territoriale", "collectivite_territoriale"),
        ("porteurs[].categorie", "opérateurs", "opérateurs"),
    ],
)
def test_a_value_is_named_without_accents_nor_what_its_label_adds(fact: str, text: str, value: str) -> None:
    assert value_named(text, rules().vocabulary[fact]) == value


def test_a_text_that_names_two_values_names_none() -> None:
    labels = {"a": "licence (achat)", "b": "licence (location)"}
    values = {name: Value(Text({"fr": label, "en": name})) for name, label in labels.items()}
    text = Text({"fr": "x"})
    fact = FactDef("enumeration", text, text, values=values)
    assert value_named("licence", fact) == "licence"
    assert value_named("licence (location)", fact) == "b"
