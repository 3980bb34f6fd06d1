"""A workbook for instructors: one sheet per concern, real numbers and dates, filters and colours.

The same batch gives the same bytes: the workbook carries no date of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]

from relance_rules.batch.columns import COLUMNS, OUTCOME_WORDS, STATUS_WORDS
from relance_rules.batch.outputs import Outlet
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import STATUSES, Summary
from relance_rules.checking.batch import Totals
from relance_rules.values import Message, Money, visible

BINARY = True

MAX_ROWS = 1_048_576
"""The most lines that a sheet can hold: what does not fit goes to a following sheet."""

_MAX_TEXT = 32_000
_COLOURS = {"ready": "#C6E7C8", "incomplete": "#FFE8A3", "ineligible": "#F6C4C0", "error": "#E0B4E4"}
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001


class _Header(NamedTuple):
    """The title of a column and its width, in characters."""

    title: Message
    width: int


class _Formats:
    """The looks of the cells, made once."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.header = book.add_format({"bold": True, "font_color": "white", "bg_color": "#1F3A5F", "text_wrap": True})
        self.text = book.add_format({**top, "text_wrap": True})
        self.number = book.add_format(top)
        self.money = book.add_format({**top, "num_format": '#,##0.00\\ "€"'})
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.share = book.add_format({**top, "num_format": "0.00%"})
        self.status = {name: book.add_format({"bg_color": colour}) for name, colour in _COLOURS.items()}


class _Table:
    """A sheet written line by line under a frozen header with filters, and the sheets that follow it once full."""

    def __init__(self, book: Any, formats: _Formats, say: Any, title: Message, headers: Sequence[_Header]) -> None:
        self.book, self.formats, self.title = book, formats, say(title)
        self.headers = [(say(header.title), header.width) for header in headers]
        self.sheets: list[Any] = []
        self._open()

    def _open(self) -> None:
        number = len(self.sheets) + 1
        self.sheet = self.book.add_worksheet(self.title if number == 1 else f"{self.title} ({number})")
        self.sheets.append(self.sheet)
        self.sheet.freeze_panes(1, 0)
        for place, (name, width) in enumerate(self.headers):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, name, self.formats.header)
        self.count = 1

    def line(self, values: Sequence[Any]) -> None:
        if self.count >= MAX_ROWS:
            self._filter()
            self._open()
        for place, value in enumerate(values):
            self._cell(place, value)
        self.count += 1

    def _cell(self, place: int, value: Any) -> None:
        sheet, formats = self.sheet, self.formats
        if value is None or value == "":
            return
        if isinstance(value, str):
            # A text that starts with « = » stays a text.
            sheet.write_string(self.count, place, visible(value)[:_MAX_TEXT], formats.text)
        elif isinstance(value, Money):
            sheet.write_number(self.count, place, value.decimal, formats.money)
        elif isinstance(value, date):
            sheet.write_datetime(self.count, place, value, formats.day)
        elif isinstance(value, Decimal):
            sheet.write_number(self.count, place, value, formats.share)
        else:
            sheet.write_number(self.count, place, value, formats.number)

    def colour(self, place: int, rule: dict[str, Any]) -> None:
        """Colour the cells of a column that a rule is true of."""
        for sheet in self.sheets:
            sheet.conditional_format(1, place, MAX_ROWS - 1, place, rule)

    def _filter(self) -> None:
        self.sheet.autofilter(0, 0, self.count - 1, len(self.headers) - 1)

    def close(self) -> None:
        self._filter()


