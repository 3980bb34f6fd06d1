from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dossiers.helpers import (
    SIRET,
    ZERO_SIRET,
    dossiers,
    facts,
    faults,
    ods_row,
    only,
    read,
    said,
    write_ods,
    write_raw_xlsx,
    write_xlsx,
)
from relance_rules.dossiers.formats import budget
from relance_rules.values import Money

HEADER = ["theme", "reference", "projet.cout_total_ttc", "depose_le", "porteurs[0].siret", "projet.equipe_interne"]
ROW = ["SNAP3", 42, 1234.56, date(2021, 2, 12), int(SIRET), True]
MEANT = {
    "theme": "SNAP3",
    "reference": "42",
    "projet.cout_total_ttc": Money(123456),
    "depose_le": date(2021, 2, 12),
    "porteurs": ({"siret": SIRET},),
    "projet.equipe_interne": True,
}


def cells(*values: str) -> str:
    """A title row and a row whose cells are given as XML, in a sheet of projects' costs."""
    titles = (f'<c r="{r}" t="inlineStr"><is><t>{t}</t></is></c>' for r, t in (("A1", HEADER[0]), ("B1", HEADER[2])))
    head = f'<row r="1">{"".join(titles)}</row>'
    return f'{head}<row r="2"><c r="A2" t="inlineStr"><is><t>SNAP3</t></is></c>{"".join(values)}</row>'


def test_an_xlsx_table(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Feuil1": [HEADER, [], ROW]})
    record = only(path)
    assert record.origin == f"{path}#Feuil1:3"
    assert facts(record) == MEANT


def test_an_ods_table(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", {"Dossiers": ods_row(*HEADER) + ods_row() + ods_row(*ROW)})
    record = only(path)
    assert record.origin == f"{path}#Dossiers:3"
    assert facts(record) == MEANT


def test_an_ods_made_by_a_library(tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document, table = OpenDocumentSpreadsheet(), Table(name="Dossiers")
    for row in (["theme", "projet.nom"], ["SNAP3", "Étude"]):
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "a.ods")
    assert facts(only(tmp_path / "a.ods")) == {"theme": "SNAP3", "projet.nom": "Étude"}


@pytest.mark.parametrize("amount", [0.1, 0.29, 1234.56, 4503599627370.49, 100000000000.25, 1e9, 3, 2500000])
def test_numbers_are_read_to_the_cent(tmp_path: Path, amount: float) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"D": [["theme", "projet.cout_total_ttc"], ["SNAP3", amount]]})
    if amount > 10**12:
        assert "mille milliards" in faults(only(path))
    else:
        assert facts(only(path))["projet.cout_total_ttc"] == Money(round(amount * 100))


def test_the_residue_of_a_computation_is_cut_and_said(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", cells('<c r="B2"><f>A1</f><v>1234.5600000000001</v></c>'))
    record = only(path)
    assert facts(record)["projet.cout_total_ttc"] == Money(123456)
    assert "résidu" in said(record)


@pytest.mark.parametrize("amount", ["12.345", "12.3456789", "0.001"])
def test_an_amount_finer_than_the_cent_is_refused(tmp_path: Path, amount: str) -> None:
    record = only(write_raw_xlsx(tmp_path / "a.xlsx", cells(f'<c r="B2"><v>{amount}</v></c>')))
    assert "Coût" not in faults(record)
    assert "cout_total_ttc" in faults(record)


def test_dates_with_and_without_a_time(tmp_path: Path) -> None:
    rows = [["theme", "depose_le"], ["SNAP3", datetime(2021, 2, 12, 23, 30)], ["SNAP3", "12/02/2021"], ["SNAP3", 44239]]  # noqa: DTZ001
    cell, text, number = read(write_xlsx(tmp_path / "a.xlsx", {"D": rows}))
    assert facts(cell)["depose_le"] == facts(text)["depose_le"] == date(2021, 2, 12)
    assert number.ours
    assert "« 44239 » est un nombre, et un jour est attendu" in said(number)


def test_a_number_for_a_percentage_is_ambiguous(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"D": [["theme", "projet.part_services_deconcentres"], ["SNAP3", 0.5]]})
    text = said(only(path))
    assert "« 50 % »" in text
    assert "« 0.5 % »" in text


def test_a_time_is_no_date(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"D": [["theme", "depose_le"], ["SNAP3", time(3, 4)]]})
    assert "n’est pas une date" in faults(only(path))


def test_a_siret_that_lost_its_zeros_is_repaired(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"D": [["theme", "porteurs[0].siret"], ["SNAP3", int(ZERO_SIRET)]]})
    record = only(path)
    assert facts(record)["porteurs"] == ({"siret": ZERO_SIRET},)
    assert "zéros de tête" in said(record)


