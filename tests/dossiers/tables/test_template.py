from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dossiers.helpers import SIRET, facts, labelled, only, rules, said
from relance_rules.dossiers.tables.template import (
    SheetTemplate,
    csv_template,
    single_table,
    table_template,
    xlsx_template,
)
from relance_rules.localization import LanguageCode
from relance_rules.values import Currency, Money

EXAMPLES: dict[str, Any] = {
    "text": "texte",
    "money": 1234.56,
    "date": date(2021, 2, 12),
    "integer": 2021,
    "percentage": "75 %",
    "boolean": "oui",
    "country": "FR",
    "siret": SIRET,
}
MEANT: dict[str, Any] = {**EXAMPLES, "money": Money(123456), "boolean": True, "percentage": Fraction(3, 4)}


def sheets(code: str, language: LanguageCode = "fr") -> tuple[SheetTemplate, ...]:
    return table_template(rules().plan, rules()[code], language)


def example(code: str, column: Any, language: str) -> Any:
    if column.path == "theme":
        return code
    if column.fact.type == "enumeration":
        return next(iter(column.fact.values.values())).label[language]
    return EXAMPLES[column.fact.type]


def check_filled(code: str, found: dict[str, Any]) -> None:
    """Every column of the template gave the fact it was made for."""
    for sheet in sheets(code):
        items = found if sheet.list_name is None else found[sheet.list_name][0]
        for column in sheet.columns:
            if column.path == "theme":
                meant = code
            elif column.fact.type == "enumeration":
                meant = next(iter(column.fact.values or {}))
            else:
                meant = MEANT[column.fact.type]
            if not (sheet.list_name and column.path == "reference"):
                assert items[column.path.partition("[].")[2] or column.path] == meant, column.path
    assert len(found) == sum(len(s.columns) if s.list_name is None else 1 for s in sheets(code))


@pytest.mark.parametrize(("code", "language"), [*((code, "fr") for code in rules()), ("SNAP3", "en")])
def test_a_filled_workbook_is_read_back(tmp_path: Path, code: str, language: LanguageCode) -> None:
    tables = sheets(code, language)
    workbook = load_workbook(io.BytesIO(xlsx_template(rules().plan, rules()[code], tables, language)))
    for sheet in tables:
        page = workbook[sheet.title]
        for place, column in enumerate(sheet.columns, 1):
            assert page.cell(1, place).value == column.title
            page.cell(2, place).value = example(code, column, language)
    workbook.save(tmp_path / "a.xlsx")
    check_filled(code, dict(facts(only(tmp_path / "a.xlsx"))))


def test_filled_csv_files_are_read_back(tmp_path: Path) -> None:
    tables = sheets("SNAP3")
    texts = csv_template(rules().plan, rules()["SNAP3"], tables)
    for sheet in tables:
        name = "a.csv" if sheet.list_name is None else f"a.{sheet.list_name}.csv"
        title = texts[sheet.list_name].splitlines()[0]
        row = ";".join(
            f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value).replace(".", ",")
            for value in (example("SNAP3", column, "fr") for column in sheet.columns)
        )
        (tmp_path / name).write_text(f"{title}\n{row}\n", encoding="utf-8")
    check_filled("SNAP3", dict(facts(only(tmp_path / "a.csv"))))


@pytest.mark.parametrize(("code", "language"), [*((code, "fr") for code in rules()), ("ITN6", "en")])
def test_a_single_table_holds_the_first_item_of_each_list(tmp_path: Path, code: str, language: LanguageCode) -> None:
    plan, theme = rules().plan, rules()[code]
    sheet = single_table(plan, theme, language)
    lists = [each for each in sheets(code, language) if each.list_name is not None]
    items = [
        (c.title, f"{each.list_name}[0].{c.path}") for each in lists for c in each.columns if c.path != "reference"
    ]
    assert [(column.title, column.path) for column in sheet.columns if "[" in column.path] == items
    title, *_ = csv_template(plan, theme, [sheet])[None].splitlines()
    values = [str(example(code, column, language)).replace(".", ",") for column in sheet.columns]
    (tmp_path / "a.csv").write_text(f"{title}\n{';'.join(values)}\n", encoding="utf-8")
    check_filled(code, dict(facts(only(tmp_path / "a.csv"))))


