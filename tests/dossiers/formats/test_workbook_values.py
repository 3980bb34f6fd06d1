"""The values of cells, against another reader of workbooks that shares nothing with ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from dossiers.helpers import ods_row, write_ods, write_raw_xlsx, write_xlsx
from relance_rules.dossiers.formats.cells import UNKNOWN_TYPE
from relance_rules.dossiers.formats.workbooks import workbook_sheets
from relance_rules.dossiers.tables.grid import read_cell
from relance_rules.plan.facts import FactDef
from relance_rules.values import Text

Rows = list[list[Any]]


def ours(path: Path) -> dict[str, dict[int, list[Any]]]:
    return {sheet.title: {row.number: trimmed(row.cells) for row in sheet.rows} for sheet in workbook_sheets(path)}


def theirs(path: Path) -> dict[str, dict[int, list[Any]]]:
    found: dict[str, dict[int, list[Any]]] = {}
    with CalamineWorkbook.from_path(path) as workbook:
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            filled = {number: trimmed([plain(cell) for cell in row]) for number, row in enumerate(rows, 1)}
            found[name] = {number: row for number, row in filled.items() if row}
    return found


def plain(cell: Any) -> Any:
    if isinstance(cell, timedelta):
        return str(cell)
    return Decimal(repr(cell)) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def trimmed(cells: Sequence[Any]) -> list[Any]:
    last = max((place for place, cell in enumerate(cells, 1) if cell != ""), default=0)
    return list(cells[:last])


NAMED = Text({"fr": "jour", "en": "day"})
LATE = datetime(2021, 2, 12, 23, 30)  # noqa: DTZ001

VALUES: Rows = [
    ["theme", "Étude & « suite » <b>", "deux\nlignes", "  espaces  ", "😀", "0042"],
    [1, 0, -3, 1234.56, 0.1 + 0.2, 1e15, 1e-7, 123456789012345678, 0.29],
    [],
    [True, False, None, date(2021, 2, 12), LATE, time(3, 4), date(1900, 3, 1)],
    [None, None, "seul"],
    [date(2021, 12, 31), datetime(2021, 2, 12, 23, 30, 15), timedelta(hours=30, minutes=5)],  # noqa: DTZ001
]


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Un": VALUES, "Vide": [], "Deux & trois": [["a"], ["b", 2]]})
    found = ours(path)
    assert found == theirs(path)
    assert found["Un"][4] == [
        True,
        False,
        "",
        date(2021, 2, 12),
        LATE,
        time(3, 4),
        date(1900, 3, 1),
    ]
    assert found["Un"][6][2] == "1 day, 6:05:00"


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_workbook_of_another_library(tmp_path: Path, since_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": since_1904})
    sheet = book.add_worksheet("Un")
    bold = book.add_format({"bold": True})
    shown = [
        "dd/mm/yyyy",
        'd" jours de "mmmm',
        "hh:mm",
        "[h]:mm",
        "[$-40C]d mmm yy",
        "0.00",
        '0" dossiers"',
        "[Red]0",
        "yyyy\\-mm",
    ]
    for column, code in enumerate(shown):
        sheet.write_number(0, column, 44239.5, book.add_format({"num_format": code}))
        sheet.write_number(1, column, 44239, book.add_format({"num_format": code}))
    sheet.write_rich_string(2, 0, "un ", bold, "deux", " trois")
    sheet.write_formula(2, 1, "=1+1", None, 2)
    sheet.write_formula(2, 2, '="a"', None, "a")
    sheet.write_boolean(2, 3, True)
    book.add_worksheet("Cachée").write(0, 0, "x")
    book.worksheets()[1].hide()
    book.add_chartsheet()
    book.close()
    assert ours(path) == {name: rows for name, rows in theirs(path).items() if name in ("Un", "Cachée")}
    assert ours(path)["Un"][3] == ["un deux trois", Decimal(2), "a", True]
    assert [sheet.hidden for sheet in workbook_sheets(path)] == [False, True]


def test_an_ods(tmp_path: Path) -> None:
    rows = "".join(
        ods_row(*(cell if not isinstance(cell, (time, timedelta)) else None for cell in row)) for row in VALUES
    )
    paragraphs = (
        '<table:table-cell office:value-type="string"><text:p>un<text:s/>deux<text:s text:c="3"/>trois</text:p>'
        "<text:p>quatre <text:span>cinq</text:span></text:p></table:table-cell>"
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        "<text:p>texte</text:p></table:table-cell>"
        '<table:table-cell office:value-type="percentage" office:value="0.75"><text:p>75 %</text:p></table:table-cell>'
        '<table:table-cell office:value-type="currency" office:value="1234.56" office:currency="EUR"/>'
    )
    repeated = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="7"/>'
        "</table:table-row>"
    )
    path = write_ods(
        tmp_path / "a.ods", {"Un": f"{rows}<table:table-row>{paragraphs}</table:table-row>{repeated}", "Deux": ""}
    )
    found, there = ours(path), theirs(path)
    # The other reader does not tell that this number is shown in percent.
    assert there["Un"][7][2] == Decimal("0.75")
    there["Un"][7][2] = "75 %"
    assert found == there
    assert found["Un"][7] == ["un deux   trois\nquatre cinq", "texte", "75 %", Decimal("1234.56")]
    assert found["Un"][8] == found["Un"][9] == ["", "", Decimal(7), Decimal(7), Decimal(7)]


def test_a_hidden_sheet_of_an_ods(tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import Table

    document = OpenDocumentSpreadsheet()
    for name, display in (("vue", "true"), ("cachée", "false")):
        style = Style(name=name, family="table")
        style.addElement(TableProperties(display=display))
        document.automaticstyles.addElement(style)
        document.spreadsheet.addElement(Table(name=name, stylename=style))
    document.save(tmp_path / "a.ods")
    assert [(sheet.title, sheet.hidden) for sheet in workbook_sheets(tmp_path / "a.ods")] == [
        ("vue", False),
        ("cachée", True),
    ]


def test_a_duration_of_an_ods(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="time" office:time-value="PT30H05M00.5S"/>'
    path = write_ods(tmp_path / "a.ods", {"Un": f"<table:table-row>{cell}</table:table-row>"})
    assert ours(path) == {"Un": {1: ["1 day, 6:05:00"]}}


def test_the_prefixes_of_elements_and_the_letters_of_names_make_no_difference(tmp_path: Path) -> None:
    row = '<x:row><x:c r="B2" t="s"><x:v>0</x:v></x:c></x:row>'
    rows = f'</sheetData><x:sheetData xmlns:x="u">{row}</x:sheetData><sheetData>'
    strings = "<sst><si><r><t>a</t></r><r><t xml:space='preserve'> b</t></r><rPh><t>c</t></rPh></si></sst>"
    path = write_raw_xlsx(tmp_path / "a.xlsx", rows, parts={"xl/SharedStrings.xml": strings})
    assert ours(path) == {"Dossiers": {2: ["", "a b"]}}


def test_an_extension_says_nothing_of_the_format(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Un": [["a"]]}).rename(tmp_path / "a.ods")
    assert ours(path) == {"Un": {1: ["a"]}}


@pytest.mark.parametrize("cell", ['t="b"><v>7</v>', 't="b"><v>VRAI</v>', 't="b"><v>-1</v>'])
def test_a_truth_of_xlsx_that_is_neither_is_no_answer(tmp_path: Path, cell: str) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", f'<row><c t="b"><v>TRUE</v></c><c t="b"><v>0</v></c><c {cell}</c></row>')
    assert ours(path) == {"Dossiers": {1: [True, False, UNKNOWN_TYPE]}}


def test_a_truth_of_ods_that_is_not_written_is_no_answer(tmp_path: Path) -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="boolean"/></table:table-row>'
    )
    assert ours(write_ods(tmp_path / "a.ods", {"Un": row})) == {"Un": {1: [True, UNKNOWN_TYPE]}}


def test_a_cell_that_names_no_style_has_the_first(tmp_path: Path) -> None:
    styles = "<styleSheet><cellXfs><xf numFmtId='9'/><xf numFmtId='0'/></cellXfs></styleSheet>"
    rows = '<row><c><v>0.75</v></c><c s="0"><v>0.75</v></c><c s="1"><v>0.75</v></c></row>'
    path = write_raw_xlsx(tmp_path / "a.xlsx", rows, parts={"xl/styles.xml": styles})
    assert ours(path) == {"Dossiers": {1: ["75 %", "75 %", Decimal("0.75")]}}


def test_the_text_of_an_ods_cell_is_its_own_and_no_remark_of_it(tmp_path: Path) -> None:
    text = (
        "<text:p>ab<office:annotation>remarque<text:p>x</text:p></office:annotation>c"
        "<text:ruby><text:ruby-base>d</text:ruby-base><text:ruby-text>dé</text:ruby-text></text:ruby></text:p>"
    )
    row = f'<table:table-row><table:table-cell office:value-type="string">{text}</table:table-cell></table:table-row>'
    assert ours(write_ods(tmp_path / "a.ods", {"Un": row})) == {"Un": {1: ["abcd"]}}


def test_a_moment_of_a_cell_is_the_day_in_paris_as_in_a_text(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", '<row><c t="d"><v>2021-02-11T23:30:00Z</v></c></row>')
    ((value,),) = [row.cells for sheet in workbook_sheets(path) for row in sheet.rows]
    assert read_cell(value, FactDef("date", NAMED, NAMED), []) == "2021-02-12"
