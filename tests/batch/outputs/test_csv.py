from __future__ import annotations

import csv
import io

import pytest

from relance_rules.showing.cells import harmless

from ..conftest import Render
from ..helpers import ATTACKS, acting, plain


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_lines_that_french_excel_opens_right(render: Render) -> None:
    text = render("csv")
    assert text.count("\r\n") == text.count("\n") == 7
    first, second, third, fourth, fifth, _ = table(text)
    assert (first["Référence"], first["État"], first["Éligibilité"]) == ("2021-1", "prêt", "éligible")
    assert (first["Coût total TTC"], first["Subvention proposée"]) == ("40000,00", "30000,00")
    assert (first["Déposé le"], first["Session"], first["Porteurs"]) == (
        "2021-02-12",
        "Période hiver",
        "Direction A",
    )
    assert (second["État"], second["Session"], second["Subvention proposée"]) == (
        "à compléter",
        "Période printemps",
        "30000,00",
    )
    assert (third["État"], third["Subvention demandée"]) == ("non éligible", "30000,00")
    assert (fourth["État"], fourth["Coût total TTC"]) == ("en erreur", "")
    assert (fifth["Référence"], fifth["État"], fifth["Thème"]) == ("2021-5", "en erreur", "ESSAI")
    assert "« 1,200 » est ambigu" in fifth["Pourquoi"]


def test_an_indicative_grant_is_not_in_the_column_that_people_sum(render: Render) -> None:
    assert [row["Subvention proposée"] for row in table(render("csv"))] == [
        "30000,00",
        "30000,00",
        "",
        "",
        "",
        "30000,00",
    ]


def test_what_to_know_of_a_dossier_and_the_readings_it_rests_on(render: Render) -> None:
    first, second, third, fourth, fifth, _ = table(render("csv"))
    staff = "Dépenses non détaillées : le calcul suppose que le coût total ne comprend aucun montant de « Dépense de "
    for row in (first, second):
        assert plain(row["À savoir"]).startswith(f"{staff}personnel » (lecture R5)")
        assert row["Lectures"] == "R8, R5, R9, R2"
    assert " · Subventions antérieures indiquées : 0,00 €, alors que 30 000,00 €" in plain(second["À savoir"])
    assert third["Pourquoi"] == "condition non remplie : Dépôt pendant une période d’ouverture"
    # What contradicts itself is said once, with the reading that says so.
    assert fourth["Pourquoi"].endswith("(lecture R8)")
    assert (fourth["À savoir"], fourth["Lectures"]) == ("", "R8")
    assert (fifth["À savoir"], fifth["Lectures"]) == ("", "")


def test_a_reference_given_twice_is_marked(render: Render) -> None:
    first, *_, last = table(render("csv"))
    assert "« 2021-1 » est aussi celle de" in first["Remarques de lecture"]
    assert "lot.ndjson:6" in first["Remarques de lecture"]
    assert "« 2021-1 » est déjà celle de" in last["Remarques de lecture"]
    assert "lot.ndjson:1" in last["Remarques de lecture"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\u00a0=", "\t=", "\n="])
def test_what_a_spreadsheet_would_compute_is_kept_a_text(start: str) -> None:
    assert harmless(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "é", "'=1"])
def test_what_no_spreadsheet_would_compute_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_no_attack_leaves_its_cell(attacked: Render) -> None:
    rows = table(attacked("csv"))
    assert len(rows) == len(ATTACKS)
    for row in rows:
        for cell in row.values():
            assert isinstance(cell, str)
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert acting(cell) == set()
    assert rows[2]["Projet"] == "'=cmd|' /C calc'!A0"
