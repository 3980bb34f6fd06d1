"""Empty tables to fill: the columns that a theme asks, as csv texts or as a workbook with drop-down lists."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from relance_rules.dossiers.tables.columns import ANSWER, Titles, data_path, flag_labels
from relance_rules.dossiers.tables.grid import amounts_format
from relance_rules.localization import LanguageCode
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Currency, ParseError, Text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 1_000
_LISTS = {"fr": "Listes", "en": "Lists"}
_YES_NO = {"fr": '"oui,non"', "en": '"yes,no"'}
_FORMATS = {"date": "dd/mm/yyyy", "integer": "0"}
_WIDTHS = {"text": 28, "siret": 18, "boolean": 14, "date": 14}


class ColumnTemplate(NamedTuple):
    """A column to fill: its title, the path of its fact, the fact, and the question that asks for it."""

    title: str
    path: str
    fact: FactDef
    question: str


class SheetTemplate(NamedTuple):
    """A table to fill: the dossiers (``list_name`` is None), or the items of a list."""

    title: str
    list_name: str | None
    columns: tuple[ColumnTemplate, ...]


def table_template(plan: Plan, theme: Theme, language: LanguageCode = "fr") -> tuple[SheetTemplate, ...]:
    """The tables that hold the dossiers of a theme.

    Args:
        plan: The rule set.
        theme: The theme; what it asks has a column, and so have all its commitments and documents.
        language: The language of the titles; any is read back.
    """
    facts = plan.facts
    return (
        SheetTemplate("Dossiers", None, tuple(_columns(plan, theme, None, language))),
        *(
            SheetTemplate(_title(facts[name], name, language), name, columns)
            for name in facts.lists
            if (columns := tuple(_columns(plan, theme, name, language)))
        ),
    )


def single_table(plan: Plan, theme: Theme, language: LanguageCode = "fr") -> SheetTemplate:
    """One table that holds the dossiers of a theme alone, with the first item of each list in columns of its own.

    The arguments are those of :func:`table_template`. The second item of a list goes into columns that are named after
    its place, ``list[1].fact``.
    """
    main, *lists = table_template(plan, theme, language)
    titles = Titles(_alone(plan, theme))
    first = (
        (f"{sheet.list_name}[0].{column.path}", column)
        for sheet in lists
        for column in sheet.columns
        if column.path != plan.roles.reference
    )
    inline = (
        column._replace(title=_unique(column.fact.label.among(language), path, titles), path=path)
        for path, column in first
    )
    return main._replace(columns=(*main.columns, *inline))


def _alone(plan: Plan, theme: Theme) -> Plan:
    """The rule set as if it had but one theme: a table of its dossiers has no need for the labels of others."""
    return replace(plan, themes={theme.code: theme})


def _columns(plan: Plan, theme: Theme, scope: str | None, language: LanguageCode) -> Iterator[ColumnTemplate]:
    facts, reference = plan.facts, plan.roles.reference
    titles = Titles(_alone(plan, theme), scope)

    def column(path: str, fact: FactDef, label: Text, question: Text) -> ColumnTemplate:
        title = _unique(label.among(language), path, titles)
        return ColumnTemplate(title, path, fact, question.among(language))

    wanted = [
        (path, fact)
        for path, fact in (facts if scope is None else facts.lists[scope]).items()
        if "[]" not in path and fact.type not in ("list", "flags")
        if (path if scope is None else f"{scope}[].{path}") in theme.asked
    ]
    if scope is not None and wanted and reference is not None:
        yield column(reference, facts[reference], facts[reference].label, facts[reference].question)
    for path, fact in wanted:
        yield column(path, fact, fact.label, fact.question)
    for path, label in flag_labels(theme) if scope is None else ():
        yield column(path, ANSWER, label, facts[path.rpartition(".")[0]].question)


def _unique(label: str, path: str, titles: Titles) -> str:
    """The label, or the path where the label would name something else too."""
    try:
        found = titles.find(label)
    except ParseError:
        return path
    return label if found is not None and found[1] == (data_path(path),) else path


def _title(fact: FactDef, name: str, language: LanguageCode) -> str:
    label = fact.label.among(language)
    return name if len(label) > 31 or re.search(r"[\[\]:*?/\\]", label) else label


def csv_template(plan: Plan, theme: Theme, sheets: Sequence[SheetTemplate]) -> dict[str | None, str]:
    """The csv texts of tables to fill: the dossiers under None, and each list under its name.

    The file of a list stands beside the dossiers': ``stem.list.csv`` beside ``stem.csv``. The separator is the
    semicolon, and the texts start with a byte order mark, so that a spreadsheet opens them as they are.
    """
    texts: dict[str | None, str] = {}
    for sheet in sheets:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([column.title for column in sheet.columns])
        if sheet.list_name is None:
            writer.writerow([theme.code if column.path == plan.roles.theme else "" for column in sheet.columns])
        texts[sheet.list_name] = "\ufeff" + text.getvalue()
    return texts


def xlsx_template(plan: Plan, theme: Theme, sheets: Sequence[SheetTemplate], language: LanguageCode = "fr") -> bytes:
    """A workbook of tables to fill, with a drop-down list for each enumeration and yes-or-no; nothing is locked."""
    from openpyxl import Workbook

    workbook = Workbook()
    lists: dict[str, str] = {}
    hidden: Worksheet | None = None
    for number, sheet in enumerate(sheets):
        page: Any = workbook.active if number == 0 else workbook.create_sheet()
        page.title = sheet.title
        page.freeze_panes = "A2"
        for place, column in enumerate(sheet.columns, 1):
            if column.fact.type == "enumeration" and column.path not in lists:
                hidden = hidden or workbook.create_sheet(_LISTS[language])
                lists[column.path] = _write_list(hidden, len(lists) + 1, column.fact, language)
            _write_column(page, place, column, lists.get(column.path), plan.currency, language)
            if sheet.list_name is None and column.path == plan.roles.theme:
                page.cell(2, place, theme.code)
    if hidden is not None:
        workbook.move_sheet(hidden, len(workbook.sheetnames))
        hidden.sheet_state = "hidden"
    return _saved(workbook)


def _write_list(page: Worksheet, place: int, fact: FactDef, language: LanguageCode) -> str:
    """Write the values of an enumeration in a column, and give the range that holds them."""
    from openpyxl.utils import get_column_letter

    labels = [value.label.among(language) for value in (fact.values or {}).values()]
    for row, label in enumerate(labels, 1):
        page.cell(row, place, label).data_type = "s"
    letter = get_column_letter(place)
    return f"{page.title}!${letter}$1:${letter}${len(labels)}"


def _write_column(
    page: Any,
    place: int,
    column: ColumnTemplate,
    choices: str | None,
    currency: Currency | None,
    language: LanguageCode,
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(place)
    head = page.cell(1, place, column.title)
    # A label is a text, whatever it starts with.
    head.data_type = "s"
    head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    head.comment = Comment(column.question, "relance", width=320, height=90)
    page.column_dimensions[letter].width = _WIDTHS.get(column.fact.type, 22)
    # Texts by default: a spreadsheet would take a SIRET for a number, and eat its leading zeros.
    form = amounts_format(currency) if column.fact.type == "money" else _FORMATS.get(column.fact.type, "@")
    for row in range(2, 102):
        page.cell(row, place).number_format = form
    if column.fact.type == "boolean" or choices is not None:
        formula = _YES_NO[language] if choices is None else choices
        validation = DataValidation(
            type="list", formula1=formula, allow_blank=True, showErrorMessage=True, errorStyle="warning"
        )
        validation.add(f"{letter}2:{letter}{_ROWS + 1}")
        page.add_data_validation(validation)


def _saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook, the same on any day: its dates and those of its parts are fixed."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb">[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z<", b">2020-11-09T00:00:00Z<", content)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
