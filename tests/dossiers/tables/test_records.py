from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dossiers.helpers import SIRET, ZERO_SIRET, dossiers, facts, faults, only, read, rules, said, write_xlsx
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.sources import iter_records
from relance_rules.values import Money


def table(folder: Path, *rows: list[Any], **sheets: list[list[Any]]) -> Path:
    return write_xlsx(folder / "a.xlsx", {"Dossiers": list(rows), **sheets})


def one(folder: Path, title: str, value: Any) -> Path:
    return table(folder, ["theme", title], ["SNAP3", value])


@pytest.mark.parametrize(
    "title",
    [
        "projet.cout_total_ttc",
        "Projet.Cout_Total_TTC",
        "Coût total TTC",
        "coût  TOTAL ttc",
        "COUT TOTAL TTC",
        "« Coût total TTC »",
        "Total cost incl. tax",
        " projet.cout_total_ttc ",
    ],
)
def test_a_column_is_named_by_path_or_by_label(tmp_path: Path, title: str) -> None:
    assert facts(only(one(tmp_path, title, 12)))["projet.cout_total_ttc"] == Money(1200)


def test_apostrophes_and_spaces_of_labels_do_not_matter(tmp_path: Path) -> None:
    record = only(one(tmp_path, "Démarche recensée par l'observatoire", "oui"))
    assert facts(record)["projet.demarche_observatoire"] is True


@pytest.mark.parametrize("title", ["porteurs[0].categorie", "porteurs[].categorie", "Catégorie du porteur"])
@pytest.mark.parametrize(
    "value", ["operateur", "Opérateur", "Opérateur de l'État", "OPERATEUR DE L’ETAT", "State operator"]
)
def test_the_first_item_of_a_list_stands_in_the_row(tmp_path: Path, title: str, value: str) -> None:
    assert facts(only(one(tmp_path, title, value)))["porteurs"] == ({"categorie": "operateur"},)


def test_several_items_stand_in_the_row(tmp_path: Path) -> None:
    path = table(tmp_path, ["theme", "porteurs[1].nom", "porteurs[0].nom"], ["SNAP3", "b", "a"])
    assert facts(only(path))["porteurs"] == ({"nom": "a"}, {"nom": "b"})


def test_commitments_and_documents_by_path_and_by_label(tmp_path: Path) -> None:
    first, second, *_ = rules()["SNAP3"].documents.asked
    path = table(
        tmp_path,
        ["theme", "engagements.point_trimestriel", first.label["fr"], second.label["en"]],
        ["SNAP3", True, "oui", "VRAI"],
    )
    found = facts(only(path))
    assert found["engagements.point_trimestriel"] is True
    assert found[first.fact] is True
    assert found[second.fact] is True


def test_a_title_shared_by_two_themes_is_read_by_the_theme_of_the_row(tmp_path: Path) -> None:
    first, second = rules()["SNAP3"], rules()["ITN1"]
    own = first.documents.asked[0]
    twin = replace(own, id="jumeau", fact="pieces.jumeau")
    other = replace(second, documents=replace(second.documents, asked=(twin,)))
    path = table(tmp_path, ["theme", str(own.label)], [" snap3", "oui"], ["Itn1", "oui"], ["ITN9", "oui"])
    context = Context(replace(rules().plan, themes={"SNAP3": first, "ITN1": other}))
    snap, itn, unknown = iter_records([path], context)
    assert dossiers([snap])[0]["pieces"] == {own.id: "oui"}
    assert dossiers([itn])[0]["pieces"] == {"jumeau": "oui"}
    assert "nomme plusieurs faits" in said(unknown)


@pytest.mark.parametrize(
    ("title", "near"),
    [
        ("Cout tota TTC", "Coût total TTC"),
        ("projet.cout_total", "projet.cout_total_ttc"),
        ("Coût", "Coût total TTC"),
        ("Montant subvention demandée", "Subvention demandée"),
        ("refernce", "reference"),
        ("SIRET", "SIRET du porteur"),
    ],
)
def test_a_column_that_is_nearly_a_fact_stops_the_table_and_names_it(tmp_path: Path, title: str, near: str) -> None:
    record = only(one(tmp_path, title, 12))
    assert f"{tmp_path / 'a.xlsx'}#Dossiers:1:2: colonne inconnue" in said(record)
    assert near in said(record)


def test_every_column_that_is_nearly_a_fact_is_said(tmp_path: Path) -> None:
    record = only(table(tmp_path, ["theme", "Coût", "Refernce"], ["SNAP3", 1, 2]))
    assert record.error is not None
    assert len(record.error.problems) == 2


