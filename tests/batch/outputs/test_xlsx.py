from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from relance_rules.batch.outputs import xlsx
from relance_rules.batch.outputs.xlsx import _Formats
from relance_rules.batch.totals import EnvelopeUse
from relance_rules.values import Message, Money, parse_money
from rule_sets import EURO, Trial

from ..conftest import Render
from ..helpers import ATTACKS, batch, dossier, rendered, write_lines

SUM = re.compile(r"(?:SUM\(|SUBTOTAL\((\d+),)'?([^'!]+)'?!\$([A-Z]+)\$2:\$\3\$(\d+)\)")
"""A sum of the cells of a column of a sheet, or of those that its filters leave."""


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def column(rows: list[list[Any]], title: str) -> list[Any]:
    return [row[rows[0].index(title)] for row in rows[1:]]


def test_a_sheet_per_concern(render: Render) -> None:
    found = sheets(render("xlsx"))
    assert list(found) == [
        "Dossiers",
        "Constats",
        "Manques",
        "Dépenses exclues",
        "Thèmes",
        "Sessions",
        "Enveloppes",
        "Projets",
        "Dossiers des projets",
        "Doublons",
        "Remarques",
        "Lectures",
    ]
    assert column(found["Dossiers"], "État") == [
        "prêt",
        "à compléter",
        "non éligible",
        "en erreur",
        "en erreur",
        "prêt",
    ]
    assert column(found["Dossiers"], "Déposé le")[:2] == [date(2021, 2, 12), date(2021, 4, 12)]
    assert column(found["Manques"], "Identifiant") == ["suivi"]
    assert column(found["Constats"], "Résultat").count("refusée") == 1
    assert [row[:4] for row in found["Sessions"][1:]] == [
        ["ESSAI", "Période hiver", 3, 2],
        ["ESSAI", "Période printemps", 1, 0],
    ]
    assert found["Enveloppes"][1:] == [
        ["ESSAI", 60000, 0, 0, 90000, 90000, 1.5, 0],
        ["ESSAI, Période printemps", 20000, 0, 0, 30000, 30000, 1.5, 0],
    ]
    assert [row[0] for row in found["Doublons"][1:]] == ["2021-1"]


def test_the_readings_that_the_dossiers_rest_on_are_given_with_their_text(render: Render) -> None:
    found = sheets(render("xlsx"))
    assert found["Lectures"] == [
        ["Lecture", "Texte"],
        *([f"R{number}", f"Lecture {number}."] for number in (2, 5, 8, 9)),
    ]
    named = {code for cell in column(found["Dossiers"], "Lectures") for code in cell.split(", ") if code}
    assert named == {row[0] for row in found["Lectures"][1:]}
    assert column(found["Dossiers"], "À savoir")[0].startswith("Dépenses non détaillées : le calcul suppose")
    assert column(found["Dossiers"], "À savoir")[0].endswith("(lecture R5)")
    # A dossier that can't be read rests on none.
    assert column(found["Dossiers"], "Lectures")[4] == ""


def test_a_total_of_requests_that_nobody_made_is_said_not_to_be_stated(trial_theme: Trial, tmp_path: Path) -> None:
    silent = write_lines(tmp_path / "lot.ndjson", [dossier("A", financement={"subventions_anterieures": 0})])
    found = sheets(rendered("xlsx", *batch(trial_theme.rules, silent), tmp_path))
    for name in ("Thèmes", "Sessions"):
        assert set(column(found[name], "Subvention demandée")) == {"non indiquée"}
    assert column(found["Dossiers"], "Subvention demandée") == [""]


def test_amounts_are_exact_numbers(render: Render) -> None:
    data = render("xlsx")
    assert column(sheets(data)["Dossiers"], "Subvention proposée") == [30000, 30000, "", "", "", 30000]
    cells = re.findall(r'<c r="L[0-9]+"[^>]*><v>([^<]*)</v>', parts(data)["xl/worksheets/sheet1.xml"])
    assert cells == ["40000.00", "40000.00", "40000.00", "40000.00"]
    assert '€"' in parts(data)["xl/styles.xml"].replace("&quot;", '"')


