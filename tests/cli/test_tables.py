"""``relance new`` for tables and mappings, and ``relance batch`` on tables and on exports of the filing platform."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reading.helpers import ZERO_SIRET, ods_row, rules, write_json, write_ods, write_xlsx
from relance_rules.checking.facts_asked import facts_asked
from relance_rules.cli.app import run
from relance_rules.reading.documents import read_document
from relance_rules.reading.tables.template import ColumnTemplate, SheetTemplate, single_table, table_template
from relance_rules.values import ParseError, parse_boolean, parse_date, parse_euro

from .conftest import ROOT, Run

EXAMPLES = ROOT / "examples" / "dossiers"
THEMES = list(rules())
NBSP = "\u00a0"


def example(code: str, **changes: Any) -> dict[str, Any]:
    """The data of the ready example of a theme, with some values changed by path."""
    data = deepcopy(dict(read_document(EXAMPLES / code / "pret.yaml").data))
    for path, value in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        reduce(lambda inner, step: inner[step], steps, data)[last] = value
    return data


def sheets(code: str) -> tuple[SheetTemplate, ...]:
    theme, vocabulary = rules()[code].theme, rules().vocabulary
    return table_template(theme, vocabulary, facts_asked(theme, vocabulary))


def value_at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step, "") if isinstance(data, dict) else ""
    return data


def rows_of(sheet: SheetTemplate, data: Mapping[str, Any]) -> Iterator[list[tuple[ColumnTemplate, Any]]]:
    """The rows of a sheet that hold the data of a dossier, by column."""
    for item in [data] if sheet.list_name is None else data.get(sheet.list_name, []):
        yield [
            (column, data["reference"] if column.path == "reference" else value_at(item, column.path))
            for column in sheet.columns
        ]


def french(column: ColumnTemplate, value: Any) -> str:
    """A value as a French spreadsheet saves it in a csv file."""
    text = str(value)
    if not text:
        return ""
    if column.fact.values:
        return next(iter(column.fact.values[text].label)).__getitem__(1) if False else column.fact.values[text].label.fr
    if column.fact.type == "money":
        euros, cents = str(parse_euro(text)).split(".")
        return f"{int(euros):,},{cents}".replace(",", NBSP, f"{int(euros):,}".count(","))
    if column.fact.type == "date":
        return f"{parse_date(text):%d/%m/%Y}"
    if column.fact.type == "siret":
        return "".join(text.split()).lstrip("0")
    return text


def typed(column: ColumnTemplate, value: Any) -> Any:
    """A value as a person types it in a workbook."""
    text = str(value)
    if not text:
        return None
    if column.fact.type == "money":
        return float(parse_euro(text).as_decimal()) if hasattr(parse_euro(text), "as_decimal") else float(str(parse_euro(text)))
    if column.fact.type == "date":
        return parse_date(text)
    if column.fact.type == "integer":
        return int(text)
    if column.fact.type == "boolean":
        return parse_boolean(text)
    return french(column, value)
