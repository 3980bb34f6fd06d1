"""csv files: the separator is found, the encoding is told from the bytes, the cells stay texts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice
from pathlib import Path

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import tables_beside
from relance_rules.dossiers.formats.sheets import read_sheets
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record
from relance_rules.dossiers.tables.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow, too_wide
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

_SEPARATORS = ";\t,"
_SAMPLE = 20
_MAX_AGAIN = 20
"""How many times over a text may be read again after its bad quotes: each may hide all that follows."""


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a table, with the lists that tables beside it hold.

    Raises:
        DossierError: A table can't be read.
    """
    sheets = [delimited_sheet(path)]
    sheets += (delimited_sheet(beside, family) for family, beside in tables_beside(path, context.plan).items())
    yield from read_sheets(sheets, shown(path), context)


def delimited_sheet(path: Path, title: str = "") -> Sheet:
    """The one sheet of a csv file.

    Raises:
        DossierError: It can't be read, or exceeds the bounds.
    """
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
    """The separator that cuts the most of the first rows into one number of cells, and into the most of them."""

    def score(separator: str) -> tuple[int, int]:
        widths = Counter(width for width in _widths(text, separator) if width > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(_SEPARATORS, key=score)


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many cells the first rows have, up to one that can't be read."""
    with suppress(csv.Error):
        for row in islice(filter(None, csv.reader(StringIO(text), delimiter=separator)), _SAMPLE):
            yield len(row)


_BAD_QUOTES = Message("guillemets mal fermés, ou cellule trop longue : cette ligne ne peut pas être lue en entier")


def _rows(text: str, separator: str, name: str, skipped: int) -> Iterator[SheetRow]:
    """The rows of a text; the line where quotes go wrong is one row, of which nothing more is known."""
    stream = StringIO(text)
    rows = count = again = 0
    first = 1 + skipped
    reader = csv.reader(stream, delimiter=separator, strict=True)
    while True:
        start, fault = stream.tell(), None
        line = first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            again += stream.tell() - start
            if again > _MAX_AGAIN * len(text):
                message = Message("trop de guillemets mal fermés : la suite ne peut pas être lue")
                raise DossierError([Problem(message, name, line)]) from None
            stream.seek(start)
            fault, cells = _BAD_QUOTES, _sound(stream.readline(), separator)
            reader, first = csv.reader(stream, delimiter=separator, strict=True), line + 1
        if fault is None and not any(cell.strip() for cell in cells):
            continue
        rows, count = rows + 1, count + len(cells)
        if len(cells) > MAX_COLUMNS or rows > MAX_ROWS or count > MAX_CELLS:
            raise DossierError([too_wide(name)._replace(line=line)])
        yield SheetRow(line, cells, fault)


def _sound(line: str, separator: str) -> list[str]:
    """The cells of a line before the one whose quotes go wrong."""
    cell = re.compile(f'(?:"((?:[^"]|"")*)"|([^"{separator}][^{separator}]*)?){re.escape(separator)}')
    found: list[str] = []
    place = 0
    while len(found) < MAX_COLUMNS and (match := cell.match(line, place)):
        found.append((match[1] or "").replace('""', '"') or match[2] or "")
        place = match.end()
    return found
