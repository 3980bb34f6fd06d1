"""Workbooks made to harm whoever reads them: each is told in a sentence, in little memory and little time."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dossiers.helpers import ods_row, read, said, write_ods, write_raw_xlsx
from relance_rules.dossiers.formats import budget
from relance_rules.dossiers.formats.workbooks import workbook_sheets

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TITLES = '<c t="inlineStr"><is><t>theme</t></is></c><c t="inlineStr"><is><t>reference</t></is></c>'
SOUND = (
    f'<row>{TITLES}</row><row><c t="inlineStr"><is><t>SNAP3</t></is></c><c t="inlineStr"><is><t>A</t></is></c></row>'
)

Make = Callable[[Path], Path]


def xlsx(rows: str = SOUND, **parts: str) -> Make:
    """A workbook of one sheet; ``styles="…"`` gives the part xl/styles.xml, and so on."""
    named = {f"xl/{name}.xml": content for name, content in parts.items()}
    return lambda folder: write_raw_xlsx(folder / "a.xlsx", rows, parts=named)


def ods(rows: str) -> Make:
    return lambda folder: write_ods(folder / "a.ods", {"Dossiers": rows})


def raw(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def edited(make: Make, change: Callable[[bytes], bytes]) -> Make:
    """A workbook whose bytes are changed once it is made."""

    def again(folder: Path) -> Path:
        path = make(folder)
        path.write_bytes(change(path.read_bytes()))
        return path

    return again


def flagged(data: bytes) -> bytes:
    """An archive whose central directory says that every part is encrypted."""
    pieces = data.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([pieces[0], *(piece[:4] + b"\x01" + piece[5:] for piece in pieces[1:])])


def endless(data: bytes) -> bytes:
    """An archive whose central directory says that every part has 4 GB once inflated."""
    pieces = data.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([pieces[0], *(piece[:20] + b"\xfe\xff\xff\xff" + piece[24:] for piece in pieces[1:])])


def overlapping(data: bytes) -> bytes:
    """An archive whose parts all start where the first one does."""
    pieces = data.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([pieces[0], *(piece[:38] + b"\0\0\0\0" + piece[42:] for piece in pieces[1:])])


def damaged(data: bytes) -> bytes:
    """An archive whose sheet does not inflate."""
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    return data[:place] + b"\0" * 20 + data[place + 20 :]


def twice() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/Workbook.xml", "<workbook/>")
    return data.getvalue()


def many_sheets(folder: Path) -> Path:
    rows = "".join(f'<row><c r="BXX{number}"><v>1</v></c></row>' for number in (1, 500))
    sheets = "".join(f'<sheet name="{number}" sheetId="{number + 1}" r:id="r1"/>' for number in range(400))
    spaces = f'{SPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return xlsx(rows, workbook=f"<workbook {spaces}><sheets>{sheets}</sheets></workbook>")(folder)


LONG = "x" * 200_000
SHARED = '<c t="s"><v>0</v></c>'
CELL = '<table:table-cell {0} office:value-type="string"><text:p>{1}</text:p></table:table-cell>'

REFUSED: dict[str, tuple[Make, str]] = {
    "a long text that many cells share": (
        xlsx(f"<row>{SHARED * 100}</row>" * 100, sharedStrings=f"<sst {SPACE}><si><t>{LONG}</t></si></sst>"),
        "trop grand une fois ouvert",
    ),
    "spaces that many cells share": (
        xlsx(f"<row>{SHARED * 100}</row>" * 100, sharedStrings=f"<sst {SPACE}><si><t>{' ' * 200_000}</t></si></sst>"),
        "trop grand une fois ouvert",
    ),
    "many sheets of one part": (many_sheets, "trop grande"),
    "a text that is not in the table of texts": (xlsx('<row><c t="s"><v>9</v></c></row>'), "ce qui y est attendu"),
    "a text before the table of texts": (
        xlsx('<row><c t="s"><v>-1</v></c></row>', sharedStrings=f"<sst {SPACE}><si><t>a</t></si></sst>"),
        "ce qui y est attendu",
    ),
    "a far row": (xlsx(f'<row r="{10**30}"><c><v>1</v></c></row>'), "trop grande"),
    "a row that is no number": (xlsx('<row r="un"><c><v>1</v></c></row>'), "ce qui y est attendu"),
    "a row of five thousand digits": (xlsx(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), "ce qui y est attendu"),
    "a cell above the sheet": (xlsx('<row><c r="A0"><v>1</v></c></row>'), "ce qui y est attendu"),
    "a column that is no word": (xlsx('<row><c r="é1"><v>1</v></c></row>'), "ce qui y est attendu"),
    "elements within elements": (xlsx("<a>" * 200_000), "emboîte trop d’éléments"),
    "a tag without end": (xlsx(f'<row a="{"=" * 300_000}"/>'), "démesurés"),
    "a tag of attributes": (xlsx("<row " + "".join(f'a{n}="" ' for n in range(40_000)) + "/>"), "démesurés"),
    "a text without end": (xlsx(f'<row><c t="str"><v>{"x" * 300_000}</v></c></row>'), "démesurés"),
    "an unknown encoding": (
        xlsx(sharedStrings='<?xml version="1.0" encoding="string"?><sst/>'),
        "« xl/sharedStrings.xml » déclare un encodage inconnu : « string »",
    ),
    "an encoding that is no text": (xlsx(styles="<?xml version='1.0' encoding='hex'?><styleSheet/>"), "encodage"),
    "an encoding of seven bits": (xlsx(styles='<?xml version="1.0"\nencoding = "utf-7"?><styleSheet/>'), "encodage"),
    "an entity": (xlsx(styles='<!DOCTYPE a [<!ENTITY a "aa">]><styleSheet>&a;</styleSheet>'), "type de document XML"),
    "an entity of a file": (xlsx('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "illisible"),
    "parts of one name": (raw("a.xlsx", twice()), "deux parties de même nom"),
    "parts that overlap": (edited(xlsx(), overlapping), "se recouvrent"),
    "parts that are encrypted": (edited(xlsx(), flagged), "protégé par un mot de passe"),
    "a part cut short": (edited(xlsx(), damaged), "archive abîmée"),
    "an archive cut short": (edited(xlsx(), lambda data: data[:-30]), "archive abîmée"),
    "another compression": (
        raw("a.xlsx", zipped({"_rels/.rels": b" " * 10**7, "xl/workbook.xml": b""}, zipfile.ZIP_BZIP2)),
        "faite d’une manière qui n’est pas lue",
    ),
    "an archive of workbooks": (raw("a.xlsx", zipped({"b.xlsx": b"x", "c.txt": b"x"})), "extrayez-les d’abord"),
    "an archive of something else": (raw("a.ods", zipped({"a.txt": b"x"})), "ni un classeur .xlsx ni un classeur .ods"),
    "a binary workbook": (raw("a.xlsx", zipped({"xl/workbook.bin": b"x"})), ".xlsb"),
    "a workbook without links": (raw("a.xlsx", zipped({"xl/workbook.xml": "<workbook/>"})), "il y manque la partie"),
    "too many parts": (raw("a.xlsx", zipped({str(number): b"" for number in range(10_001)})), "plus de 10"),
    "an ods of repeated rows": (
        ods(f'<table:table-row table:number-rows-repeated="4294967295">{CELL.format("", "x")}</table:table-row>'),
        "trop grande",
    ),
    "an ods of repeated texts": (
        ods(
            '<table:table-row table:number-rows-repeated="1000">'
            + CELL.format('table:number-columns-repeated="10"', LONG)
            + "</table:table-row>"
        ),
        "trop grand une fois ouvert",
    ),
    "an ods of repeated spaces": (
        ods("<table:table-row>" + CELL.format("", '<text:s text:c="4294967295"/>') + "</table:table-row>"),
        "trop grand une fois ouvert",
    ),
    "an ods whose count is no number": (
        ods('<table:table-row><table:table-cell table:number-columns-repeated="x"/></table:table-row>'),
        "ce qui y est attendu",
    ),
    "an encrypted ods": (
        raw("a.ods", zipped({"content.xml": b"\x01\x02", "META-INF/manifest.xml": "<m><m:encryption-data/></m>"})),
        "protégé par un mot de passe",
    ),
    "an ods that is no XML": (raw("a.ods", zipped({"content.xml": b"\x01\x02"})), "« content.xml » est mal formé"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_in_a_sentence(tmp_path: Path, make: Make, sentence: str) -> None:
    path = make(tmp_path)
    started = time.process_time()
    (record,) = read(path)
    assert time.process_time() - started < 3
    assert record.document is None
    assert sentence in said(record)
    assert said(record).startswith(str(path))


@pytest.mark.parametrize(
    "content",
    [" " * 200_000 + "<b/>" + " " * 200_000, "<c/>" * 40_000, "<row r='1'/>" * 25_000],
    ids=["bytes", "tags", "both"],
)
def test_a_part_that_inflates_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr(budget, "BUDGET", 2 * 1024 * 1024)
    path = xlsx(content)(tmp_path)
    assert path.stat().st_size < 10_000
    monkeypatch.setattr("relance_rules.dossiers.formats.ooxml._Cells.start", None)
    (record,) = read(path)
    assert "trop grand une fois ouvert" in said(record)


HARMLESS: dict[str, Make] = {
    "texts that are announced": xlsx(sharedStrings=f'<sst {SPACE} count="4294967295" uniqueCount="4294967295"/>'),
    "cells that are announced": xlsx(f'</sheetData><dimension ref="A1:XFD1048576"/><sheetData>{SOUND}'),
    "styles that are announced": xlsx(
        styles=f'<styleSheet {SPACE}><numFmts count="4294967295"/><cellXfs count="4294967295"/></styleSheet>'
    ),
    "sizes that are announced": edited(xlsx(), lambda data: endless(data)),
    "blank cells to the end": xlsx(SOUND + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "an ods of repeated blanks": ods(
        ods_row("theme", "reference")
        + ods_row("SNAP3", "A")
        + '<table:table-row table:number-rows-repeated="4294967295">'
        '<table:table-cell table:number-columns-repeated="4294967295"/></table:table-row>'
    ),
    "an ods with a table in a cell": ods(
        ods_row("theme", "reference")
        + ods_row("SNAP3", "A")
        + '<table:table-row><table:table-cell><table:table table:name="x">'
        '<table:table-row table:number-rows-repeated="4294967295"><table:table-cell office:value-type="boolean"/>'
        "</table:table-row></table:table></table:table-cell></table:table-row>"
    ),
}


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS)
def test_what_it_announces_is_not_believed(tmp_path: Path, make: Make) -> None:
    tracemalloc.start()
    try:
        records = read(make(tmp_path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [record.document.data["reference"] for record in records if record.document is not None] == ["A"]
    assert peak < 50 * 1024 * 1024


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>nan</v></c>",
        "<c><v>1e999</v></c>",
        "<c><v>1_000</v></c>",
        "<c><v>٣</v></c>",
        '<c s="0"><v>1e300</v></c>',
        '<c s="0"><v>-99999999</v></c>',
        '<c t="d"><v>2021-99-99</v></c>',
        '<c t="inconnu"><v>1</v></c>',
    ],
)
def test_a_value_that_is_none_is_an_error_of_its_cell(tmp_path: Path, cell: str) -> None:
    titles = TITLES.replace("reference", "depose_le")
    dates = f'<styleSheet {SPACE}><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    (record,) = read(
        xlsx(f'<row>{titles}</row><row><c t="inlineStr"><is><t>SNAP3</t></is></c>{cell}</row>', styles=dates)(tmp_path)
    )
    assert "le type de cette cellule n’est pas lu" in said(record)


def test_half_a_character_is_no_character(tmp_path: Path) -> None:
    (record,) = read(xlsx(SOUND.replace(">A<", ">a_xD83D__xDE00__xD83D_z_x0041_<"))(tmp_path))
    assert record.document is not None
    assert record.document.data["reference"] == "a😀\ufffdzA"


def test_a_text_of_many_runs_is_joined_once(tmp_path: Path) -> None:
    count, piece = 300_000, "a" * 20
    rows = f'<row>{TITLES}<c t="inlineStr"><is>{f"<r><t>{piece}</t></r>" * count}</is></c></row>'
    path = xlsx(rows)(tmp_path)
    start = time.process_time()
    (sheet,) = workbook_sheets(path)
    # Joined again at each run, it takes half a minute.
    assert time.process_time() - start < 8
    assert sheet.rows[0].cells[2] == piece * count
