"""Letters for LibreOffice, and for whatever else opens OpenDocument."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relance_rules.batch.letters.base import base_parts
from relance_rules.batch.letters.office import Grammar, OfficeTemplate, escaped, read_office
from relance_rules.batch.letters.package import Part, written
from relance_rules.batch.letters.shipped import Shipped, Style
from relance_rules.localization import Localization

_GRAMMAR = Grammar(
    ".odt",
    re.compile(r"(content|styles)\.xml"),
    paragraphs=frozenset({"p", "h"}),
    item="list-item",
    list="list",
)
_STYLES: dict[Style, str] = {
    "sender": "Sender",
    "addressee": "Addressee",
    "date": "Date",
    "subject": "Subject",
    "text": "Standard",
    "signature": "Signature",
}
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_START = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{_NAMES}:office:1.0" '
    f'xmlns:text="{_NAMES}:text:1.0" office:version="1.2"><office:body><office:text>'
)
_END = "</office:text></office:body></office:document-content>"


def read(data: bytes, name: str) -> OfficeTemplate:
    """The template that a file holds.

    Raises:
        DossierError: It can't be read, or its marks are not those of a letter.
    """
    return read_office(data, name, _GRAMMAR)


def write(paragraphs: Iterable[Shipped], language: Localization) -> bytes:
    """The file of a template."""
    body = "".join(_paragraph(each, language) for each in paragraphs)
    return written([*base_parts("odt", language), Part("content.xml", f"{_START}{body}{_END}".encode())])


def _paragraph(each: Shipped, language: Localization) -> str:
    text = escaped(f"{each.marks}{each.said(language)}")
    if each.style == "title":
        return f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{text}</text:h>'
    if each.style == "item":
        item = f'<text:list-item><text:p text:style-name="List_20_Bullet">{text}</text:p></text:list-item>'
        return f'<text:list text:style-name="List_20_1">{item}</text:list>'
    return f'<text:p text:style-name="{_STYLES[each.style]}">{text}</text:p>'
