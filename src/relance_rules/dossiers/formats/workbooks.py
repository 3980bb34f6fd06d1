"""xlsx and ods workbooks: their cells' values, never their formulas, links or macros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.formats.archive import Marks, safe_copy
from relance_rules.dossiers.formats.sheets import read_sheets
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record
from relance_rules.dossiers.tables.grid import CellValue, Sheet, SheetRow
from relance_rules.loading.files import read_bytes, shown, too_large
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a workbook.

    Raises:
        DossierError: It can't be read, or exceeds the bounds.
    """
    yield from read_sheets(workbook_sheets(path), shown(path), context)


def workbook_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, without their blank rows.

    Raises:
        DossierError: It can't be read, or exceeds the bounds.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    name = shown(path)
    data = read_bytes(path, MAX_BATCH_BYTES)
    if len(data) > MAX_BATCH_BYTES:
        raise DossierError([too_large(name, MAX_BATCH_BYTES)])
    copy, marks = safe_copy(data, name)
    sheets: list[Sheet] = []
    try:
        with CalamineWorkbook.from_filelike(copy) as workbook:
            for metadata in workbook.sheets_metadata:
                if metadata.typ != SheetTypeEnum.WorkSheet:
                    continue
                rows = workbook.get_sheet_by_name(metadata.name).to_python(skip_empty_area=False)
                place, own = f"{name}#{metadata.name}", marks.get(metadata.name, {})
                hidden = metadata.visible != SheetVisibleEnum.Visible
                sheets.append(Sheet(place, metadata.name, tuple(_rows(rows, own)), hidden=hidden))
    except (CalamineError, OSError, ValueError) as error:
        reason = str(error).split("\n", 1)[0][:200]
        message = Message("classeur illisible : {reason}", {"reason": reason})
        raise DossierError([Problem(message, name)]) from None
    return sheets


def _rows(rows: list[list[Any]], marks: Mapping[tuple[int, int], Message]) -> Iterator[SheetRow]:
    # calamine gives an error cell, and a formula without a value, as a blank one.
    marked: dict[int, dict[int, Message]] = {}
    for (row, column), message in marks.items():
        marked.setdefault(row, {})[column] = message
    for number in range(1, max([len(rows), *marked]) + 1):
        cells: list[CellValue] = [_value(cell) for cell in rows[number - 1]] if number <= len(rows) else []
        for column, message in marked.get(number, {}).items():
            cells += [""] * (column - len(cells))
            cells[column - 1] = message
        if any(not isinstance(cell, str) or cell.strip() for cell in cells):
            yield SheetRow(number, cells)


def _value(cell: Any) -> CellValue:
    if isinstance(cell, (str, bool, date, time)):
        return cell
    if isinstance(cell, (int, float)):
        # The shortest decimal that reads back as the same number: what was typed, up to 15 digits.
        return Decimal(repr(cell))
    if isinstance(cell, timedelta):
        return str(cell)
    return Message("le type de cette cellule n’est pas lu")


__all__ = ["Marks", "read", "workbook_sheets"]