def test_an_empty_template_holds_no_dossier(tmp_path: Path) -> None:
    tables, plan, theme = sheets("SNAP3"), rules().plan, rules()["SNAP3"]
    (tmp_path / "a.xlsx").write_bytes(xlsx_template(plan, theme, tables))
    for name, text in csv_template(plan, theme, tables).items():
        (tmp_path / ("b.csv" if name is None else f"b.{name}.csv")).write_text(text, encoding="utf-8")
    for path in ("a.xlsx", "b.csv"):
        record = only(tmp_path / path)
        assert record.document is None
        assert "ne donne que le thème" in said(record)


def test_enumerations_and_answers_have_drop_down_lists() -> None:
    tables = sheets("SNAP3")
    workbook = load_workbook(io.BytesIO(xlsx_template(rules().plan, rules()["SNAP3"], tables)))
    assert [sheet.title for sheet in tables] == workbook.sheetnames[: len(tables)]
    for sheet in tables:
        page = workbook[sheet.title]
        offered = {str(v.sqref).split(":")[0]: v.formula1 for v in page.data_validations.dataValidation}
        for place, column in enumerate(sheet.columns, 1):
            formula = offered.get(page.cell(2, place).coordinate)
            if column.fact.type == "boolean":
                assert formula == '"oui,non"'
            elif column.fact.values:
                title, _, cells = formula.partition("!")
                listed = [cell.value for (cell,) in workbook[title][cells.replace("$", "")]]
                assert listed == [str(value.label) for value in column.fact.values.values()]
            else:
                assert formula is None
        assert not page.protection.sheet
    assert workbook["Listes"].sheet_state == "hidden"


def test_a_siret_stays_a_text_in_the_workbook() -> None:
    tables = sheets("SNAP3")
    workbook = load_workbook(io.BytesIO(xlsx_template(rules().plan, rules()["SNAP3"], tables)))
    people = next(sheet for sheet in tables if sheet.list_name == "porteurs")
    place = 1 + [column.path for column in people.columns].index("siret")
    assert workbook[people.title].cell(2, place).number_format == "@"


def test_only_the_facts_asked_have_a_column() -> None:
    plan, theme = rules().plan, rules()["SNAP3"]
    core = table_template(plan, replace(theme, asked=("porteurs", "porteurs[].nom", "projet.nom")))
    assert [sheet.list_name for sheet in core] == [None, "porteurs"]
    assert [column.path for column in core[1].columns] == ["reference", "nom"]
    asked = ("porteurs[].nom", "depenses[].annee", "projet.hebergement")
    more = table_template(plan, replace(theme, asked=asked))
    assert [column.path for column in more[2].columns] == ["reference", "annee"]
    assert "projet.hebergement" in {column.path for column in more[0].columns}


def test_a_template_is_the_same_on_any_day() -> None:
    plan, theme, tables = rules().plan, rules()["SNAP3"], sheets("SNAP3")
    first = xlsx_template(plan, theme, tables)
    assert b"2020-11-09" in zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")
    assert xlsx_template(plan, theme, tables) == first


def test_a_label_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    odd = labelled(rules()["SNAP3"], "=1+1")
    tables = table_template(rules().plan, odd)
    workbook = load_workbook(io.BytesIO(xlsx_template(rules().plan, odd, tables)))
    assert [cell.data_type for cell in workbook["Dossiers"][1] if cell.value == "=1+1"] == ["s"]


def test_amounts_are_shown_in_the_currency_of_the_rule_set() -> None:
    plan, theme, tables = rules().plan, rules()["SNAP3"], sheets("SNAP3")
    place = 1 + [column.fact.type for column in tables[0].columns].index("money")
    for currency, form in (
        (plan.currency, '#,##0.00\\ "€"'),
        (Currency("CHF"), '#,##0.00\\ "CHF"'),
        (None, "#,##0.00"),
    ):
        workbook = load_workbook(io.BytesIO(xlsx_template(replace(plan, currency=currency), theme, tables)))
        assert workbook["Dossiers"].cell(2, place).number_format == form
