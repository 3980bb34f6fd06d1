"""One line per dossier for a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right."""

from __future__ import annotations

import csv

from relance_rules.batch.columns import COLUMNS
from relance_rules.batch.outputs import Outlet
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe keeps it a text."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


class Writer:
    """Writes lines as they come."""

    def __init__(self, outlet: Outlet) -> None:
        """Write the header."""
        self.language = outlet.language
        outlet.stream.write("\ufeff")
        self.lines = csv.writer(outlet.stream, delimiter=";", lineterminator="\r\n")
        self.lines.writerow([self.language.say(column.title) for column in COLUMNS])
        self.mark = "," if self.language.language == "fr" else "."

    def row(self, row: Row) -> None:
        """Write a dossier; amounts have no group separators, which spreadsheets would read as texts."""
        cells = []
        for column in COLUMNS:
            value = column.value(row, self.language) or ""
            if column.amount:
                cells.append(value.replace(".", self.mark))
            else:
                cells.append(harmless(self.language.say(value).replace("\t", " ")))
        self.lines.writerow(cells)

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""
