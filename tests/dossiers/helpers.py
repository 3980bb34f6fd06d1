"""What the tests of the readers share: a vocabulary, themes, and workbooks made on the spot."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import relance_rules
from relance_rules import DossierError, Rules
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.mapping import PlatformMapping, load_mapping
from relance_rules.dossiers.reading import dossier_of
from relance_rules.dossiers.records import Record
from relance_rules.dossiers.sources import iter_records
from relance_rules.localization import localization
from relance_rules.plan.ruleset import Theme
from relance_rules.values import Text

SIRET = "13002526500013"
ZERO_SIRET = "05520774000006"
"""A SIRET that a spreadsheet, which takes it for a number, cuts to 13 digits."""


@cache
def rules() -> Rules:
    """The rules of the catalogue, loaded once."""
    return relance_rules.load_rules()


def context(*mappings: PlatformMapping | None) -> Context:
    """What readers know, with the labels of all the themes."""
    return Context(rules().plan, tuple(each for each in mappings if each is not None))


def read(*paths: Path, mapping: PlatformMapping | None = None) -> list[Record]:
    """The records of files and folders."""
    return list(iter_records(paths, context(mapping)))


def only(path: Path, mapping: PlatformMapping | None = None) -> Record:
    """The one record of a file."""
    (record,) = read(path, mapping=mapping)
    return record


def dossiers(records: Sequence[Record]) -> list[Any]:
    """The plain data of the records that have some."""
    return [record.document.data for record in records if record.document is not None]


def facts(record: Record) -> Mapping[str, Any]:
    """The facts of a record, as checking sees them."""
    assert record.document is not None, said(record)
    return dossier_of(record.document, rules())[1].facts


def said(record: Record, language: str = "fr") -> str:
    """All that a record says: its errors, placed, and its notes."""
    say = localization("fr" if language == "fr" else "en", rules().plan.currency).say
    problems = record.error.problems if record.error else ()
    lines = [f"{p.file}:{p.line}:{p.column}: {say(p.message)}" for p in problems]
    return "\n".join([*lines, *map(say, record.notes)])


def faults(record: Record) -> str:
    """What checking says of a record whose facts can't be read."""
    assert record.document is not None, said(record)
    try:
        dossier_of(record.document, rules())
    except DossierError as error:
        return said(Record(record.origin, error=error))
    raise AssertionError("the facts can be read")


def labelled(theme: Theme, label: str) -> Theme:
    """The theme with one document to ask, of an odd label."""
    (first, *_) = theme.documents.asked
    odd = replace(first, label=Text({"fr": label, "en": label}))
    return replace(theme, documents=replace(theme.documents, asked=(odd,)))


def mapping_of(folder: Path, text: str) -> PlatformMapping:
    """A mapping file, loaded."""
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    mapping = load_mapping(path, rules().plan)
    path.unlink()
    return mapping


def write_json(path: Path, data: Any) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook as openpyxl writes it."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        page = workbook.create_sheet(title)
        for row in rows:
            page.append(list(row))
    workbook.save(path)
    return path


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Dossiers" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships xmlns="
    '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_raw_xlsx(path: Path, rows: str, *, doctype: str = "", parts: Mapping[str, bytes | str] | None = None) -> Path:
    """A workbook whose one sheet holds the XML that is given."""
    sheet = (
        f'{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet, **(parts or {})}.items():
            archive.writestr(name, content)
    return path


def write_ods(path: Path, tables: Mapping[str, str]) -> Path:
    """An OpenDocument workbook whose tables hold the XML that is given."""
    spaces = (
        "".join(
            f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
            for prefix in ("office", "table", "text")
        )
        + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    content = "".join(
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>" for name, rows in tables.items()
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" '
            'm:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>{content}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: Any) -> str:
    """A row of an OpenDocument table: texts, numbers, truths, and days as ``date``."""
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    if hasattr(value, "isoformat"):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    text = io.StringIO(str(value)).getvalue().replace("&", "&amp;").replace("<", "&lt;")
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