def test_a_formula_gives_its_value(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", cells('<c r="B2"><f>1+1</f><v>12.5</v></c>'))
    assert facts(only(path))["projet.cout_total_ttc"] == Money(1250)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2"><f>1+1</f></c>', "n’a pas été calculée"),
        ('<c r="B2"><f>1+1</f><v/></c>', "n’a pas été calculée"),
        ('<c r="B2"><f>1+1</f><v> </v></c><c r="C2"><v>1</v></c>', "n’a pas été calculée"),
        ('<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>', "en erreur"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "en erreur"),
    ],
    ids=["uncomputed", "empty value", "value of spaces", "error", "error value"],
)
def test_a_formula_without_a_value_is_an_error_of_its_cell(tmp_path: Path, cell: str, expected: str) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", cells(cell))
    assert f"{path}#Dossiers:2:2: " in said(only(path))
    assert expected in said(only(path))


def test_a_formula_whose_result_is_an_empty_text_says_nothing(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", cells('<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>'))
    assert "ne donne que le thème" in said(only(path))


def test_a_workbook_that_a_program_wrote_has_no_results(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"D": [["theme", "projet.cout_total_ttc"], ["SNAP3", "=1+1"]]})
    assert "n’a pas été calculée" in said(only(path))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<table:table-cell table:formula="of:=1+1"/>', "n’a pas été calculée"),
        (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string" calcext:value-type="error">'
            "<text:p>#N/A</text:p></table:table-cell>",
            "en erreur",
        ),
    ],
    ids=["uncomputed", "error"],
)
def test_a_formula_of_an_ods_without_a_value_is_an_error_of_its_cell(tmp_path: Path, cell: str, expected: str) -> None:
    theme = '<table:table-cell office:value-type="string"><text:p>SNAP3</text:p></table:table-cell>'
    row = f"<table:table-row>{theme}{cell}</table:table-row>"
    path = write_ods(tmp_path / "a.ods", {"D": ods_row("theme", "projet.cout_total_ttc") + row})
    assert f"{path}#D:2:2: " in said(only(path))
    assert expected in said(only(path))


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1", "BXX99999"])
def test_a_far_cell_does_not_exhaust_the_memory(tmp_path: Path, place: str) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", f'<row><c r="{place}"><v>1</v></c></row>')
    assert "trop grande" in said(only(path))


