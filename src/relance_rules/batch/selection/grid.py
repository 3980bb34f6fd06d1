"""The grid that a jury fills in: a column per criterion, a line per dossier, and the most that each may be given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from relance_rules.batch.selection.candidates import Candidate
from relance_rules.batch.selection.criteria import JUROR, RANK, REFERENCE, SCALE, TOTAL, criteria_of
from relance_rules.batch.selection.notes import MOST, SHEET
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Theme
from relance_rules.values import Message, visible

_EMPTY = 100
"""How many lines are ready to be filled in where no dossier is known."""
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001
_KEY = (REFERENCE, Message("Projet"), JUROR)
_WIDTHS = (22, 36, 22)


def csv_grid(theme: Theme, language: Localization) -> str:
    """The grid of a theme as a table: semicolons and a byte order mark, for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    labels = [language.say(item.label) for item in criteria_of(theme)]
    writer.writerow([*map(language.say, _KEY), *labels])
    writer.writerow([language.say(SCALE), "", "", *[str(MOST)] * len(labels)])
    return "\ufeff" + text.getvalue()


def xlsx_grid(theme: Theme, language: Localization) -> bytes:
    """The grid of a theme as a workbook, the same bytes on any day."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _EPOCH})
    write_grid(book, theme, (), language)
    book.close()
    return stream.getvalue()


def write_grid(book: Any, theme: Theme, candidates: Iterable[Candidate], language: Localization) -> None:
    """Add the grid of a theme to a workbook: its cells take numbers within the scale, and formulas add them up.

    Args:
        book: The workbook.
        theme: A theme that offers criteria.
        candidates: The dossiers to note; empty lines where there are none.
        language: The reader's.
    """
    say = language.say
    sheet = book.add_worksheet(say(SHEET._replace(values={"theme": theme.code})))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1"})
    labels = [say(item.label) for item in criteria_of(theme)]
    first, last = len(_KEY), len(_KEY) + len(labels) - 1
    sheet.freeze_panes(2, first)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    for place, title in enumerate([*map(say, _KEY), *labels, TOTAL, say(RANK)]):
        sheet.set_column(place, place, _WIDTHS[place] if place < first else 16)
        sheet.write_string(0, place, title, bold)
    sheet.write_string(1, 0, say(SCALE), bold)
    for place in range(first, last + 1):
        sheet.write_number(1, place, int(MOST), bold)
    lines: Sequence[Candidate | None] = list(candidates) or [None] * _EMPTY
    bottom = 1 + len(lines)
    totals = xl_col_to_name(last + 1)
    for row, candidate in enumerate(lines, 2):
        if candidate is not None:
            # A text that starts with « = » stays a text.
            sheet.write_string(row, 0, visible(candidate.reference or ""))
            sheet.write_string(row, 1, visible(candidate.project or ""))
        given = f"{xl_col_to_name(first)}{row + 1}:{xl_col_to_name(last)}{row + 1}"
        sheet.write_formula(row, last + 1, f'=IF(COUNT({given})={len(labels)},SUM({given}),"")', None, "")
        every = f"{totals}$3:{totals}${bottom + 1}"
        sheet.write_formula(row, last + 2, f'=IF({totals}{row + 1}="","",RANK({totals}{row + 1},{every}))', None, "")
    for place in range(first, last + 1):
        # The line of the scale says the most: whoever notes may change it.
        most = f"={xl_col_to_name(place)}$2"
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most, "ignore_blank": True}
        sheet.data_validation(2, place, bottom, place, rule)
