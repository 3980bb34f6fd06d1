"""Letters in Markdown: a paragraph of a template is a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from relance_rules.batch.letters.shipped import Shipped
from relance_rules.batch.letters.template import Line, Parts, Reader
from relance_rules.loading.files import decode
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.markdown import escape

_AROUND = {"subject": ("**", "**"), "title": ("**", "**"), "item": ("- ", "")}


class MarkdownTemplate(NamedTuple):
    """The lines of a template; what is put in them has no effect in Markdown, nor in the HTML it becomes."""

    lines: tuple[str | Line, ...]
    extension: str = ".md"

    def fill(self, parts: Parts, language: Localization) -> bytes:
        """The letter that has these parts; where lines are left out, one blank line is left between the others."""

        def said(content: Content) -> str:
            return escape(shown(content, language))

        found: list[str] = []
        for line in self.lines:
            for text in [[line]] if isinstance(line, str) else line.filled(parts, said):
                if text != [""] or (found and found[-1]):
                    found += text
        return "\n".join(found).rstrip("\n").encode("utf-8", "replace") + b"\n"


def read(data: bytes, name: str) -> MarkdownTemplate:
    """The template that a file holds.

    Raises:
        DossierError: It is no text in UTF-8, or its marks are not those of a letter.
    """
    reader = Reader(name)
    text = decode(data, name)
    lines = tuple(reader.line([line]) or line.rstrip() for line in text.splitlines())
    reader.check()
    return MarkdownTemplate(lines)


def write(paragraphs: Iterable[Shipped], language: Localization) -> bytes:
    """The file of a template."""
    lines: list[str] = []
    previous = None
    for each in paragraphs:
        before, after = _AROUND.get(each.style, ("", ""))
        if lines and (each.style != "item" or previous != "item"):
            lines.append("")
        lines.append(f"{before}{each.marks}{each.said(language)}{after}")
        previous = each.style
    return ("\n".join(lines) + "\n").encode()
