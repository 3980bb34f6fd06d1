"""Blocks in Markdown, to paste into a mail or a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

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
from relance_rules.values import Message

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
# What would start a list, a title's underline or a quotation, at the start of a line only.
_LEADING = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")
_WWW = re.compile(r"(?i)(www)\.")
_STRONG: frozenset[Tone] = frozenset({"strong", "good", "warn", "bad"})


def escape(text: str) -> str:
    """A text from outside, on one line and without effect in Markdown or in the HTML it becomes."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.splitlines()))
    # What a forge would turn into a link or a mention of somebody.
    escaped = _WWW.sub(r"\1&#46;", escaped.replace("@", "&#64;").replace("://", "&#58;//"))
    return _LEADING.sub(lambda match: f"\\{match[0]}" if match[0] in "-+=" else f"{match[0]}\\", escaped)


def report_markdown(report: Report, language: Localization) -> str:
    """The report of a check as one Markdown section."""
    return blocks_markdown(report_blocks(report), language)


def blocks_markdown(blocks: Iterable[Block], language: Localization) -> str:
    """Blocks as Markdown, with no space at the end of a line."""
    lines: list[str] = []
    previous: Block | None = None
    for block in chain.from_iterable(each.short if isinstance(each, Readings) else (each,) for each in blocks):
        listed = isinstance(block, (Item, Step)) and type(previous) is type(block)
        if lines and not listed:
            lines.append("")
        lines += _block(block, language)
        previous = block
    return "\n".join(lines) + "\n"


def _block(block: Block, language: Localization) -> Iterator[str]:
    def say(content: Content) -> str:
        return escape(shown(content, language))

    match block:
        case Title():
            yield f"## {say(block.text)}"
        case Heading():
            yield f"### {say(block.text)}"
        case Paragraph():
            yield f"**{say(block.text)}**" if block.tone in _STRONG else say(block.text)
        case Item():
            cited = say(block.cited)
            tail = f" ({cited})" if cited else ""
            mark = "" if block.mark == "•" else f"{escape(block.mark)} "
            yield f"{'  ' * block.depth}- {mark}{say(block.text)}{tail}"
        case Step():
            yield f"{block.number}. {say(block.text)}"
        case Amounts():
            yield _row([say(Message("Montant")), say(block.unit)])
            yield "| --- | ---: |"
            for row in block.rows:
                cells = (say(row.label), say(row.amount))
                label, amount = (f"**{cell}**" for cell in cells) if row.tone in _STRONG else cells
                yield f"| {label} | {amount} |"
        case Table():
            yield _row([say(cell) for cell in block.header])
            yield _row(["---"] * len(block.header))
            for cells_ in block.rows:
                yield _row(["<br>".join(say(line) for line in cell if not isinstance(line, Blank)) for cell in cells_])


def _row(cells: Iterable[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