@pytest.mark.parametrize(
    "title", ["Observations", "Instructeur", "Date de réception", "Adresse du porteur", "Mail du porteur", "Colonne 1"]
)
def test_a_column_far_from_every_fact_is_not_read_and_said(tmp_path: Path, title: str) -> None:
    note, record = read(table(tmp_path, ["theme", title, "reference"], ["SNAP3", "x", "1"]))
    assert note.origin == f"{tmp_path / 'a.xlsx'}#Dossiers"
    assert said(note) == f"colonnes qui ne nomment aucun fait, et ne sont pas lues : « {title} »"
    assert dossiers([record]) == [{"theme": "SNAP3", "reference": "1"}]


def test_a_column_of_a_list_that_is_far_from_every_fact_is_not_read(tmp_path: Path) -> None:
    lines = [["reference", "libelle", "Commentaire"], ["1", "a", "x"]]
    note, record = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=lines))
    assert note.origin.endswith("#depenses")
    assert "« Commentaire »" in said(note)
    assert facts(record)["depenses"] == ({"libelle": "a"},)


def test_the_columns_not_read_are_not_listed_without_end(tmp_path: Path) -> None:
    note, _ = read(table(tmp_path, ["theme", *(f"zz{n}" for n in range(21))], ["SNAP3", *range(21)]))
    assert "« zz19 », …" in said(note)


def test_a_table_none_of_whose_columns_is_known_is_an_error(tmp_path: Path) -> None:
    text = said(only(table(tmp_path, ["Observations", "Ville"], ["a", "b"])))
    assert "aucun titre de colonne ne nomme un fait : « Observations », « Ville »" in text
    assert "relance new" in text


def test_the_titles_of_columns_may_stand_under_others(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Dossiers reçus"], [None, date(2021, 3, 1), 12], [], ["Thème", "SNAP3"]]
    note, record = read(table(tmp_path, *rows, ["theme", "reference", "Coût total TTC"], ["SNAP3", "1", 12]))
    assert "pris à la ligne 5 : rien n’est lu au-dessus" in said(note)
    assert record.origin.endswith("#Dossiers:6")
    assert facts(record)["projet.cout_total_ttc"] == Money(1200)


def test_a_list_may_have_titles_above_its_columns_too(tmp_path: Path) -> None:
    lines = [["Budget 2021"], ["reference", "libelle"], ["1", "a"]]
    note, record = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=lines))
    assert "pris à la ligne 2" in said(note)
    assert facts(record)["depenses"] == ({"libelle": "a"},)


@pytest.mark.parametrize(("above", "found"), [(19, True), (20, False)])
def test_the_titles_of_columns_are_looked_for_in_the_first_rows(tmp_path: Path, above: int, found: bool) -> None:
    records = read(table(tmp_path, *[["Lot"]] * above, ["theme", "reference"], ["SNAP3", "1"]))
    assert bool(dossiers(records)) == found


def test_a_row_in_error_says_its_reference_and_theme(tmp_path: Path) -> None:
    rows = [["theme", "reference", "Date de dépôt"], ["SNAP3", "1", "x", "lost"]]
    record = only(table(tmp_path, *rows))
    assert record.error is not None
    assert record.data == {"theme": "SNAP3", "reference": "1", "depose_le": "x"}


def test_two_columns_of_one_fact_are_an_error(tmp_path: Path) -> None:
    record = only(table(tmp_path, ["theme", "Coût total TTC", "projet.cout_total_ttc"], ["SNAP3", 1, 1]))
    assert "même chose" in said(record)


def test_a_cell_under_no_title_is_an_error_of_its_row(tmp_path: Path) -> None:
    bad, good = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1", "lost"], ["SNAP3", "2"]))
    assert "#Dossiers:2:3: cette cellule n’est sous aucun titre" in said(bad)
    assert good.document is not None


def test_blank_rows_are_skipped_and_blank_cells_say_nothing(tmp_path: Path) -> None:
    records = read(table(tmp_path, ["theme", "reference", "projet.nom"], [], ["SNAP3", "1", " "], [None, "", None]))
    assert dossiers(records) == [{"theme": "SNAP3", "reference": "1"}]
    assert records[0].origin.endswith("#Dossiers:3")


def test_a_row_that_only_names_its_theme_is_left_out_and_said(tmp_path: Path) -> None:
    record = only(table(tmp_path, ["theme", "reference"], ["SNAP3", None]))
    assert record.document is None
    assert record.error is None
    assert "ne donne que le thème" in said(record)


def test_a_table_without_rows_is_an_error(tmp_path: Path) -> None:
    assert "aucune ligne" in said(only(table(tmp_path, ["theme", "reference"])))
    assert "aucune cellule" in said(only(table(tmp_path)))


