"""csv files: the separator is found, the encoding is told from the bytes, the cells stay texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.formats.sheets import read_sheets
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record
from relance_rules.dossiers.tables.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow, too_wide
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem, excerpt
from relance_rules.values import Message

_SEPARATORS = ";\t,"
_SAMPLE = 20


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a table, with the lists that tables beside it hold.

    Raises:
        DossierError: A table can't be read.
    """
    sheets = [_sheet(path, "")]
    for family in context.plan.facts.lists:
        beside = path.with_name(f"{path.stem}.{family}{path.suffix}")
        if beside.is_file():
            sheets.append(_sheet(beside, family))
    yield from read_sheets(sheets, shown(path), context)


def _sheet(path: Path, title: str) -> Sheet:
    name = shown(path)
    data = read_bytes(path, MAX_BATCH_BYTES)
    text, notes = text_and_notes(data, name, MAX_BATCH_BYTES)
    text = text.replace("\r\n", "\n")
    first, _, rest = text.partition("\n")
    skipped = 0
    if first[:4].lower() == "sep=" and len(first) == 5:
        separator, text, skipped = first[4], rest, 1
    else:
        separator = _separator(text)
    return Sheet(name, title, tuple(_rows(text, separator, name, skipped)), notes)


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the same number of cells, and into the most."""

    def score(separator: str) -> tuple[bool, int]:
        try:
            sample = list(islice(filter(None, csv.reader(StringIO(text), delimiter=separator)), _SAMPLE))
        except csv.Error:
            return False, 0
        width = len(sample[0]) if sample else 0
        return width > 1 and all(len(row) == width for row in sample), width

    return max(_SEPARATORS, key=score)


def _rows(text: str, separator: str, name: str, skipped: int) -> Iterator[SheetRow]:
    reader = csv.reader(StringIO(text), delimiter=separator, strict=True)
    rows = count = 0
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = Message("guillemets mal fermés, ou cellule trop longue : la suite ne peut pas être lue")
            shown_line = excerpt(text, line - skipped)
            raise DossierError([Problem(message, name, line, 1, shown_line)]) from None
        if not any(cell.strip() for cell in cells):
            continue
        rows, count = rows + 1, count + len(cells)
        if len(cells) > MAX_COLUMNS or rows > MAX_ROWS or count > MAX_CELLS:
            raise DossierError([too_wide(name)._replace(line=line)])
        yield SheetRow(line, cells)
