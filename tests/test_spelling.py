from __future__ import annotations

import sys
import time
import unicodedata

import pytest

from relance_rules.values.countries import country_of, near_country
from relance_rules.values.spelling import clash, named, normal, same_reference, tidy


@pytest.mark.parametrize(
    "written",
    [
        "État  de l’avancement",
        "état de l'avancement ",
        "ETAT DE L' AVANCEMENT",
        "État\u00a0de\u202fl´avancement",
        "« État de l’avancement »",
        "“état de l‘avancement”",
        "etat_de_l'avancement",
        "état-de\u2011l'avancement",
        "É\u00adtat\u200b de\tl'avancement\ufeff",
        unicodedata.normalize("NFD", "État de l‘avancement"),
    ],
)
def test_one_text_has_many_spellings(written: str) -> None:
    assert normal(written) == normal("État de l'avancement")


@pytest.mark.parametrize("dash", "-‐‑‒–—―−⁃﹣－")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    assert tidy(f"P{dash}9") == "P-9"
    assert normal(f"Appel{dash}à{dash}projets") == normal("appel_a_projets")


@pytest.mark.parametrize("space", " \u00a0\u2000\u2007\u2009\u202f\u3000")
def test_every_space_is_a_space(space: str) -> None:
    assert tidy(f"{space}1{space}{space}000{space}") == "1 000"
    assert normal(f"titre{space}2") == "titre 2"


@pytest.mark.parametrize("written", ["p-17", " P‑17.", "P – 17 ;", "P−−17", "P- 17 !"])
def test_one_reference_has_many_spellings(written: str) -> None:
    assert same_reference(written) == same_reference("P-17")


def test_references_that_differ_by_a_hyphen_or_a_letter_stay_different() -> None:
    texts = ["P-17", "P17", "P-1-7", "P/17", "P.17", "É-17", "E-17"]
    assert len(set(map(same_reference, texts))) == len(texts)


def test_what_parts_two_cells_or_two_lines_is_no_space_in_a_number() -> None:
    assert tidy("1\t000") != "1 000"
    assert tidy("1\n000") != "1 000"


def test_what_means_something_else_stays_different() -> None:
    texts = [
        "Coût total TTC",
        "Coût total HT",
        "coûts",
        "SNAP3",
        "SNAP 3",
        "R10",
        "R10b",
        "R.10",
        "a",
        "b",
        "l'un",
        "lun",
    ]
    assert len({normal(text) for text in texts}) == len(texts)
    assert normal("कि") != normal("का")


def test_ligatures_are_two_letters() -> None:
    assert normal("Cœur ÆGIS") == "coeur aegis"


def test_a_long_text_names_nothing_and_costs_nothing() -> None:
    long = "e\u0301\u0327" * 200_000
    begun = time.perf_counter()
    assert normal(long) == long
    assert time.perf_counter() - begun < 0.1


def test_every_character_is_normalised_once_and_for_all() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    for start in range(0, len(text), 900):
        once = normal(text[start : start + 900])
        assert normal(once) == once, hex(start)


def test_the_exact_spelling_comes_first() -> None:
    known = ["b", "B", "été"]
    assert named("B", known) == "B"
    assert named("ETE", known) == "été"
    assert named("«»", ["-"]) is None
    assert named("c", known) is None


def test_two_names_that_would_be_one_are_told() -> None:
    assert clash([("a", "a"), ("A", "a"), ("b", "b")]) is None
    found = clash([("Été", "juillet"), ("ete", "saison")])
    assert found == ("ete", "juillet", "saison")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FR", "FR"),
        (" fr ", "FR"),
        ("France", "FR"),
        ("ÉTATS‑UNIS", "US"),
        ("united states", "US"),
        ("Cote d'Ivoire", "CI"),
        ("La Réunion", "RE"),
        ("Reunion", "RE"),
        ("XX", None),
        ("UK", None),
        ("Congo", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_code_or_by_its_names(written: str, code: str | None) -> None:
    assert country_of(written) == code


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("uk", "GB"),
        ("Angleterre", "GB"),
        ("USA", "US"),
        ("République tchèque", "CZ"),
        ("Allemange", "DE"),
        ("fra", "FR"),
        ("Hong Kong", "HK"),
        ("Congo", None),
        ("Corée", None),
        ("Palestine", None),
        ("XX", None),
    ],
)
def test_no_country_is_proposed_for_another(written: str, near: str | None) -> None:
    assert near_country(written) == near