@pytest.mark.parametrize("title", ["depenses", "Dépenses", "Expense lines"])
def test_expenses_stand_in_a_sheet_keyed_by_reference(tmp_path: Path, title: str) -> None:
    lines = [
        ["Référence du dossier", "Libellé", "depenses[].montant_ttc", "fournisseur.siege", "Année de réalisation"],
        ["2", "Audit", 12.5, "FR", 2021],
        [1, "Licence", "1 200,00 €", None, "2022"],
        ["2", "Étude", 3, None, None],
    ]
    path = table(tmp_path, ["theme", "reference"], ["SNAP3", 1], ["SNAP3", "2"], **{title: lines})
    first, second = read(path)
    assert facts(first)["depenses"] == ({"libelle": "Licence", "montant_ttc": Money(120000), "annee": 2022},)
    assert facts(second)["depenses"] == (
        {"libelle": "Audit", "montant_ttc": Money(1250), "fournisseur.siege": "FR", "annee": 2021},
        {"libelle": "Étude", "montant_ttc": Money(300)},
    )


def test_a_fault_of_an_item_is_placed_on_its_cell(tmp_path: Path) -> None:
    lines = [["reference", "montant_ttc"], ["1", "1,200"]]
    text = faults(only(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=lines)))
    assert f"{tmp_path / 'a.xlsx'}#depenses:2:2: « montant_ttc », ligne 2 : « 1,200 »" in text


def test_what_was_repaired_in_an_item_names_its_row(tmp_path: Path) -> None:
    people = [["reference", "siret"], ["1", SIRET], ["1", int(ZERO_SIRET)]]
    record = only(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], porteurs=people))
    assert said(record).startswith("« siret », ligne 3 : le SIRET")


def test_a_long_title_is_cut_and_shows_it(tmp_path: Path) -> None:
    label = next(str(each.label) for each in rules()["SNAP3"].documents.asked if len(str(each.label)) > 80)
    text = faults(only(one(tmp_path, label, "peut-être")))
    assert f": « {label[:79]}… » : « peut-être »" in text


def test_applicants_stand_in_a_sheet(tmp_path: Path) -> None:
    people = [["reference", "nom", "siret"], ["1", "a", SIRET], ["1", "b", None]]
    path = table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], porteurs=people)
    assert facts(only(path))["porteurs"] == ({"nom": "a", "siret": SIRET}, {"nom": "b"})


def test_items_given_in_the_row_and_in_their_sheet_are_an_error(tmp_path: Path) -> None:
    people = [["reference", "nom"], ["1", "a"]]
    path = table(tmp_path, ["theme", "reference", "porteurs[0].nom"], ["SNAP3", "1", "b"], porteurs=people)
    assert "donné deux fois" in said(only(path))


def test_items_of_no_dossier_are_an_error(tmp_path: Path) -> None:
    lines = [["reference", "libelle"], ["9", "a"], [None, "b"], ["9", "c", "lost"]]
    dossier, unknown, nobody = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=lines))
    assert dossier.document is not None
    assert "« depenses », lignes 2, 4 : aucun dossier de la table n’a la référence « 9 »" in said(unknown)
    assert "#depenses:4:3: cette cellule n’est sous aucun titre" in said(unknown)
    assert "« depenses », ligne 3 : la référence du dossier manque" in said(nobody)
    assert nobody.origin.endswith("#depenses:3")


def test_the_rows_of_items_of_no_dossier_are_counted(tmp_path: Path) -> None:
    lines = [["reference", "libelle"], *(["9", "a"] for _ in range(22))]
    _, unknown = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=lines))
    assert "lignes 2, 3, " in said(unknown)
    assert "20, 21, … et 2 de plus : aucun dossier" in said(unknown)


def test_items_of_two_dossiers_of_one_reference_are_an_error(tmp_path: Path) -> None:
    lines = [["reference", "libelle"], ["1", "a"]]
    path = table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], ["SNAP3", "1"], ["SNAP3", "2"], depenses=lines)
    first, second, third = read(path)
    assert "plusieurs dossiers" in said(first)
    assert "plusieurs dossiers" in said(second)
    assert third.document is not None


def test_a_sheet_of_items_without_references_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], depenses=[["libelle"], ["a"]])
    assert "« reference »" in said(only(path))


def test_an_unknown_sheet_keyed_by_reference_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], Depense=[["reference", "libelle"], ["1", "a"]])
    assert "vouliez-vous dire « depenses »" in said(only(path))


def test_another_sheet_is_said_not_to_be_read(tmp_path: Path) -> None:
    note, dossier = read(table(tmp_path, ["theme", "reference"], ["SNAP3", "1"], Notes=[["bla"]]))
    assert "« Notes » n’est pas lue" in said(note)
    assert dossier.document is not None


def test_a_bad_row_does_not_stop_the_others(tmp_path: Path) -> None:
    path = table(tmp_path, ["theme", "depose_le"], ["SNAP3", "bientôt"], ["SNAP3", "12/02/2021"])
    first, second = read(path)
    assert "n’est pas une date" in faults(first)
    assert facts(second)["depose_le"].isoformat() == "2021-02-12"
