"""The cells of a workbook's sheet: their values, and where they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal

from relance_rules.dossiers.formats.budget import Budget
from relance_rules.dossiers.tables.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    CellValue,
    MergedCell,
    SheetRow,
    is_blank,
    percent_text,
    too_wide,
)
from relance_rules.loading.problems import DossierError
from relance_rules.values import Message, ParseError

FORMULA_ERROR = Message("la formule de cette cellule est en erreur")
UNCOMPUTED = Message(
    "la formule de cette cellule n’a pas été calculée : ouvrez le classeur dans un tableur et enregistrez-le"
)
UNKNOWN_TYPE = Message("le type de cette cellule n’est pas lu")


class Grid:
    """The filled cells of a sheet, bounded as they come."""

    def __init__(self, budget: Budget) -> None:
        """Start without any."""
        self._budget = budget
        self._lowest = self._furthest = 0
        self._rows: dict[int, list[CellValue]] = {}
        self._merges: list[tuple[int, int, int, int]] = []

    def put(self, row: int, column: int, value: CellValue, repeated: int = 1) -> None:
        """Fill a cell, and those after it where it is repeated; a text of spaces fills nothing.

        Args:
            row: Its row, from 1.
            column: Its column, from 1.
            value: What it holds.
            repeated: How many cells hold it.

        Raises:
            DossierError: The cell is too far, or there are too many of them.
        """
        if isinstance(value, str):
            self._budget.spend(len(value) * repeated)
        if is_blank(value):
            return
        last = column + repeated - 1
        if row > self._lowest or last > self._furthest:
            self.reach(row, last)
        cells = self._rows.get(row)
        if cells is None:
            cells = self._rows[row] = []
        if len(cells) < last:
            cells.extend([""] * (last - len(cells)))
        cells[column - 1 : last] = [value] * repeated

    def repeat(self, row: int, times: int) -> None:
        """Give the cells of a row to those after it, ``times`` rows in all."""
        cells = self._rows.get(row)
        if cells is None or times == 1:
            return
        self.reach(row + times - 1, 1)
        self._budget.spend((times - 1) * sum(len(cell) for cell in cells if isinstance(cell, str)))
        for number in range(row + 1, row + times):
            self._rows[number] = cells

    def reach(self, row: int, column: int) -> None:
        """Account for the sheet up to a cell.

        Raises:
            DossierError: It is too far.
        """
        before = self._lowest * self._furthest
        self._lowest, self._furthest = max(row, self._lowest), max(column, self._furthest)
        if self._lowest > MAX_ROWS or self._furthest > MAX_COLUMNS:
            raise DossierError([too_wide(self._budget.name)])
        self._budget.spend_cells(self._lowest * self._furthest - before)

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Merge a cell, its row and its column from 1, with those beside and below it."""
        self._budget.spend(_MERGED)
        self._merges.append((row, column, rows, columns))

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not blank, in order.

        Raises:
            DossierError: More cells are merged than there may be.
        """
        merged = self._merged()
        for number in sorted(self._rows):
            cells = self._rows[number]
            if number not in merged:
                yield SheetRow(number, cells)
                continue
            shown: list[CellValue] = ["" if place in merged[number] else cell for place, cell in enumerate(cells)]
            if any(not is_blank(cell) for cell in shown):
                yield SheetRow(number, shown, None, merged[number])

    def _merged(self) -> dict[int, dict[int, MergedCell]]:
        """What the cells show that are merged into others, by row from 1, then by place from 0."""
        found: dict[int, dict[int, MergedCell]] = {}
        for row, column, rows, columns in self._merges:
            lowest, furthest = min(row + rows - 1, self._lowest), min(column + columns - 1, self._furthest)
            if lowest < row or furthest < column:
                continue
            self._budget.spend_cells((lowest - row + 1) * (furthest - column + 1))
            cells = self._rows.get(row, [])
            value = cells[column - 1] if column <= len(cells) else ""
            if is_blank(value):
                continue
            for number in range(row, lowest + 1):
                if number in self._rows:
                    places = range(column - 1 + (number == row), furthest)
                    found.setdefault(number, {}).update(dict.fromkeys(places, MergedCell(value, row, column)))
        return found


_MERGED = 16
"""What it costs to know that cells are merged."""

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


def number(text: str) -> CellValue:
    """A number of a spreadsheet: the shortest decimal that is stored the same, what was typed up to 15 digits."""
    if not NUMBER.fullmatch(text):
        return UNKNOWN_TYPE
    found = float(text)
    return Decimal(repr(found)) if abs(found) < _INFINITE else UNKNOWN_TYPE


def percent(text: str) -> CellValue:
    """A number that is shown in percent, as a text that says so."""
    found = number(text)
    try:
        return percent_text(found) if isinstance(found, Decimal) else found
    except ParseError as error:
        return error.message


_INFINITE = float("inf")


def truth(text: str) -> CellValue:
    """A truth, as XML writes it: what is neither true nor false is no answer."""
    return {"1": True, "true": True, "0": False, "false": False}.get(text.strip().lower(), UNKNOWN_TYPE)


def moment(text: str) -> CellValue:
    """A day, or a day and its time, as XML writes them."""
    try:
        return day_of(datetime.fromisoformat(text))
    except ValueError:
        return UNKNOWN_TYPE


def day_of(found: datetime) -> CellValue:
    """A moment as a day where it has no time."""
    return found.date() if found.time() == time() and found.tzinfo is None else found
