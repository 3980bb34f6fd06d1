"""One line per dossier for a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right.

A line that is no dossier would be one to whoever adds up a column: the trail stands in a file beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.batch.columns import columns_of, joined
from relance_rules.batch.outputs import Outlet, Printer, Teller
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.cells import cell_printer, line_writer

TRAIL_BESIDE = True


def printer(plan: Plan, language: Localization) -> Printer:
    """The cells of a dossier."""
    plain, compared = columns_of(plan), columns_of(plan, compared=True)
    cell = cell_printer(language)

    def cells(submission: Submission) -> list[str]:
        columns = plain if submission.change is None else compared
        return [cell(column.value(submission, language)) for column in columns]

    return cells


def teller(plan: Plan, language: Localization) -> Teller:
    """The cells of a dossier, with more notes in theirs."""
    cell, place = cell_printer(language), [column.key for column in columns_of(plan)].index("notes")

    def told(printed: list[str], notes: Sequence[Content]) -> list[str]:
        # What starts the cell is no formula already.
        said, before = joined(notes, language), printed[place]
        return [*printed[:place], f"{before}{cell(f' · {said}')}" if before else cell(said), *printed[place + 1 :]]

    return told


class Writer:
    """Writes lines as they come."""

    def __init__(self, outlet: Outlet) -> None:
        """Write the header."""
        titles = [outlet.language.say(column.title) for column in columns_of(outlet.plan, compared=outlet.compared)]
        self.write_line = line_writer(outlet.stream, titles)

    def add(self, printed: list[str]) -> None:
        """Write a dossier."""
        self.write_line(printed)

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""
