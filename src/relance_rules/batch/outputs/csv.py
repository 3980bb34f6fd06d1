"""One line per dossier for a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from typing import IO

from relance_rules.batch.columns import columns_of
from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.values import Money

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe keeps it a text."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def printer(plan: Plan, language: Localization) -> Printer:
    """The cells of a dossier."""
    columns = columns_of(plan)
    cell = cell_printer(language)

    def cells(submission: Submission) -> list[str]:
        return [cell(column.value(submission, language)) for column in columns]

    return cells


def cell_printer(language: Localization) -> Callable[[Content], str]:
    """How a cell is written; amounts have no group separators, which spreadsheets would read as texts."""
    mark = "," if language.language == "fr" else "."

    def cell(value: Content) -> str:
        if value is None:
            return ""
        if isinstance(value, Money):
            return str(value).replace(".", mark)
        if isinstance(value, date):
            return value.isoformat()
        return harmless(language.say(value).replace("\t", " "))

    return cell


def line_writer(stream: IO[str], titles: Iterable[str]) -> Callable[[Iterable[str]], object]:
    """Write the header; what writes each line after it."""
    stream.write("\ufeff")
    lines = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    lines.writerow(titles)
    return lines.writerow


class Writer:
    """Writes lines as they come."""

    def __init__(self, outlet: Outlet) -> None:
        """Write the header."""
        titles = [outlet.language.say(column.title) for column in columns_of(outlet.plan)]
        self.write_line = line_writer(outlet.stream, titles)

    def add(self, printed: list[str]) -> None:
        """Write a dossier."""
        self.write_line(printed)

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""