def test_far_blank_cells_are_nothing(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    path = write_raw_xlsx(tmp_path / "a.xlsx", cells('<c r="B2"><v>12</v></c>') + far)
    assert facts(only(path))["projet.cout_total_ttc"] == Money(1200)


def test_repeated_cells_of_an_ods_do_not_exhaust_the_memory(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "trop grande" in said(only(write_ods(tmp_path / "a.ods", {"D": rows})))


def test_repeated_blank_cells_of_an_ods_are_nothing(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048570">{cell}</table:table-row>'
    path = write_ods(tmp_path / "a.ods", {"D": ods_row("theme", "reference") + ods_row("SNAP3", "1") + blank})
    assert facts(only(path))["reference"] == "1"


def test_the_cells_of_all_sheets_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [["reference"], ["1"]], "b": [["x"], ["y"]]})
    monkeypatch.setattr(budget, "MAX_CELLS", 4)
    assert read(path)[-1].document is not None
    monkeypatch.setattr(budget, "MAX_CELLS", 3)
    assert "trop grande" in said(only(path))


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused(tmp_path: Path, name: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    path = write_raw_xlsx(tmp_path / "a.xlsx", "", parts={name: bomb})
    assert "type de document XML" in said(only(path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"PK\x03\x04nothing", "abîmée"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, "mot de passe"), (b"", "abîmée")],
    ids=["damaged", "encrypted", "empty"],
)
def test_what_is_no_workbook_is_an_error(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert expected in said(only(path))


def test_a_part_that_is_no_xml_is_an_error(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", "<row>")
    assert "illisible" in said(only(path))


def merged(path: Path, rows: list[list[Any]], *areas: str, title: str = "Dossiers") -> Path:
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    for area in areas:
        page.merge_cells(area)
    workbook.save(path)
    return path


def test_a_text_merged_down_its_column_is_that_of_each_row_and_said(tmp_path: Path) -> None:
    rows = [["theme", "reference", "projet.nom"], ["SNAP3", "1", "Étude"], ["", "2", ""], ["SNAP3", "3", ""]]
    first, second, third = read(merged(tmp_path / "a.xlsx", rows, "A2:A3", "C2:C4"))
    assert [facts(record).get("projet.nom") for record in (first, second, third)] == ["Étude"] * 3
    assert facts(second)["theme"] == "SNAP3"
    assert not first.notes
    assert "« projet.nom » : lu dans la cellule fusionnée de la ligne 2" in said(third)


@pytest.mark.parametrize("value", [100, "Étude"])
def test_what_is_merged_across_columns_is_an_error_of_its_row(tmp_path: Path, value: Any) -> None:
    rows = [["theme", "reference", "projet.nom", "projet.reference"], ["SNAP3", "1", value, ""], ["SNAP3", "2", "a"]]
    wrong, good = read(merged(tmp_path / "a.xlsx", rows, "C2:D2"))
    assert "#Dossiers:2:4: « projet.reference » : cette cellule est fusionnée avec celle de la ligne 2, colonne 3" in (
        said(wrong)
    )
    assert wrong.data["reference"] == "1"
    assert good.document is not None


def test_an_amount_merged_down_rows_may_be_that_of_all_of_them(tmp_path: Path) -> None:
    rows = [["theme", "reference", "projet.cout_total_ttc"], ["SNAP3", "1", 100], ["SNAP3", "2", ""]]
    good, wrong = read(merged(tmp_path / "a.xlsx", rows, "C2:C3"))
    assert facts(good)["projet.cout_total_ttc"] == Money(10000)
    assert "cette cellule est fusionnée" in said(wrong)


def test_titles_merged_above_others_are_read(tmp_path: Path) -> None:
    rows = [["Dossiers de 2021"], ["theme", "Porteur"], ["", "porteurs[0].nom", "porteurs[0].siret"], ["SNAP3", "a"]]
    note, record = read(merged(tmp_path / "a.xlsx", rows, "A1:C1", "A2:A3", "B2:C2"))
    assert "pris à la ligne 3" in said(note)
    assert facts(record) == {"theme": "SNAP3", "porteurs": ({"nom": "a"},)}


def test_cells_merged_in_an_ods(tmp_path: Path) -> None:
    def cell(text: str, spanned: str = "", covered: str = "") -> str:
        tag = f"table:{covered}table-cell"
        return f'<{tag} office:value-type="string"{spanned}><text:p>{text}</text:p></{tag}>'

    down, across = (f' table:number-{side}-spanned="2"' for side in ("rows", "columns"))
    rows = "".join(
        f"<table:table-row>{cells}</table:table-row>"
        for cells in (
            cell("theme") + cell("projet.nom") + cell("projet.reference"),
            cell("SNAP3", down) + cell("a") + cell("b"),
            # What a merged cell hides is not what a person sees.
            cell("ITN1", covered="covered-") + cell("c", across) + "<table:covered-table-cell/>",
        )
    )
    good, wrong = read(write_ods(tmp_path / "a.ods", {"Dossiers": rows}))
    assert facts(good)["theme"] == "SNAP3"
    assert wrong.data["theme"] == "SNAP3"
    assert "« projet.reference » : cette cellule est fusionnée" in said(wrong)


def test_the_cells_that_are_merged_are_counted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["theme", "reference", "projet.nom"], ["SNAP3", "1", "x"], ["SNAP3", "2", ""]]
    # What is merged far beyond the cells costs nothing.
    path = merged(tmp_path / "a.xlsx", rows, "C2:C3000")
    monkeypatch.setattr(budget, "MAX_CELLS", 11)
    assert len(dossiers(read(path))) == 2
    monkeypatch.setattr(budget, "MAX_CELLS", 10)
    assert "trop grande" in said(only(path))


@pytest.mark.parametrize(
    ("stored", "shown"), [(0.75, 75), (0.07, 7), (0.1 + 0.2, 30), (1, 100), (0.7525, Fraction("75.25"))]
)
@pytest.mark.parametrize("form", ["0%", "0.00%", '0.0" %"%', "[Red]0 %"])
def test_a_cell_in_percent_format_is_read_as_what_a_person_sees(
    tmp_path: Path, stored: float, shown: Any, form: str
) -> None:
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append(["theme", "projet.part_services_deconcentres"])
    page.append(["SNAP3", stored])
    page["B2"].number_format = form
    workbook.save(tmp_path / "a.xlsx")
    assert facts(only(tmp_path / "a.xlsx"))["projet.part_services_deconcentres"] * 100 == shown


@pytest.mark.parametrize("form", ['0" %"', "0\\%", "0.00"])
def test_a_percent_sign_that_is_only_a_text_makes_no_percentage(tmp_path: Path, form: str) -> None:
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append(["theme", "projet.part_services_deconcentres"])
    page.append(["SNAP3", 75])
    page["B2"].number_format = form
    workbook.save(tmp_path / "a.xlsx")
    assert "est ambigu" in said(only(tmp_path / "a.xlsx"))


def test_a_percentage_of_an_ods(tmp_path: Path) -> None:
    rows = ods_row("theme", "projet.part_services_deconcentres") + ods_row("SNAP3", 0.75).replace("float", "percentage")
    record = only(write_ods(tmp_path / "a.ods", {"Dossiers": rows}))
    assert facts(record)["projet.part_services_deconcentres"] * 4 == 3


def test_a_percentage_is_no_amount(tmp_path: Path) -> None:
    rows = ods_row("theme", "projet.cout_total_ttc") + ods_row("SNAP3", 0.75).replace("float", "percentage")
    assert "« 75 % »" in faults(only(write_ods(tmp_path / "a.ods", {"Dossiers": rows})))
