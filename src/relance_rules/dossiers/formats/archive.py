"""A workbook's archive, measured and copied before anything reads it.

The reader of workbooks allocates a sheet as wide as its furthest cells, and can't be stopped once it has begun: two
cells at opposite corners are enough to exhaust the memory. So every part is first inflated within bounds, parsed as
events, and copied as it was seen; what is not cells (links, macros, images) is left behind.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeAlias
from xml.parsers import expat

from relance_rules.dossiers.records import MAX_BATCH_BYTES
from relance_rules.dossiers.tables.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, too_wide
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

Marks: TypeAlias = Mapping[str, Mapping[tuple[int, int], Message]]
"""By sheet title, then by row and column from 1: cells whose value can't be used, and why."""

MAX_INFLATED_BYTES = 4 * MAX_BATCH_BYTES
_MAX_PARTS = 1_000
_MAX_MARKS = 100_000
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?[^/]+\.(xml|rels)|xl/worksheets/[^/]+\.xml|mimetype|content\.xml"
    r"|META-INF/manifest\.xml"
)


def safe_copy(data: bytes, name: str) -> tuple[BytesIO, Marks]:
    """A copy of a workbook that holds its cells and nothing else, and the cells that can't be used.

    Raises:
        DossierError: The archive is damaged, protected or too large, its sheets exceed the bounds, or a part
            declares a document type (which is how XML entities are defined).
    """
    if data[:4] == b"\xd0\xcf\x11\xe0":
        message = Message(
            "ce classeur est protégé par un mot de passe, ou d’un ancien format : enregistrez-le en .xlsx"
        )
        raise DossierError([Problem(message, name)])
    try:
        return _copy(data, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise DossierError([Problem(Message("classeur illisible : archive abîmée ou autre format"), name)]) from None
    except RuntimeError:
        raise DossierError([Problem(Message("ce classeur est protégé par un mot de passe"), name)]) from None
    except expat.ExpatError as error:
        message = Message("classeur illisible : {reason}", {"reason": expat.ErrorString(error.code)})
        raise DossierError([Problem(message, name)]) from None


def _copy(data: bytes, name: str) -> tuple[BytesIO, Marks]:
    copy, left, spent = BytesIO(), MAX_INFLATED_BYTES, 0
    scans: dict[str, _Scan] = {}
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(copy, "w") as target:
        parts = [info for info in source.infolist() if _KEPT.fullmatch(info.filename)]
        if len(parts) > _MAX_PARTS or len({info.filename for info in parts}) < len(parts):
            raise zipfile.BadZipFile
        for info in parts:
            with source.open(info) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                message = Message(
                    "classeur trop grand une fois décompressé : {limit} Mo au plus",
                    {"limit": MAX_INFLATED_BYTES // (1024 * 1024)},
                )
                raise DossierError([Problem(message, name)])
            if info.filename != "mimetype":
                scan = scans[info.filename] = _Scan(content, name, spent)
                spent = scan.area
            target.writestr(info.filename, content)
    copy.seek(0)
    return copy, _by_title(scans)


def _by_title(scans: Mapping[str, _Scan]) -> Marks:
    if "content.xml" in scans:
        return scans["content.xml"].tables
    workbook, links = scans.get("xl/workbook.xml"), scans.get("xl/_rels/workbook.xml.rels")
    if workbook is None or links is None:
        return {}
    found: dict[str, Mapping[tuple[int, int], Message]] = {}
    for title, link in workbook.sheets.items():
        target = links.targets.get(link, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in scans:
            found[title] = scans[part].marks
    return found


_ERROR = Message("la formule de cette cellule est en erreur")
_UNCOMPUTED = Message(
    "la formule de cette cellule n’a pas été calculée : ouvrez le classeur dans un tableur et enregistrez-le"
)


class _Scan:
    """The events of one part: its extent, its sheets, and its cells without a value that can be used."""

    def __init__(self, content: bytes, name: str, spent: int) -> None:
        self.name, self._spent = name, spent
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.tables: dict[str, dict[tuple[int, int], Message]] = {}
        self.marks: dict[tuple[int, int], Message] = {}
        self._columns: dict[str, int] = {}
        self._row = self._column = self._lowest = self._furthest = 0
        self._repeat_row = 1
        self._formula = self._valued = self._error = self._text = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.Parse(content, True)
        self._close()

    def _refuse(self, *_: Any) -> None:
        message = Message("ce classeur déclare un type de document XML : il n’est pas lu")
        raise DossierError([Problem(message, self.name)])

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        # Called for each element of the sheet: a cell is closed by the next one, which spares a call per end.
        kind = tag if ":" not in tag else tag.rpartition(":")[2]
        if kind == "v" and self._formula and not self._text:
            # openpyxl writes an empty value for a formula, whose result it does not know.
            self._parser.CharacterDataHandler = self._result
        elif kind in ("v", "is"):
            self._valued = True
        elif kind == "c":
            self._close()
            self._cell(attributes)
        elif kind == "f":
            self._formula = True
        elif kind == "row":
            self._close()
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._table_cell(attributes)
        elif kind == "table-row":
            self._row += self._repeat_row
            self._repeat_row, self._column = _count(attributes, "table:number-rows-repeated"), 0
        elif kind == "table" and "table:name" in attributes:
            self._spent = self.area
            self._row, self._lowest, self._furthest, self._repeat_row = 0, 0, 0, 1
            self.marks = self.tables.setdefault(attributes["table:name"], {})
        elif kind == "sheet" and "name" in attributes:
            self.sheets[attributes["name"]] = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        elif kind == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            if letters not in self._columns:
                self._columns[letters] = _letters(letters)
            self._column, self._row = self._columns[letters], int(reference[len(letters) :])
        kind = attributes.get("t")
        self._error, self._text = kind == "e", kind == "str"

    def _result(self, text: str) -> None:
        if text.strip():
            self._valued = True
            self._parser.CharacterDataHandler = None

    def _close(self) -> None:
        """Account for the cell that was open, unless it is blank."""
        if self._valued or self._formula:
            self._bound(self._row)
            if self._error:
                self._mark(_ERROR)
            elif not self._valued:
                self._mark(_UNCOMPUTED)
        if self._formula:
            self._parser.CharacterDataHandler = None
        self._formula = self._valued = self._error = False

    def _table_cell(self, attributes: dict[str, str]) -> None:
        repeated = _count(attributes, "table:number-columns-repeated")
        kind = attributes.get("office:value-type")
        formula = "table:formula" in attributes
        self._column += repeated
        if kind is None and not formula:
            # A blank cell: it counts only if a filled one follows.
            return
        last = self._row + self._repeat_row - 1
        self._bound(last)
        for row in range(self._row, last + 1):
            for column in range(self._column - repeated + 1, self._column + 1):
                if attributes.get("calcext:value-type") == "error":
                    self._mark(_ERROR, row, column)
                elif kind is None:
                    self._mark(_UNCOMPUTED, row, column)

    def _mark(self, message: Message, row: int | None = None, column: int | None = None) -> None:
        self.marks[row or self._row, column or self._column] = message
        if len(self.marks) > _MAX_MARKS:
            raise DossierError([too_wide(self.name)])

    @property
    def area(self) -> int:
        """The cells of all the sheets so far, blank ones included, up to the furthest filled one of each."""
        return self._spent + self._lowest * self._furthest

    def _bound(self, row: int) -> None:
        """Refuse a sheet as soon as one of its cells is too far."""
        if self._column > self._furthest:
            self._furthest = self._column
        if row > self._lowest:
            self._lowest = row
        if row > MAX_ROWS or self._furthest > MAX_COLUMNS or self.area > MAX_CELLS:
            raise DossierError([too_wide(self.name)])


def _letters(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(1, int(attributes.get(name) or 1))
