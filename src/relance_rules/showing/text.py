"""Blocks for a person at a terminal: 80 columns in a pipe, and nothing that colour alone says."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from relance_rules.checking.report import Report
from relance_rules.localization import Localization
from relance_rules.showing.blocks import (
    Amounts,
    Blank,
    Block,
    Content,
    Heading,
    Item,
    Paragraph,
    Readings,
    Step,
    Table,
    Title,
    Tone,
    shown,
)
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.console import held
from relance_rules.values import Message

if TYPE_CHECKING:
    from rich.console import Console

MIN_WIDTH = 40
"""A narrower terminal wraps by itself."""

_STYLES: dict[Tone, str] = {
    "plain": "",
    "strong": "bold",
    "faint": "dim",
    "good": "bold green",
    "warn": "bold yellow",
    "bad": "bold red",
}
_INDENT, _GAP = 2, 2
_NARROW = 16
"""Labels that would have less room than this stand above their amounts."""
_READABLE = 20
"""A column of sentences that would be narrower is not read: a date alone has more than three words."""
_RULED = "_" * 8
_JOINTS = "._/-"


def print_report(report: Report, language: Localization, console: Console) -> None:
    """Print the report of a check, and where a rule refuses, the command that says why."""
    blocks = list(report_blocks(report))
    place = next((n for n, block in enumerate(blocks) if isinstance(block, Readings)), len(blocks))
    print_blocks([*blocks[:place], *_why(report), *blocks[place:]], language, console)


def _why(report: Report) -> Iterator[Block]:
    refusals = [finding.rule.id for finding in report.findings if finding.outcome == "fail"]
    if refusals and report.origin is not None:
        yield Heading(Message("Pourquoi ces refus"))
        yield from (Item("•", f"relance explain {shlex.quote(report.origin)} {rule}") for rule in refusals)


def print_blocks(blocks: Iterable[Block], language: Localization, console: Console) -> None:
    """Print blocks as wide as the console, with no space at the end of a line."""
    page = _Page(language, max(MIN_WIDTH, console.width), console.encoding)
    for block in blocks:
        page.add(block)
    for line in page.lines:
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


class _Page:
    """The lines of a text, wrapped at plain spaces only: rich also breaks at the no-break ones."""

    def __init__(self, language: Localization, width: int, encoding: str) -> None:
        self.language, self.width, self.encoding = language, width, encoding
        self.lines: list[Text] = []

    def add(self, block: Block) -> None:
        match block:
            case Title():
                self.lines += _wrapped(self.text(block.text, "strong"), self.width)
            case Heading():
                self.lines += [Text(), *_wrapped(self.text(block.text, "strong"), self.width)]
            case Paragraph():
                self.lines += _wrapped(self.text(block.text, block.tone), self.width)
            case Item():
                self.item(block)
            case Step():
                number = f"{block.number}."
                self.hanging(Text(number, style="bold"), self.text(block.text), _INDENT, max(3, len(number) + 1))
            case Amounts():
                self.amounts(block)
            case Table():
                self.table(block)
            case Readings():
                for part in block.short:
                    self.add(part)

    def text(self, content: Content, tone: Tone = "plain") -> Text:
        return Text(held(shown(content, self.language), self.encoding), style=_STYLES[tone])

    def item(self, item: Item) -> None:
        body = self.text(item.text)
        if cited := self.text(item.cited).plain:
            body.append(f" ({cited})", style="dim")
        self.hanging(self.text(item.mark, item.tone), body, _INDENT * (item.depth + 1), 2)

    def hanging(self, mark: Text, body: Text, indent: int, room: int) -> None:
        """A mark, and its text beside it on every line."""
        lead = mark.copy()
        lead.append(" " * max(1, room - cell_len(mark.plain)))
        for place, line in enumerate(_wrapped(body, self.width - indent - room)):
            self.lines.append(_joined(" " * indent, lead if not place else " " * room, line))

    def amounts(self, amounts: Amounts) -> None:
        rows = [(self.text(row.label, row.tone), self.text(row.amount, row.tone)) for row in amounts.rows]
        right = max(cell_len(amount.plain) for _, amount in rows)
        room = self.width - _INDENT - _GAP - right
        if room < _NARROW:
            self.stacked(rows)
            return
        left = min(room, max(cell_len(label.plain) for label, _ in rows))
        for label, amount in rows:
            for place, line in enumerate(_wrapped(label, left)):
                pad = " " * (left - cell_len(line.plain) + _GAP + right - cell_len(amount.plain))
                parts: list[Text | str] = [" " * _INDENT, line]
                self.lines.append(_joined(*parts) if place else _joined(*parts, pad, amount))

    def stacked(self, rows: Sequence[tuple[Text, Text]]) -> None:
        """Amounts too wide to stand beside their labels: below them."""
        for label, amount in rows:
            self.lines += [_joined(" " * _INDENT, line) for line in _wrapped(label, self.width - _INDENT)]
            for line in _wrapped(amount, self.width - 2 * _INDENT):
                self.lines.append(_joined(" " * max(2 * _INDENT, self.width - cell_len(line.plain)), line))

    def table(self, table: Table) -> None:
        header = [self.text(cell, "strong") for cell in table.header]
        rows = [[self.cell(cell) for cell in row] for row in table.rows]
        widths = _widths([[[cell] for cell in header], *rows], self.width - _INDENT)
        if widths is None:
            self.records(header, rows)
            return
        blocks = [list(_columns(row, widths)) for row in ([[cell] for cell in header], *rows)]
        apart = any(len(block) > 1 for block in blocks)
        for place, block in enumerate(blocks):
            self.lines += [*([Text()] if apart and place else []), *block]

    def cell(self, cell: tuple[Content, ...]) -> list[Text]:
        return [Text(_RULED) if isinstance(line, Blank) else self.text(line) for line in cell]

    def records(self, header: Sequence[Text], rows: Iterable[Sequence[Sequence[Text]]]) -> None:
        """A table too wide for the screen: each row as a list of named values, one under the other."""
        room = max(cell_len(name.plain) for name in header[1:]) + _GAP
        for place, (first, *others) in enumerate(rows):
            if place:
                self.lines.append(Text())
            for line in first:
                self.lines += [_joined(" " * _INDENT, part) for part in _wrapped(line, self.width - _INDENT)]
            for name, cell in zip(header[1:], others, strict=True):
                for number, line in enumerate(line for line in cell if line.plain):
                    self.hanging(Text() if number else name, line, 2 * _INDENT, room)


def _joined(*parts: Text | str) -> Text:
    return Text.assemble(*parts)


def _columns(row: Sequence[Sequence[Text]], widths: Sequence[int]) -> Iterator[Text]:
    """The lines of a row: each cell wrapped in its column."""
    columns = [
        [part for line in cell for part in _wrapped(line, width)] for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*columns, fillvalue=Text()):
        padded: list[Text | str] = [" " * _INDENT]
        for part, width in zip(parts, widths, strict=True):
            padded += [part, " " * (width - cell_len(part.plain) + _GAP)]
        yield _joined(*padded)


def _wrapped(text: Text, width: int) -> list[Text]:
    """A text cut at its plain spaces; a word longer than the line is cut where the line ends."""
    cuts: list[int] = []
    used = start = 0
    for place, word in _words(text.plain):
        size = cell_len(word)
        if used and used + 1 + size > width:
            cuts.append(place)
            used = 0
        used += size + (1 if used else 0)
        start = place
        while used > width:
            taken = _fitting(text.plain[start:], width)
            start += taken
            cuts.append(start)
            used = cell_len(text.plain[start : place + len(word)])
    lines = list(text.divide(cuts)) if cuts else [text.copy()]
    for line in lines:
        line.rstrip()
    return lines


def _words(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for word in text.split(" "):
        if word:
            yield place, word
        place += len(word) + 1


def _fitting(text: str, width: int) -> int:
    """How many characters of a word fit, and one at least; rather after a mark that paths and addresses are cut at."""
    taken = 1
    while taken < len(text) and cell_len(text[: taken + 1]) <= width:
        taken += 1
    return next((place for place in range(taken, 1, -1) if text[place - 1] in _JOINTS), taken)


def _widths(rows: Sequence[Sequence[Sequence[Text]]], room: int) -> list[int] | None:
    """The widths of the columns; None where there is no room to read them side by side."""
    columns = list(zip(*rows, strict=True))
    lines = [[line.plain for cell in column for line in cell] or [""] for column in columns]
    natural = [max(cell_len(line) for line in column) for column in lines]
    words = [max(cell_len(word) for line in column for word in line.split(" ")) for column in lines]
    least = [min(width, max(word, _READABLE)) for width, word in zip(natural, words, strict=True)]
    room -= _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(natural) > room:
        widest = max((n, place) for place, n in enumerate(natural) if n > least[place])[1]
        natural[widest] -= 1
    return natural
