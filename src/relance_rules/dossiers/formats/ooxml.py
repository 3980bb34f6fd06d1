"""xlsx workbooks, from their parts to the values of their cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from relance_rules.dossiers.formats.archive import Archive
from relance_rules.dossiers.formats.cells import (
    FORMULA_ERROR,
    NUMBER,
    UNCOMPUTED,
    UNKNOWN_TYPE,
    Grid,
    day_of,
    moment,
    number,
    percent,
    truth,
)
from relance_rules.dossiers.tables.grid import CellValue, Sheet

_ROOT = "_rels/.rels"
_ASIDE = frozenset({"rPh", "extLst"})
"""What holds no text of a cell: how it is pronounced, and what later versions add."""
_FIRST_STYLE = "0"
"""The style of a cell that names none."""
_MAX_FORMAT = 255
"""As long as a spreadsheet lets a number format be."""


def sheets(archive: Archive) -> Iterator[Sheet]:
    """The sheets of a workbook, in order, without their blank rows; charts and macros are no sheets.

    Raises:
        DossierError: A part can't be read, or exceeds the bounds.
    """
    links = _links(archive, _ROOT) if _ROOT in archive else []
    path = next((link.target for link in links if link.kind == "officeDocument"), "xl/workbook.xml")
    folder, file = posixpath.split(path)
    links = _links(archive, f"{folder}/_rels/{file}.rels")
    parts = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    parts.update((link.kind, link.target) for link in links)
    strings = _strings(archive, parts["sharedStrings"]) if parts["sharedStrings"] in archive else []
    styles = _styles(archive, parts["styles"]) if parts["styles"] in archive else []
    targets = {link.id: link.target for link in links if link.kind == "worksheet"}
    book = _Book()
    archive.parse(path, book.start)
    for title, hidden, link in book.sheets:
        if link in targets:
            cells = _Cells(Grid(archive.budget), strings, styles, MAC_EPOCH if book.since_1904 else WINDOWS_EPOCH)
            archive.parse(targets[link], cells.start, cells.end, cells.pieces.append)
            yield Sheet(f"{archive.name}#{title}", title, tuple(cells.grid.rows()), hidden=hidden)


class _Link(NamedTuple):
    id: str
    kind: str
    target: str


def _links(archive: Archive, path: str) -> list[_Link]:
    """What a part is linked to in the archive: the last word of each kind of link, and the path of its part."""
    found: list[_Link] = []
    base = posixpath.dirname(posixpath.dirname(path))

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", base, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append(_Link(attributes.get("Id", ""), kind, target.lstrip("/")))

    archive.parse(path, start)
    return found


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and "name" in attributes:
            link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes["name"], attributes.get("state", "visible") != "visible", link))
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")


def _strings(archive: Archive, path: str) -> list[str]:
    """The texts that cells share, in order; how many are announced plays no part."""
    found: list[str] = []
    pieces: list[str] = []
    runs: list[str] = []
    aside = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal aside
        if aside or tag in _ASIDE:
            aside += 1
        elif tag == "t":
            pieces.clear()
        elif tag == "si":
            runs.clear()

    def end(tag: str) -> None:
        nonlocal aside
        if aside:
            aside -= 1
        elif tag == "t":
            runs.append("".join(pieces))
        elif tag == "si":
            found.append(_unescaped("".join(runs)))

    archive.parse(path, start, end, pieces.append)
    return found


def _styles(archive: Archive, path: str) -> list[str]:
    """The number format of each style of cells."""
    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    styles: list[str] = []
    within = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal within
        if tag in ("cellXfs", "numFmts"):
            within = tag
        elif tag == "numFmt" and within == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_MAX_FORMAT]
        elif tag == "xf" and within == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal within
        if tag == within:
            within = ""

    archive.parse(path, start, end)
    return [codes.get(number, "General") for number in styles]


class _Cells:
    """The events of one sheet, to the values of its cells."""

    def __init__(self, grid: Grid, strings: Sequence[str], styles: Sequence[str], epoch: datetime) -> None:
        self.grid, self._strings, self._styles, self._epoch = grid, strings, styles, epoch
        self.pieces: list[str] = []
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._kind, self._style = "n", _FIRST_STYLE
        self._runs: list[str] = []
        self._formula, self._aside = False, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._aside or tag in _ASIDE:
            self._aside += 1
        elif tag in ("v", "t"):
            self.pieces.clear()
        elif tag == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", _FIRST_STYLE)
            self._runs.clear()
            self._formula = False
            self._place(attributes.get("r"))
        elif tag == "f":
            self._formula = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag in ("v", "t"):
            # Texts come in as many runs as one likes: they are joined once.
            self._runs.append("".join(self.pieces))
        elif tag == "c" and (self._formula or any(self._runs)):
            self.grid.put(self._row, self._column, self._value("".join(self._runs)))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (row, column), (bottom, right) = map(_cell, (first, last or first))
        self.grid.merge(row, column, bottom - row + 1, right - column + 1)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = _number(letters)
        self._column, self._row = self._columns[letters], int(reference[len(letters) :])
        if self._row < 1:
            raise ValueError(reference)

    def _value(self, text: str) -> CellValue:
        kind = self._kind
        if kind == "s":
            return self._strings[_index(text)]
        if kind in ("str", "inlineStr"):
            return _unescaped(text)
        if kind == "e":
            return FORMULA_ERROR
        text = text.strip()
        if not text:
            return UNCOMPUTED if self._formula else ""
        if kind == "b":
            return truth(text)
        if kind == "d":
            return moment(text)
        if kind != "n" or not NUMBER.fullmatch(text):
            return UNKNOWN_TYPE
        style = _kind_of(self._styles[_index(self._style)]) if self._styles else ""
        if style == "percent":
            return percent(text)
        return _dated(float(text), self._epoch, style) if style else number(text)


def _index(text: str) -> int:
    place = int(text)
    if place < 0:
        raise ValueError(text)
    return place


def _unescaped(text: str) -> str:
    """A text whose characters that XML can't hold are written ``_x000D_``; half a character is no character."""
    if "_x" not in text:
        return text
    return unescape(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@lru_cache(maxsize=4096)
def _kind_of(code: str) -> str:
    """What a number format shows: a ``duration``, a ``date`` (or a time), a ``percent``, or none of them."""
    if is_timedelta_format(code):
        return "duration"
    if is_date_format(code):
        return "date"
    return "percent" if "%" in _LITERAL.sub("", code) else ""


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
"""What a number format shows as it is, or says of its colour or place."""


def _dated(found: float, epoch: datetime, style: str) -> CellValue:
    try:
        value = from_excel(found, epoch, timedelta=style == "duration")
    except (ValueError, OverflowError):
        return UNKNOWN_TYPE
    if isinstance(value, datetime):
        return day_of(value)
    return value if isinstance(value, time) else str(value)


def _cell(reference: str) -> tuple[int, int]:
    """The row and the column, from 1, of a cell that is called ``B12``."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _number(letters)


def _number(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found
