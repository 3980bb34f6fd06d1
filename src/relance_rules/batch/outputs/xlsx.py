"""A workbook for instructors: one sheet per concern, real numbers and dates, filters and colours.

The same batch gives the same bytes: the workbook carries no date of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]
from xlsxwriter.utility import quote_sheetname, xl_col_to_name  # type: ignore[import-untyped]

from relance_rules.batch.changes import KIND_WORDS, moves
from relance_rules.batch.columns import columns_of, joined
from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.results import WORKBOOK_MARK
from relance_rules.batch.selection.candidates import Candidate, candidate_of
from relance_rules.batch.selection.criteria import RANK
from relance_rules.batch.selection.grid import write_grid
from relance_rules.batch.selection.words import DECIDES_NOTHING, LINES, rank_of, why_of
from relance_rules.batch.submissions import Submission, readings_in_order
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import STATUSES, Totals, in_all
from relance_rules.batch.trail import trail_lines
from relance_rules.batch.words import (
    OUTCOME_OF_DECISION,
    OUTCOME_WORDS,
    asked_amount,
    cost_amount,
    envelope_name,
    taxed,
)
from relance_rules.checking.report import Report
from relance_rules.dossiers.tables.grid import amounts_format
from relance_rules.localization import Localization
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.deciding import decided
from relance_rules.showing.labels import STATUS_WORDS, citation
from relance_rules.showing.plain import line_label
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.values import Currency, Message, Money, visible

BINARY = True

MAX_ROWS = 1_048_576
"""The most lines that a sheet can hold: what does not fit goes to a following sheet."""

_MAX_TEXT = 32_000
_A4 = 9
_SUMMED = ("total_cost", "requested", "grant")
"""The columns of the dossiers whose sum stands beside the totals, which have the same amounts in the same order."""
_COLOURS = {"ready": "#C6E7C8", "incomplete": "#FFE8A3", "ineligible": "#F6C4C0", "error": "#E0B4E4"}
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001


class SheetHeader(NamedTuple):
    """The title of a column and its width, in characters."""

    title: Content
    width: int


class Formula(NamedTuple):
    """What a cell computes, and what it comes to, for readers that compute nothing."""

    text: str
    value: int


class WorkbookLines(NamedTuple):
    """A dossier in the workbook: its lines in each sheet that it concerns, as the cells of each, and its readings."""

    dossier: list[Any]
    findings: list[list[Any]]
    missing: list[list[Any]]
    excluded: list[list[Any]]
    readings: tuple[str, ...] = ()
    candidate: Candidate | None = None


def printer(plan: Plan, language: Localization) -> Printer:
    """The lines of a dossier; amounts, numbers and days stay what they are, anything else is said."""
    plain, compared = columns_of(plan), columns_of(plan, compared=True)

    def cell(value: Content) -> Any:
        return value if value is None or isinstance(value, (int, date)) else language.say(value)

    def lines(submission: Submission) -> WorkbookLines:
        columns = plain if submission.change is None else compared
        dossier = [cell(column.value(submission, language)) for column in columns]
        if submission.report is None:
            return WorkbookLines(dossier, [], [], [])
        key, report = [submission.name, submission.theme], submission.report
        sheets = (_findings(report), _missing(report), _excluded(report))
        findings, missing, excluded = ([[*key, *map(cell, line)] for line in sheet] for sheet in sheets)
        return WorkbookLines(dossier, findings, missing, excluded, submission.readings, candidate_of(submission))

    return lines


def _findings(report: Report) -> Iterator[Sequence[Content]]:
    for finding in report.findings:
        source, readings = decided(report, finding)
        outcome, sentence = OUTCOME_WORDS[finding.outcome], rule_sentence(report, finding)
        yield finding.rule.id, outcome, sentence, _passage(report, source), readings


def _missing(report: Report) -> Iterator[Sequence[Content]]:
    for path in (*report.missing_facts, *report.unidentified):
        yield Message("réponse"), path, question_of(path, report)
    for requirement in report.commitments.missing:
        yield Message("engagement"), requirement.id, requirement.label
    for requirement in report.documents.missing:
        yield Message("contenu"), requirement.id, requirement.label


def _excluded(report: Report) -> Iterator[Sequence[Content]]:
    for entry in report.funding.excluded:
        label, exclusion = line_label(report, entry.line) or "", entry.exclusion
        yield entry.line, label, entry.amount, exclusion.label, _passage(report, exclusion.source), exclusion.readings


def _passage(report: Report, source: Citation | None) -> Content:
    return None if source is None else citation(report.plan, source)


class _Formats:
    """The looks of the cells, made once."""

    def __init__(self, book: Any, currency: Currency | None) -> None:
        top = {"valign": "top"}
        self.header = book.add_format({"bold": True, "font_color": "white", "bg_color": "#1F3A5F", "text_wrap": True})
        self.text = book.add_format({**top, "text_wrap": True})
        self.number = book.add_format(top)
        self.money = book.add_format({**top, "num_format": amounts_format(currency)})
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.status = {name: book.add_format({"bg_color": colour}) for name, colour in _COLOURS.items()}
        self._book, self._shares = book, dict[int, Any]()

    def share(self, places: int) -> Any:
        """The look of a share that has so many decimals."""
        if places not in self._shares:
            self._shares[places] = self._book.add_format({"valign": "top", "num_format": f"0.{'0' * (places - 2)}%"})
        return self._shares[places]


class _Table:
    """A sheet written line by line under a frozen header with filters, and the sheets that follow it once full."""

    def __init__(self, book: Any, formats: _Formats, say: Any, title: Message, headers: Sequence[SheetHeader]) -> None:
        self.book, self.formats, self.title = book, formats, say(title)
        self.headers = [(say(header.title), header.width) for header in headers]
        self.sheets: list[Any] = []
        self._open()

    def _open(self) -> None:
        number = len(self.sheets) + 1
        self.sheet = self.book.add_worksheet(self.title if number == 1 else f"{self.title} ({number})")
        self.sheets.append(self.sheet)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R&P/&N")
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
        elif isinstance(value, Formula):
            money = isinstance(value.value, Money)
            shown, look = (value.value.decimal, formats.money) if money else (value.value, formats.number)  # type: ignore[attr-defined]
            sheet.write_formula(self.count, place, value.text, look, shown)
        elif isinstance(value, Money):
            sheet.write_number(self.count, place, value.decimal, formats.money)
        elif isinstance(value, date):
            sheet.write_datetime(self.count, place, value, formats.day)
        elif isinstance(value, Fraction):
            points = Decimal(value.numerator * 100 // value.denominator).scaleb(-2)
            sheet.write_number(self.count, place, points, formats.number)
        elif isinstance(value, Decimal):
            sheet.write_number(self.count, place, value, formats.share(-int(value.as_tuple().exponent)))
        else:
            sheet.write_number(self.count, place, value, formats.number)

    def colour(self, place: int, rule: dict[str, Any]) -> None:
        """Colour the cells of a column that a rule is true of."""
        for sheet in self.sheets:
            sheet.conditional_format(1, place, MAX_ROWS - 1, place, rule)

    def cells(self, place: int) -> list[str]:
        """The cells of a column under its header, sheet by sheet, as formulas name them."""
        column, last = xl_col_to_name(place), len(self.sheets) - 1
        ends = [self.count if number == last else MAX_ROWS for number in range(len(self.sheets))]
        return [
            f"{quote_sheetname(sheet.get_name())}!${column}$2:${column}${max(2, end)}"
            for sheet, end in zip(self.sheets, ends, strict=True)
        ]

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
        self.book.set_properties({"created": _EPOCH, "comments": WORKBOOK_MARK})
        self.formats = _Formats(self.book, outlet.plan.currency)
        self.columns = columns_of(outlet.plan, compared=outlet.compared)
        self.readings: set[str] = set()
        self.count = 0
        keys = {column.key for column in self.columns}
        self.sums: dict[str, int | None] = dict.fromkeys(key for key in _SUMMED if key in keys)
        self.candidates: dict[str, list[Candidate]] = {}
        self.dossiers = self._table(
            Message("Dossiers"), *(SheetHeader(column.title, column.width) for column in self.columns)
        )
        key = (SheetHeader(Message("Référence"), 18), SheetHeader(Message("Thème"), 9))
        self.findings = self._table(
            Message("Constats"),
            *key,
            SheetHeader(Message("Règle"), 30),
            SheetHeader(Message("Résultat"), 14),
            SheetHeader(Message("Explication"), 70),
            SheetHeader(Message("Passage"), 24),
            SheetHeader(Message("Lecture"), 10),
        )
        self.missing = self._table(
            Message("Manques"),
            *key,
            SheetHeader(Message("Nature"), 16),
            SheetHeader(Message("Identifiant"), 40),
            SheetHeader(Message("Demande"), 70),
        )
        self.excluded = self._table(
            Message("Dépenses exclues"),
            *key,
            SheetHeader(Message("Ligne"), 8),
            SheetHeader(Message("Libellé"), 40),
            SheetHeader(taxed(Message("Montant"), outlet.plan), 18),
            SheetHeader(Message("Motif"), 50),
            SheetHeader(Message("Passage"), 24),
            SheetHeader(Message("Lecture"), 10),
        )

    def _table(self, title: Message, *headers: SheetHeader) -> _Table:
        return _Table(self.book, self.formats, self.say, title, headers)

    def add(self, printed: WorkbookLines) -> None:
        """Write a dossier into each sheet that it concerns."""
        self.dossiers.line(printed.dossier)
        self.count += 1
        for column, value in zip(self.columns, printed.dossier, strict=True):
            if column.key in self.sums and isinstance(value, Money):
                self.sums[column.key] = in_all(self.sums[column.key], value)
        self.readings.update(printed.readings)
        if printed.candidate is not None:
            self.candidates.setdefault(printed.candidate.theme, []).append(printed.candidate)
        for table, lines in (
            (self.findings, printed.findings),
            (self.missing, printed.missing),
            (self.excluded, printed.excluded),
        ):
            for line in lines:
                table.line(line)

    def end(self, summary: Summary) -> None:
        """Write the totals, then the workbook."""
        self._colour_statuses()
        for table in (self.dossiers, self.findings, self.missing, self.excluded):
            table.close()
        self._themes(summary)
        self._sessions(summary)
        self._envelopes(summary)
        self._projects(summary)
        self._changes(summary)
        self._duplicates(summary)
        self._remarks(summary)
        self._readings()
        self._selection(summary)
        for code, candidates in sorted(self.candidates.items()):
            write_grid(self.book, self.outlet.plan.themes[code], candidates, self.outlet.language)
        self._trail(summary)
        try:
            self.book.close()
        except FileCreateError as error:
            # It holds what the system said of the file.
            raise error.args[0] from None

    def _colour_statuses(self) -> None:
        place = [column.key for column in self.columns].index("status")
        for status in STATUSES:
            word = self.say(STATUS_WORDS[status])
            rule = {"type": "text", "criteria": "begins with", "value": word, "format": self.formats.status[status]}
            self.dossiers.colour(place, rule)

    def _totals(self) -> list[SheetHeader]:
        return [
            SheetHeader(Message("Dossiers"), 10),
            *(SheetHeader(STATUS_WORDS[status], 12) for status in STATUSES),
            *(SheetHeader(title, 20) for title, _ in self._amounts(Totals())),
            *(SheetHeader(word, 12) for word in OUTCOME_OF_DECISION.values()),
            SheetHeader(Message("Montant accordé"), 20),
            SheetHeader(Message("Accordés sans montant"), 12),
        ]

    def _amounts(self, totals: Totals) -> Iterator[tuple[Content, Content]]:
        """The totals of the amounts that the dossiers of this rule set have, with their titles."""
        roles = self.outlet.plan.roles
        if roles.total is not None:
            yield taxed(Message("Coût total"), self.outlet.plan), cost_amount(totals.total_cost)
        if roles.requested is not None:
            yield Message("Subvention demandée"), asked_amount(totals.requested)
        yield Message("Subvention proposée"), Money(totals.granted)

    def _cells(self, totals: Totals) -> list[Any]:
        counts = (totals.of(status) for status in STATUSES)
        amounts = (amount for _, amount in self._amounts(totals))
        return [
            totals.count,
            *counts,
            *(each if isinstance(each, Money) else self.say(each) for each in amounts),
            *(totals.decisions.get(outcome, 0) for outcome in OUTCOME_OF_DECISION),
            Money(totals.awarded),
            totals.unsaid,
        ]

    def _themes(self, summary: Summary) -> None:
        table = self._table(
            Message("Thèmes"), SheetHeader(Message("Thème"), 10), SheetHeader(Message("Titre"), 50), *self._totals()
        )
        for code, totals in summary.by_theme():
            table.line([code, self.say(self.outlet.plan.themes[code].title), *self._cells(totals)])
        table.close()
        if summary.totals:
            whole = Totals()
            for totals in summary.totals.values():
                whole.merge(totals)
            table.line([self.say(Message("Total")), None, *self._sums(whole, table)])
            table.line([self.say(Message("Lignes affichées de la première feuille")), None, *self._shown()])

    def _sums(self, whole: Totals, table: _Table) -> Iterator[Any]:
        """The totals of the lines of a sheet, as formulas; what nobody states is no sum."""
        for place, value in enumerate(self._cells(whole), start=2):
            (cells,) = table.cells(place)
            yield value if isinstance(value, str) else Formula(f"=SUM({cells})", value)

    def _shown(self) -> Iterator[Any]:
        """What the dossiers come to that the filters of their sheet leave: their count, and each of their amounts."""
        keys = [column.key for column in self.columns]
        yield self._subtotal(103, keys.index("status"), self.count)
        yield from (None for _ in STATUSES)
        for key, (_, total) in zip(self.sums, self._amounts(Totals()), strict=True):
            sums = self.sums[key]
            # Where no line states the amount, nor is there a sum of it.
            none = total if isinstance(total, Money) else self.say(total)
            yield none if sums is None else self._subtotal(109, keys.index(key), Money(sums))

    def _subtotal(self, function: int, place: int, value: int) -> Formula:
        parts = (f"SUBTOTAL({function},{cells})" for cells in self.dossiers.cells(place))
        return Formula(f"={'+'.join(parts)}", value)

    def _sessions(self, summary: Summary) -> None:
        table = self._table(
            Message("Sessions"), SheetHeader(Message("Thème"), 10), SheetHeader(Message("Session"), 50), *self._totals()
        )
        for session in summary.sessions():
            table.line([session.theme, self.say(session.window.label), *self._cells(session.totals)])
        table.close()

    def _envelopes(self, summary: Summary) -> None:
        table = self._table(
            Message("Enveloppes"),
            SheetHeader(Message("Enveloppe"), 40),
            SheetHeader(taxed(Message("Montant"), self.outlet.plan), 20),
            SheetHeader(Message("Engagé par ailleurs"), 20),
            SheetHeader(Message("Montant accordé"), 20),
            SheetHeader(Message("Subvention proposée"), 20),
            SheetHeader(Message("En tout"), 20),
            SheetHeader(Message("Part utilisée"), 14),
            SheetHeader(Message("Accordés sans montant"), 12),
        )
        for use in summary.uses():
            amounts = (use.envelope, use.committed, use.awarded, use.granted, use.used)
            name = self.say(envelope_name(self.outlet.plan, use.id))
            table.line([name, *amounts, use.share, use.unsaid])
        rule = {"type": "formula", "criteria": "=$F2>$B2", "format": self.formats.status["ineligible"]}
        table.colour(6, rule)
        table.close()

    def _projects(self, summary: Summary) -> None:
        """The projects, then their dossiers in the order they were filed; no sheet where no theme has any."""
        if not summary.projects.number():
            return
        taxed_amounts = [
            SheetHeader(taxed(title, self.outlet.plan), 18)
            for title in (
                Message("Subvention demandée"),
                Message("Antérieures indiquées"),
                Message("Décidé"),
                Message("Proposé"),
                Message("Plafond du projet"),
                Message("Utilisé"),
                Message("Reste"),
                Message("Dépassement"),
            )
        ]
        key = (SheetHeader(Message("Projet"), 24), SheetHeader(Message("Thème"), 9))
        table = self._table(
            Message("Projets"),
            *key,
            SheetHeader(Message("Dossiers"), 10),
            *taxed_amounts,
            SheetHeader(Message("À trancher"), 90),
        )
        for each in summary.projects.listed():
            table.line(
                [
                    *(each.name, each.theme, each.count, each.requested, each.stated, each.decided, each.proposed),
                    *(each.limit, each.used, each.left, each.exceeded_by),
                    joined(each.unsure, self.outlet.language),
                ]
            )
        table.colour(10, {"type": "no_blanks", "format": self.formats.status["ineligible"]})
        table.close()
        table = self._table(
            Message("Dossiers des projets"),
            *key,
            SheetHeader(Message("Référence"), 18),
            SheetHeader(Message("Déposé le"), 14),
            SheetHeader(Message("État"), 18),
            *taxed_amounts[:2],
            SheetHeader(taxed(Message("Décidé ou proposé"), self.outlet.plan), 18),
            SheetHeader(Message("À trancher"), 70),
            SheetHeader(Message("Fichier"), 40),
        )
        for project in summary.projects.listed():
            for member in project.members():
                words, doubts = self.say(member.words), joined(member.doubts(), self.outlet.language)
                line = [project.name, project.theme, member.reference, member.filed_on, words]
                table.line([*line, member.requested, member.stated, member.counted, doubts, member.origin])
        table.close()

    def _duplicates(self, summary: Summary) -> None:
        table = self._table(
            Message("Doublons"),
            SheetHeader(Message("Référence"), 24),
            SheetHeader(Message("Fichier"), 50),
            SheetHeader(Message("Donnée de nouveau par"), 50),
        )
        for duplicate in summary.duplicates.listed:
            table.line(list(duplicate))
        table.close()

    def _changes(self, summary: Summary) -> None:
        changes = summary.changes
        if changes is None:
            return
        table = self._table(
            Message("Changements"),
            SheetHeader(Message("Référence"), 24),
            SheetHeader(Message("Depuis le dernier passage"), 18),
            SheetHeader(Message("Avant et maintenant"), 70),
            SheetHeader(Message("Fichier"), 50),
        )
        for name, origin, change in changes.listed:
            table.line([name, self.say(KIND_WORDS[change.kind]), joined(moves(change), self.outlet.language), origin])
        if (more := changes.count - len(changes.listed)) > 0:
            table.line(["…", self.say(Message("… et {count} de plus", {"count": more}))])
        table.close()

    def _remarks(self, summary: Summary) -> None:
        table = self._table(
            Message("Remarques"), SheetHeader(Message("Fichier"), 50), SheetHeader(Message("Remarque"), 110)
        )
        for origin, said in summary.remarks:
            table.line([origin, self.say(said)])
        if (more := summary.remark_count - len(summary.remarks)) > 0:
            table.line(["…", self.say(Message("… et {count} remarques de plus", {"count": more}))])
        table.close()

    def _selection(self, summary: Summary) -> None:
        if summary.selection is None:
            return
        table = self._table(
            Message("Sélection"),
            SheetHeader(Message("Enveloppe"), 20),
            SheetHeader(RANK, 12),
            SheetHeader(Message("Référence"), 18),
            SheetHeader(Message("Projet"), 36),
            SheetHeader(Message("Points"), 10),
            SheetHeader(Message("Subvention proposée"), 18),
            SheetHeader(Message("Cumul"), 18),
            SheetHeader(Message("Au regard de l’enveloppe"), 60),
        )
        for ranking in summary.selection.rankings:
            for each in ranking.ranked:
                found, line = each.candidate, self.say(LINES[each.line])
                rank, total = self.say(rank_of(each)), each.total
                table.line([ranking.id, rank, found.reference, found.project, total, found.grant, each.cumulated, line])
            for unranked in ranking.unranked:
                found, why = unranked.candidate, self.say(why_of(unranked, self.outlet.plan))
                table.line([ranking.id, "", found.reference, found.project, "", found.grant, None, why])
        table.line([self.say(DECIDES_NOTHING)])
        table.close()

    def _trail(self, summary: Summary) -> None:
        if summary.trail is None:
            return
        table = self._table(
            Message("Traçabilité"),
            SheetHeader(Message("Élément"), 24),
            SheetHeader(Message("Valeur"), 60),
            SheetHeader("SHA-256", 70),
            SheetHeader(Message("Octets"), 14),
        )
        for title, said in trail_lines(summary.trail):
            table.line([self.say(title), self.say(said)])
        for file in summary.trail.inputs:
            table.line([self.say(Message("Fichier lu")), file.name, file.sha256 or "?", file.bytes])
        table.close()

    def _readings(self) -> None:
        table = self._table(
            Message("Lectures"), SheetHeader(Message("Lecture"), 10), SheetHeader(Message("Texte"), 110)
        )
        for code, text in readings_in_order(self.outlet.plan, self.readings).items():
            table.line([code, self.say(text)])
        table.close()
