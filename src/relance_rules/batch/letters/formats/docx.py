"""Letters for Word, and for whatever else opens its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relance_rules.batch.letters.base import base_parts
from relance_rules.batch.letters.office import Grammar, OfficeTemplate, escaped, read_office
from relance_rules.batch.letters.package import Part, written
from relance_rules.batch.letters.shipped import Shipped, Style
from relance_rules.localization import Localization

_GRAMMAR = Grammar(
    ".docx",
    re.compile(r"word/(document|header[0-9]*|footer[0-9]*|footnotes|endnotes)\.xml"),
    paragraphs=frozenset({"p"}),
    text=frozenset({"t"}),
    kept=frozenset({"tc", "hdr", "ftr", "txbxContent", "txBody", "footnote", "endnote"}),
    breaks=frozenset({"sectPr"}),
)
_STYLES: dict[Style, str] = {
    "sender": "Sender",
    "addressee": "Addressee",
    "date": "Date",
    "subject": "Subject",
    "title": "Heading1",
    "item": "ListBullet",
    "signature": "Signature",
}
_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
_END = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1417" w:bottom="1134" w:left="1417" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr></w:body></w:document>"
)


def read(data: bytes, name: str) -> OfficeTemplate:
    """The template that a file holds.

    Raises:
        DossierError: It can't be read, or its marks are not those of a letter.
    """
    return read_office(data, name, _GRAMMAR)


def write(paragraphs: Iterable[Shipped], language: Localization) -> bytes:
    """The file of a template."""
    body = "".join(_paragraph(each, language) for each in paragraphs)
    return written([*base_parts("docx", language), Part("word/document.xml", f"{_START}{body}{_END}".encode())])


def _paragraph(each: Shipped, language: Localization) -> str:
    style = _STYLES.get(each.style)
    properties = "" if style is None else f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    text = escaped(f"{each.marks}{each.said(language)}")
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