class Writer:
    """Writes the sheets as the dossiers come; the workbook is put together at the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Prepare the sheets."""
        self.outlet, self.say = outlet, outlet.language.say
        # Each line goes to the disk once the next one starts.
        self.book = xlsxwriter.Workbook(outlet.stream, {"constant_memory": True, "tmpdir": str(outlet.scratch)})
        self.book.set_properties({"created": _EPOCH})
        self.formats = _Formats(self.book)
        widths = {"reasons": 60, "notes": 40, "origin": 40, "project_name": 36, "applicants": 36}
        self.dossiers = self._table(
            Message("Dossiers"),
            *(_Header(c.title, 18 if c.amount else widths.get(c.key, 14)) for c in COLUMNS),
        )
        key = (_Header(Message("Référence"), 18), _Header(Message("Thème"), 9))
        self.findings = self._table(
            Message("Constats"),
            *key,
            _Header(Message("Règle"), 30),
            _Header(Message("Résultat"), 14),
            _Header(Message("Explication"), 70),
            _Header(Message("Lignes du catalogue"), 18),
            _Header(Message("Lecture"), 10),
        )
        self.missing = self._table(
            Message("Manques"),
            *key,
            _Header(Message("Nature"), 16),
            _Header(Message("Identifiant"), 40),
            _Header(Message("Demande"), 70),
        )
        self.excluded = self._table(
            Message("Dépenses exclues"),
            *key,
            _Header(Message("Ligne"), 8),
            _Header(Message("Libellé"), 40),
            _Header(Message("Montant TTC"), 18),
            _Header(Message("Motif"), 50),
            _Header(Message("Lignes du catalogue"), 18),
        )

    def _table(self, title: Message, *headers: _Header) -> _Table:
        return _Table(self.book, self.formats, self.say, title, headers)

    def row(self, row: Row) -> None:
        """Write a dossier into each sheet that it concerns."""
        cells: list[Any] = []
        for column in COLUMNS:
            value = column.value(row, self.outlet.language)
            if value and column.amount:
                cells.append(_euro(value))
            elif value and column.key == "filed_on":
                cells.append(date.fromisoformat(value))
            else:
                cells.append(value)
        self.dossiers.line(cells)
        report = row.report
        key = [row.name, report["theme"]]
        for finding in report["eligibility"]["findings"]:
            outcome, lines = self.say(OUTCOME_WORDS[finding["outcome"]]), finding["source"]["lines"]
            self.findings.line([*key, finding["rule"], outcome, finding["message"], lines, finding["reading"]])
        for fact in report["missing_facts"]:
            self.missing.line([*key, self.say(Message("réponse")), fact["fact"], fact["question"]])
        for item in report["commitments"]["missing"]:
            self.missing.line([*key, self.say(Message("engagement")), item["id"], item["label"]])
        for item in report["documents"]["missing"]:
            self.missing.line([*key, self.say(Message("contenu")), item["id"], item["label"]])
        for line in report["funding"]["excluded"]:
            amount = _euro(line["amount"])
            self.excluded.line([*key, line["line"], line["label"], amount, line["reason"], line["source"]["lines"]])

    def end(self, summary: Summary) -> None:
        """Write the totals, then the workbook."""
        self._colour_statuses()
        for table in (self.dossiers, self.findings, self.missing, self.excluded):
            table.close()
        self._themes(summary)
        self._sessions(summary)
        self._envelopes(summary)
        self._duplicates(summary)
        self.book.close()

    def _colour_statuses(self) -> None:
        place = [column.key for column in COLUMNS].index("status")
        for status in STATUSES:
            word = self.say(STATUS_WORDS[status]).replace('"', '""')
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.formats.status[status]}
            self.dossiers.colour(place, rule)

    def _totals(self) -> list[_Header]:
        return [
            _Header(Message("Dossiers"), 10),
            *(_Header(STATUS_WORDS[status], 12) for status in STATUSES),
            _Header(Message("Coût total TTC"), 20),
            _Header(Message("Subvention demandée"), 20),
            _Header(Message("Subvention proposée"), 20),
        ]

    def _themes(self, summary: Summary) -> None:
        table = self._table(
            Message("Thèmes"), _Header(Message("Thème"), 10), _Header(Message("Titre"), 50), *self._totals()
        )
        for code, totals in summary.by_theme():
            table.line([code, self.say(self.outlet.themes[code].theme.title), *_cells(totals)])
        table.close()

    def _sessions(self, summary: Summary) -> None:
        table = self._table(
            Message("Sessions"), _Header(Message("Thème"), 10), _Header(Message("Session"), 50), *self._totals()
        )
        for session in summary.sessions(self.outlet.themes):
            table.line([session.theme, self.say(session.window.label), *_cells(session.totals)])
        table.close()

    def _envelopes(self, summary: Summary) -> None:
        table = self._table(
            Message("Enveloppes"),
            _Header(Message("Enveloppe"), 20),
            _Header(Message("Montant TTC"), 20),
            _Header(Message("Subvention proposée"), 20),
            _Header(Message("Part utilisée"), 14),
        )
        for use in summary.uses(self.outlet.themes):
            share = Decimal(use.granted * 10_000 // use.envelope).scaleb(-4)
            table.line([use.id, use.envelope, use.granted, share])
        rule = {"type": "formula", "criteria": "=$C2>$B2", "format": self.formats.status["ineligible"]}
        table.colour(3, rule)
        table.close()

    def _duplicates(self, summary: Summary) -> None:
        table = self._table(
            Message("Doublons"),
            _Header(Message("Référence"), 24),
            _Header(Message("Fichier"), 50),
            _Header(Message("Donnée de nouveau par"), 50),
        )
        for duplicate in summary.duplicates:
            table.line(list(duplicate))
        table.close()


def _cells(totals: Totals) -> list[Any]:
    counts = (totals.statuses.get(status, 0) for status in STATUSES)
    amounts = (Money(totals.total_cost), Money(totals.requested), Money(totals.granted))
    return [totals.count, *counts, *amounts]


def _euro(text: str) -> Money:
    return Money(int(Decimal(text).scaleb(2)))