@pytest.mark.parametrize("cents", [99_999_999_999_999, 7, 10_000_010])
def test_an_amount_loses_no_cent_on_its_way_to_a_cell(cents: int, tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsx.xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": str(tmp_path)})
    header = [xlsx.SheetHeader("Montant", 10)]
    table = xlsx._Table(book, xlsx._Formats(book, EURO), str, Message("Feuille"), header)
    table.line([Money(cents)])
    table.close()
    book.close()
    (value,) = re.findall(r'<c r="A2"[^>]*><v>([^<]*)</v>', parts(stream.getvalue())["xl/worksheets/sheet1.xml"])
    assert float(value) == float(str(Money(cents)))
    assert parse_money(value, EURO) == Money(cents)


def test_header_filters_and_colours(render: Render) -> None:
    found = parts(render("xlsx"))
    first = found["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="1" topLeftCell="A2"' in first
    assert 'state="frozen"' in first
    assert '<autoFilter ref="A1:AF7"/>' in first
    assert first.count("<cfRule") == 4
    # A status is told by how its words begin: some dossiers that are ready have one step before filing.
    assert 'operator="beginsWith" text="prêt"' in first
    assert found["xl/worksheets/sheet7.xml"].count("<cfRule") == 1


def test_totals_are_formulas_that_come_to_what_their_cells_hold(render: Render, tmp_path: Path) -> None:
    (tmp_path / "lot.xlsx").write_bytes(render("xlsx"))
    computed = openpyxl.load_workbook(tmp_path / "lot.xlsx")
    held = openpyxl.load_workbook(tmp_path / "lot.xlsx", data_only=True)
    total, filtered = list(computed["Thèmes"].iter_rows())[-2:]
    found: dict[str, Any] = {}
    for cell in (*total, *filtered):
        if isinstance(cell.value, str) and cell.value.startswith("="):
            formula = SUM.fullmatch(cell.value[1:])
            assert formula
            function, sheet, name, last = formula.groups()
            cells = [each[0].value for each in held[sheet][f"{name}2:{name}{last}"]]
            assert int(last) == held[sheet].max_row - (2 if sheet == "Thèmes" else 0)
            filled = [each for each in cells if each is not None]
            value = len(filled) if function == "103" else sum(filled)
            assert held["Thèmes"][cell.coordinate].value == value
            found[cell.coordinate] = value
    assert list(found.values()) == [*(5, 2, 1, 1, 1, 160000, 150000, 90000, 0, 0, 0, 0, 0), *(6, 160000, 150000, 90000)]
    assert (total[0].value, filtered[0].value) == ("Total", "Lignes affichées de la première feuille")


def test_the_totals_of_several_sheets_and_of_amounts_that_nobody_states(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = [dossier(str(place), financement={"subventions_anterieures": 0}) for place in range(5)]
    found = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", silent))
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    data = rendered("xlsx", *found, tmp_path)
    assert [row[8] for row in sheets(data)["Thèmes"][1:]] == ["non indiquée"] * 3
    (count, *_) = re.findall("<f>(SUBTOTAL.*?)</f>", "".join(parts(data).values()))
    assert count == "SUBTOTAL(103,Dossiers!$C$2:$C$4)+SUBTOTAL(103,'Dossiers (2)'!$C$2:$C$3)"


def test_a_sheet_is_printed_on_its_width_under_its_header(render: Render) -> None:
    found = parts(render("xlsx"))
    names = [name for name in found if name.startswith("xl/worksheets/sheet")]
    for name in names:
        assert '<pageSetUpPr fitToPage="1"/>' in found[name]
        assert 'paperSize="9" fitToHeight="0" orientation="landscape"' in found[name]
        assert "<oddFooter>&amp;L&amp;A&amp;R&amp;P/&amp;N</oddFooter>" in found[name]
    assert found["xl/workbook.xml"].count("_xlnm.Print_Titles") == len(names)


def test_texts_stay_texts(attacked: Render) -> None:
    data = attacked("xlsx")
    found = parts(data)
    for name, text in found.items():
        if name.startswith("xl/worksheets/"):
            # Only the totals compute anything, and only sums of our own cells.
            formulas = re.findall("<f>(.*?)</f>", text)
            assert all(SUM.fullmatch(formula) for formula in formulas)
            assert not formulas or name == "xl/worksheets/sheet5.xml"
            assert "<hyperlink" not in text
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufffe\uffff]", text)
    assert ATTACKS["formula"] in column(sheets(data)["Dossiers"], "Projet")
    assert ATTACKS["script"] in column(sheets(data)["Dépenses exclues"], "Libellé")


def test_the_same_bytes_every_time(render: Render) -> None:
    assert render("xlsx") == render("xlsx")


def test_a_full_sheet_is_followed_by_another(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    found = sheets(render("xlsx"))
    assert len(found["Dossiers"]) == 4
    assert len(found["Dossiers (2)"]) == 4
    assert found["Dossiers (2)"][0] == found["Dossiers"][0]
    assert [row[0] for row in found["Dossiers (2)"][1:]] == ["2021-4", "2021-5", "2021-1"]


@pytest.mark.parametrize(
    ("part", "whole", "share", "look"),
    [
        (0, 3, Decimal(0), "0.00%"),
        (1, 3, Decimal("0.3333"), "0.00%"),
        (2_999_999_99, 3_000_000_00, Decimal("0.9999"), "0.00%"),
        (3, 3, Decimal(1), "0.00%"),
        (1, 10_000, Decimal("0.0001"), "0.00%"),
        (8_626_687_830, 1_500_000_000, Decimal("5.7511"), "0.00%"),
        (1, 10_001, Decimal("0.00009"), "0.000%"),
        (30_000, 32_000_000_00, Decimal("0.000009"), "0.0000%"),
    ],
)
def test_a_share_of_something_is_never_nothing_nor_everything(part: int, whole: int, share: Decimal, look: str) -> None:
    found = EnvelopeUse("a", Money(whole), Money(part)).share
    assert found == share
    formats = _Formats(xlsxwriter.Workbook(io.BytesIO()), EURO)
    assert formats.share(-int(found.as_tuple().exponent)).num_format == look
