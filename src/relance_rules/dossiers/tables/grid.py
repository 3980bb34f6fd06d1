"""Sheets of cells, and how a cell is read whatever wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from relance_rules.loading.problems import Problem
from relance_rules.plan.facts import FactDef
from relance_rules.values import Currency, Message, ParseError, exact_decimal
from relance_rules.values.spelling import tidy

CellValue: TypeAlias = str | Decimal | bool | date | time | Message
"""What a cell holds: a text (empty for a blank one), a number, a truth, a day, a moment, or why it can't be used."""

MAX_ROWS = 100_000
MAX_COLUMNS = 2_000
MAX_CELLS = 4_000_000
"""The largest sheet, counted with its blank cells."""

MAX_CELL_TEXT = 32_767
"""As long as a spreadsheet lets a text be."""


class MergedCell(NamedTuple):
    """What a cell shows that is merged into another: the value of that one, and its row and column, from 1."""

    value: CellValue
    row: int
    column: int


class SheetRow(NamedTuple):
    """A row with its number, from 1, as a spreadsheet shows it.

    ``fault`` says why its cells can't be told apart. ``merged`` is what the blank cells that are merged into others
    show, by their places from 0.
    """

    number: int
    cells: Sequence[CellValue]
    fault: Message | None = None
    merged: Mapping[int, MergedCell] = {}


class Sheet(NamedTuple):
    """A sheet without its blank rows. ``name`` places it in messages (``file.xlsx#Dossiers``); a csv has no title."""

    name: str
    title: str
    rows: Sequence[SheetRow]
    notes: tuple[Message, ...] = ()
    hidden: bool = False


def too_wide(name: str) -> Problem:
    """What is said of a sheet that exceeds the bounds."""
    message = Message(
        "table trop grande : {rows} lignes, {columns} colonnes et {cells} cellules au plus",
        {"rows": MAX_ROWS, "columns": MAX_COLUMNS, "cells": MAX_CELLS},
    )
    return Problem(message, name)


def is_blank(value: CellValue) -> bool:
    """Whether a cell says nothing."""
    return isinstance(value, str) and not value.strip()


def plain_text(value: CellValue) -> str:
    """The text of a cell whose type says nothing more: a label, a reference.

    Raises:
        ParseError: The cell can't be used.
    """
    if isinstance(value, Message):
        raise ParseError(str(value.text), **value.values)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return number_text(value)[0]
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat()


def number_text(value: Decimal) -> tuple[str, bool]:
    """A number of a spreadsheet without exponent, and whether the residue of a computation was cut from it.

    Spreadsheets compute with 15 significant digits and store up to 17: ``0.1 + 0.2`` is stored
    ``0.30000000000000004`` and shown ``0.3``. A value that is cents-exact at 15 digits is what was shown.
    """
    text = plain_number(value)
    if 15 < len(value.as_tuple().digits) <= 17:
        shown = plain_number(Decimal(f"{value:.15g}"))
        if len(shown.partition(".")[2]) <= 2:
            return shown, True
    return text, False


def percent_text(value: Decimal) -> str:
    """A number that a spreadsheet shows in percent, as a person reads it: 0.75 is ``75 %``.

    Raises:
        ParseError: The number is not finite, or absurdly large or fine.
    """
    return f"{plain_number(Decimal(f'{value:.15g}') * 100)} %"


def plain_number(value: Decimal) -> str:
    """A number without exponent nor useless zeros, exact.

    Raises:
        ParseError: The number is not finite, or absurdly large or fine.
    """
    text = exact_decimal(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})[T ]+[0-9]{1,2}[:h][0-9]{2}"
    r"(?:[:m][0-9]{2}(?:[.,][0-9]{1,9})?s?)? ?(?:[AP]M|Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
"""A day and a time: what follows anything else is more than a moment, and not dropped."""


_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
"""How a spreadsheet numbers the days."""
_NO_DAYS = frozenset({"money", "integer", "decimal", "percentage", "boolean", "siret"})


def read_cell(value: CellValue, fact: FactDef, notes: list[Message]) -> str:
    """The text of a cell for the reader of facts, in the form that the fact's type expects.

    Args:
        value: The cell.
        fact: The fact that its column states.
        notes: Where to add what was repaired.

    Raises:
        ParseError: The cell can't be used, or can be read in two ways.
    """
    if fact.type == "date" and (isinstance(value, Decimal) or (isinstance(value, str) and _SERIAL.fullmatch(value))):
        raise ParseError(
            "« {found} » est un nombre, et un jour est attendu : donnez à cette cellule le format d’une date",
            found=plain_text(value),
        )
    if isinstance(value, (date, time)) and fact.type in _NO_DAYS:
        raise ParseError(
            "« {found} » est un jour, et autre chose est attendu ici : donnez à cette cellule un autre format",
            found=plain_text(value),
        )
    if isinstance(value, Decimal):
        return _number(value, fact, notes)
    if isinstance(value, datetime) and fact.type == "date":
        return day_text(value.isoformat())
    text = plain_text(value)
    if len(text) > MAX_CELL_TEXT:
        raise ParseError("ce texte dépasse {limit} caractères", limit=MAX_CELL_TEXT)
    if fact.type == "date" and isinstance(value, str):
        return day_text(text)
    if fact.type == "siret":
        return repaired_siret(text, notes)
    return text


def _number(value: Decimal, fact: FactDef, notes: list[Message]) -> str:
    text, cut = number_text(value)
    if fact.type == "percentage":
        raise ParseError(
            "« {found} » est ambigu : « {ratio} % » ou « {percent} % » ? Écrivez le taux comme un texte, "
            "par exemple « 75 % »",
            found=text,
            ratio=plain_number(Decimal(text) * 100),
            percent=text,
        )
    if cut:
        notes.append(
            Message("« {found} » porte un résidu de calcul du tableur : lu {text}", {"found": str(value), "text": text})
        )
    return repaired_siret(text, notes) if fact.type == "siret" else text


def day_text(text: str) -> str:
    """The day of a text that may carry a time: the day in Paris where it carries an offset too."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    moment = text.replace(" UTC", "Z").replace(" ", "T", 1).replace(" ", "")
    try:
        return paris_day(datetime.fromisoformat(moment)).isoformat()
    except (ValueError, OverflowError):
        return found[1]


def paris_day(moment: datetime) -> date:
    """The day of a moment, in Paris where its offset is known."""
    if moment.tzinfo is None:
        return moment.date()
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("Europe/Paris")).date()


def repaired_siret(text: str, notes: list[Message]) -> str:
    """A SIRET with the leading zeros that a spreadsheet took away, where its check digits prove them."""
    digits = re.sub(r"[\s.-]", "", tidy(text))
    if not re.fullmatch(r"[0-9]{12,13}", digits):
        return text
    from stdnum.fr import siret

    padded = digits.zfill(14)
    if not siret.is_valid(padded):
        return text
    notes.append(
        Message(
            "le SIRET « {found} » avait perdu ses zéros de tête dans un tableur : lu {siret}",
            {"found": text, "siret": padded},
        )
    )
    return padded


def amounts_format(currency: Currency | None) -> str:
    """How a spreadsheet shows an amount: two decimals, grouped thousands, and the sign of the currency."""
    return "#,##0.00" if currency is None else f'#,##0.00\\ "{currency.sign}"'
