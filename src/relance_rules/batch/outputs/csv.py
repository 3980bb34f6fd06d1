"""One line per dossier for a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right."""

from __future__ import annotations

import csv
from datetime import date

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
    """The cells of a dossier; amounts have no group separators, which spreadsheets would read as texts."""
    columns = columns_of(plan)
    mark = "," if language.language == "fr" else "."

    def cell(value: Content) -> str:
        if value is None:
            return ""
        if isinstance(value, Money):
            return str(value).replace(".", mark)
        if isinstance(value, date):
            return value.isoformat()
        return harmless(language.say(value).replace("\t", " "))

    def cells(submission: Submission) -> list[str]:
        return [cell(column.value(submission, language)) for column in columns]

    return cells


class Writer:
    """Writes lines as they come."""

    def __init__(self, outlet: Outlet) -> None:
        """Write the header."""
        outlet.stream.write("\ufeff")
        self.lines = csv.writer(outlet.stream, delimiter=";", lineterminator="\r\n")
        self.lines.writerow([outlet.language.say(column.title) for column in columns_of(outlet.plan)])

    def add(self, printed: list[str]) -> None:
        """Write a dossier."""
        self.lines.writerow(printed)

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""
