"""One line per dossier for a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right.

A line that is no dossier would be one to whoever adds up a column: the trail stands in a file beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.batch.columns import OutputColumn, columns_of, joined
from relance_rules.batch.outputs import Outlet, Printer, Teller
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.cells import cell_printer, line_joiner, line_writer

TRAIL_BESIDE = True


def printer(plan: Plan, language: Localization) -> Printer:
    """The line of a dossier: the text of its cells before its notes, then its notes and each cell after them."""
    forms = [_parts(columns_of(plan, compared=compared)) for compared in (False, True)]
    cell, join = cell_printer(language), line_joiner()

    def line(submission: Submission) -> list[str]:
        before, after = forms[submission.change is not None]
        return [
            join([cell(column.value(submission, language)) for column in before]),
            *[cell(column.value(submission, language)) for column in after],
        ]

    return line


def _parts(columns: Sequence[OutputColumn]) -> tuple[Sequence[OutputColumn], Sequence[OutputColumn]]:
    """The columns before the notes, and the others: what the other dossiers tell is added there."""
    place = [column.key for column in columns].index("notes")
    return columns[:place], columns[place:]


def teller(plan: Plan, language: Localization) -> Teller:
    """The line of a dossier, with more notes in their cell."""
    cell = cell_printer(language)

    def told(printed: list[str], notes: Sequence[Content]) -> list[str]:
        # What starts the cell is no formula already.
        (line, before, *after), said = printed, joined(notes, language)
        return [line, f"{before}{cell(f' · {said}')}" if before else cell(said), *after]

    return told


class Writer:
    """Writes lines as they come."""

    def __init__(self, outlet: Outlet) -> None:
        """Write the header."""
        titles = [outlet.language.say(column.title) for column in columns_of(outlet.plan, compared=outlet.compared)]
        self.stream, self.join = outlet.stream, line_joiner()
        line_writer(outlet.stream, titles)

    def add(self, printed: list[str]) -> None:
        """Write a dossier."""
        line, *after = printed
        self.stream.write(f"{line};{self.join(after)}\r\n")

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""
