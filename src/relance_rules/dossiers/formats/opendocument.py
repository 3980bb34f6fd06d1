"""ods workbooks, from their parts to the values of their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from relance_rules.dossiers.formats.archive import Archive
from relance_rules.dossiers.formats.cells import (
    FORMULA_ERROR,
    UNCOMPUTED,
    UNKNOWN_TYPE,
    Grid,
    moment,
    number,
    percent,
    truth,
)
from relance_rules.dossiers.tables.grid import CellValue, Sheet
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_ASIDE = frozenset({"annotation", "shapes", "tracked-changes", "ruby-text"})
"""What holds no text of a cell: remarks, drawings, what was there before, and how it is pronounced."""
_SPANNED = ("table:number-rows-spanned", "table:number-columns-spanned")
_SPACE = 16
"""What a space that is not written in full costs."""


def sheets(archive: Archive) -> Iterator[Sheet]:
    """The sheets of a workbook, in order, without their blank rows.

    Raises:
        DossierError: It is protected, a part can't be read, or it exceeds the bounds.
    """
    if _MANIFEST in archive and b"encryption-data" in archive.content(_MANIFEST):
        raise DossierError([Problem(Message("ce classeur est protégé par un mot de passe"), archive.name)])
    tables = _Tables(archive)
    archive.parse(CONTENT, tables.start, tables.end, tables.text)
    for title, hidden, grid in tables.found:
        yield Sheet(f"{archive.name}#{title}", title, tuple(grid.rows()), hidden=hidden)


class _Tables:
    """The events of the content, to the values of the cells of its tables."""

    def __init__(self, archive: Archive) -> None:
        self._budget = archive.budget
        self.found: list[tuple[str, bool, Grid]] = []
        self._pieces: list[str] = []
        self._hidden: set[str] = set()
        self._style = ""
        self._row, self._column = 0, 1
        self._aside = 0
        self._inside = False
        self._row_repeat, self._column_repeat = 1, 0
        self._attributes: Mapping[str, str] = {}
        self._lines: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._aside or tag in _ASIDE or (self._inside and tag in ("table", "frame")):
            self._aside += 1
        elif tag in ("table-cell", "covered-table-cell"):
            self._column += self._column_repeat
            self._column_repeat = _count(attributes, "table:number-columns-repeated")
            self._attributes = attributes
            self._lines.clear()
        elif tag in ("p", "h"):
            self._pieces.clear()
        elif tag == "s":
            count = _count(attributes, "text:c")
            self._budget.spend(count * _SPACE)
            self._pieces.append(" " * count)
        elif tag in ("tab", "line-break"):
            self._pieces.append("\t" if tag == "tab" else "\n")
        elif tag == "table-row":
            self._row += self._row_repeat
            self._row_repeat = _count(attributes, "table:number-rows-repeated")
            self._column, self._column_repeat = 1, 0
        elif tag == "table":
            title = attributes.get("table:name", "")
            self.found.append((title, attributes.get("table:style-name") in self._hidden, Grid(self._budget)))
            self._row, self._row_repeat, self._inside = 0, 1, True
        elif tag == "style":
            self._style = attributes.get("style:name", "")
        elif tag == "table-properties" and attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    def text(self, piece: str) -> None:
        if not self._aside:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag in ("p", "h"):
            self._lines.append("".join(self._pieces))
        elif tag == "table":
            self._inside = False
        elif not self._inside:
            return
        elif tag in ("table-cell", "covered-table-cell"):
            grid, spanned = self.found[-1][2], [_count(self._attributes, name) for name in _SPANNED]
            grid.put(self._row, self._column, self._value(), self._column_repeat)
            if max(spanned) > 1:
                grid.merge(self._row, self._column, *spanned)
        elif tag == "table-row":
            self.found[-1][2].repeat(self._row, self._row_repeat)

    def _value(self) -> CellValue:
        given = self._attributes
        kind = given.get("office:value-type")
        if given.get("calcext:value-type") == "error":
            return FORMULA_ERROR
        if kind is None:
            return UNCOMPUTED if "table:formula" in given else ""
        if kind == "string":
            return given.get("office:string-value", "\n".join(self._lines))
        if kind == "percentage":
            return percent(given.get("office:value", ""))
        if kind in ("float", "currency"):
            return number(given.get("office:value", ""))
        if kind == "date":
            return moment(given.get("office:date-value", ""))
        if kind == "boolean":
            return truth(given.get("office:boolean-value", ""))
        if kind == "time" and (found := _DURATION.fullmatch(given.get("office:time-value", ""))):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            return str(timedelta(hours=hours, minutes=minutes, seconds=seconds))
        return UNKNOWN_TYPE


_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:\.[0-9]+)?S)?")


def _count(attributes: Mapping[str, str], name: str) -> int:
    """How many times something is repeated, which nothing may be for as long as it is not accounted for."""
    return max(1, int(attributes.get(name) or 1))
