"""A workbook for instructors: one sheet per concern, real numbers and dates, filters and colours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from relance_rules.batching.columns import COLUMNS, STATUS_WORDS
from relance_rules.batching.outputs import Outlet
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import STATUSES, Summary
from relance_rules.values import Euro, Message, visible

BINARY = True

MAX_ROWS = 1_048_576
"""The most lines that a sheet can hold."""

_EUROS = '#,##0.00\\ "€"'
_FILLS = {"ready": "C6E7C8", "incomplete": "FFE8A3", "ineligible": "F6C4C0", "error": "E0B4E4"}
_HEADER = PatternFill("solid", start_color="1F3A5F")


class TooManyRowsError(ValueError):
    """A batch that no sheet can hold."""


class _Sheet:
    """A sheet that is written line by line, under a frozen header with filters."""

    def __init__(self, book: Workbook, title: str, headers: Iterable[tuple[str, int]]) -> None:
        headers = list(headers)
        self.sheet = book.create_sheet(title)
        self.width = len(headers)
        for place, (_, width) in enumerate(headers, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        self.sheet.freeze_panes = "A2"
        cells = []
        for name, _ in headers:
            cell = WriteOnlyCell(self.sheet, name)
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADER
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        self.sheet.append(cells)
        self.count = 1

    def line(self, values: Iterable[Any]) -> None:
        if self.count >= MAX_ROWS:
            raise TooManyRowsError(self.sheet.title)
        self.sheet.append([self._cell(value) for value in values])
        self.count += 1

    def _cell(self, value: Any) -> Any:
        if isinstance(value, Euro):
            cell = self.styled(value.decimal)
            cell.number_format = _EUROS
            return cell
        if isinstance(value, date):
            cell = self.styled(value)
            cell.number_format = "yyyy-mm-dd"
            return cell
        if isinstance(value, str):
            cell = WriteOnlyCell(self.sheet, visible(value)[:32_000])
            # A text that starts with « = » stays a text.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            return cell
        return value

    def styled(self, value: Any) -> Any:
        """A cell whose look is to be set; it takes exact decimals and days, whatever its annotations say."""
        return WriteOnlyCell(self.sheet, value)

    def close(self) -> None:
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.width)}{self.count}"


class Writer:
    """Writes the sheets as the dossiers come; the workbook is put together at the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Prepare the sheets."""
        self.outlet, self.say = outlet, outlet.language.say
        self.book = Workbook(write_only=True)
        say = self.say
        reference = (say(Message("Référence")), 18)
        theme = (say(Message("Thème")), 9)
        widths = {"reasons": 60, "notes": 40, "origin": 40, "project_name": 36, "applicants": 36}
        self.dossiers = _Sheet(
            self.book,
            say(Message("Dossiers")),
            [(say(column.title), 18 if column.amount else widths.get(column.key, 14)) for column in COLUMNS],
        )
        self.findings = _Sheet(
            self.book,
            say(Message("Constats")),
            [
                reference,
                theme,
                (say(Message("Règle")), 30),
                (say(Message("Résultat")), 14),
                (say(Message("Explication")), 70),
                (say(Message("Lignes du catalogue")), 18),
                (say(Message("Lecture")), 10),
            ],
        )
        self.missing = _Sheet(
            self.book,
            say(Message("Manques")),
            [
                reference,
                theme,
                (say(Message("Nature")), 16),
                (say(Message("Identifiant")), 40),
                (say(Message("Demande")), 70),
            ],
        )
        self.excluded = _Sheet(
            self.book,
            say(Message("Dépenses exclues")),
            [
                reference,
                theme,
                (say(Message("Ligne")), 8),
                (say(Message("Libellé")), 40),
                (say(Message("Montant TTC")), 18),
                (say(Message("Motif")), 50),
                (say(Message("Lignes du catalogue")), 18),
            ],
        )

    def row(self, row: Row) -> None:
        """Write a dossier into each sheet that it concerns."""
        cells: list[Any] = []
        for column in COLUMNS:
            value = column.value(row, self.outlet.language)
            if column.amount:
                cells.append(None if value is None else _euro(value))
            elif column.key == "filed_on" and value:
                cells.append(date.fromisoformat(value))
            else:
                cells.append(value or "")
        self.dossiers.line(cells)
        report = row.report
        key = [report["reference"] or row.origin, report["theme"] or ""]
        outcomes = {
            "pass": Message("satisfaite"),
            "fail": Message("refusée"),
            "unknown": Message("à déterminer"),
            "not_applicable": Message("sans objet"),
        }
        for finding in report["eligibility"]["findings"]:
            outcome = self.say(outcomes[finding["outcome"]])
            lines = finding["source"]["lines"]
            self.findings.line([*key, finding["rule"], outcome, finding["message"], lines, finding["reading"] or ""])
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
        self._totals(summary)
        self._envelopes(summary)
        self._colours()
        for sheet in (self.dossiers, self.findings, self.missing, self.excluded):
            sheet.close()
        self.book.save(self.outlet.stream)

    def _totals(self, summary: Summary) -> None:
        say = self.say
        sheet = _Sheet(
            self.book,
            say(Message("Thèmes")),
            [
                (say(Message("Thème")), 10),
                (say(Message("Titre")), 50),
                (say(Message("Dossiers")), 10),
                *((say(STATUS_WORDS[status]), 12) for status in STATUSES),
                (say(Message("Coût total TTC")), 20),
                (say(Message("Subvention demandée")), 20),
                (say(Message("Subvention proposée")), 20),
            ],
        )
        for code in sorted(summary.totals):
            totals = summary.totals[code]
            by_status = {str(status): count for status, count in totals.statuses.items()}
            sheet.line(
                [
                    code,
                    say(self.outlet.themes[code].theme.title),
                    sum(by_status.values()),
                    *(by_status.get(status, 0) for status in STATUSES),
                    Euro(totals.total_cost),
                    Euro(totals.requested),
                    Euro(totals.granted),
                ]
            )
        sheet.close()

    def _envelopes(self, summary: Summary) -> None:
        say = self.say
        sheet = _Sheet(
            self.book,
            say(Message("Enveloppes")),
            [
                (say(Message("Enveloppe")), 20),
                (say(Message("Montant TTC")), 20),
                (say(Message("Subvention proposée")), 20),
                (say(Message("Part utilisée")), 14),
            ],
        )
        for use in summary.uses(self.outlet.themes):
            if use.envelope:
                share = sheet.styled(Decimal(use.granted * 10_000 // use.envelope).scaleb(-4))
                share.number_format = "0.00 %"
                sheet.line([use.id, use.envelope, use.granted, share])
        red = PatternFill("solid", start_color=_FILLS["ineligible"], end_color=_FILLS["ineligible"])
        sheet.sheet.conditional_formatting.add(
            f"D2:D{max(2, sheet.count)}",
            CellIsRule(operator="greaterThan", formula=["1"], fill=red),  # type: ignore[no-untyped-call]
        )
        sheet.close()

    def _colours(self) -> None:
        place = get_column_letter([column.key for column in COLUMNS].index("status") + 1)
        area = f"{place}2:{place}{max(2, self.dossiers.count)}"
        for status in STATUSES:
            fill = PatternFill("solid", start_color=_FILLS[status], end_color=_FILLS[status])
            word = self.say(STATUS_WORDS[status]).replace('"', '""')
            self.dossiers.sheet.conditional_formatting.add(
                area,
                FormulaRule(formula=[f'${place}2="{word}"'], fill=fill),  # type: ignore[no-untyped-call]
            )


def _euro(text: str) -> Euro:
    return Euro(int(Decimal(text).scaleb(2)))
