"""What people open in a spreadsheet: semicolons and a byte order mark, so that French Excel opens it right."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from typing import IO

from relance_rules.localization import Localization
from relance_rules.showing.blocks import Content
from relance_rules.values import Money

_END = "\r\n"
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe keeps it a text."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def cell_printer(language: Localization) -> Callable[[Content], str]:
    """How a cell is written; amounts have no group separators, which spreadsheets would read as texts."""
    mark = "," if language.language == "fr" else "."

    def cell(value: Content) -> str:
        if value is None:
            return ""
        if type(value) is str and (not value or (value[0].isalnum() and value.isascii() and value.isprintable())):
            # Most texts are plain: nothing in them is hidden, starts a formula or ends a line.
            return value
        if isinstance(value, Money):
            return str(value).replace(".", mark)
        if isinstance(value, date):
            return value.isoformat()
        return harmless(language.say(value).replace("\t", " "))

    return cell


class _Given:
    """A stream that gives each line back, without its end."""

    @staticmethod
    def write(line: str) -> str:
        return line.removesuffix(_END)


def line_joiner() -> Callable[[Iterable[str]], str]:
    """What makes several cells one text of a line, without its end."""
    return csv.writer(_Given, delimiter=";", lineterminator=_END).writerow


def line_writer(stream: IO[str], titles: Iterable[str]) -> Callable[[Iterable[str]], object]:
    """Write the header; what writes each line after it."""
    stream.write("\ufeff")
    lines = csv.writer(stream, delimiter=";", lineterminator=_END)
    lines.writerow(titles)
    return lines.writerow
