"""A letter shows what it brings: a template that would have anything fetched from elsewhere is refused."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules import DossierError
from relance_rules.batch.letters.formats import docx, odt, shipped_file
from rule_sets import said

from ..helpers import FR
from .helpers import changed, with_part

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def related(kind: str, target: str, mode: str = "External") -> bytes:
    """Word's own template, with a relation of its text to something."""
    relation = f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return changed(shipped_file("docx", FR), "word/_rels/document.xml.rels", "</Rel", f"{relation}</Rel")


def header(body: str, encoding: str = "utf-8") -> bytes:
    """The same with one more header."""
    xml = f'<?xml version="1.0" encoding="{encoding}"?><w:hdr xmlns:w="{WORD}"><w:p>{body}</w:p></w:hdr>'
    return with_part(shipped_file("docx", FR), "word/header9.xml", xml.encode(encoding))


def instructed(*instructions: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in instructions)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def open_text(body: str) -> bytes:
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return changed(shipped_file("odt", FR), "content.xml", "<office:text>", f"<office:text {links}>{body}")


def fault(name: str, data: bytes) -> str:
    module: Any = {"docx": docx, "odt": odt}[name]
    with pytest.raises(DossierError) as error:
        module.read(data, "modele")
    (problem,) = error.value.problems
    return said(problem.message)


@pytest.mark.parametrize(
    ("data", "target", "part"),
    [
        (related("attachedTemplate", "https://a.example/m.dotm"), "https://a.example/m.dotm", "document.xml.rels"),
        (related("image", "\\\\a.example\\i.png", " EXTERNAL"), "\\\\a.example\\i.png", "document.xml.rels"),
        (related("oleObject", "file:///c:/a.xls"), "file:///c:/a.xls", "document.xml.rels"),
        (related("aFChunk", "page.html", "Internal"), "page.html", "document.xml.rels"),
        (header(instructed(' INCLUDE', 'PICTURE "https://a.example/i"')), "INCLUDEPICTURE", "word/header9.xml"),
        (header(instructed("ddeauto c:\\a b"), "utf-16"), "ddeauto c:\\a b", "word/header9.xml"),
        (header('<w:fldSimple w:instr="LINK Excel.Sheet a"/>'), "LINK Excel.Sheet a", "word/header9.xml"),
        (header(f"{instructed(' PAGE ')}{instructed(' QUOTE 68 ')}"), "QUOTE 68", "word/header9.xml"),
    ],
)  # fmt: skip
def test_what_word_would_fetch_is_refused(data: bytes, target: str, part: str) -> None:
    told = fault("docx", data)
    assert told.startswith(f"ce modèle ferait chercher « {target}")
    assert f"{part} »)" in told


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ('<draw:image xlink:href="https://a.example/i.png" xmlns:draw="d"/>', "https://a.example/i.png"),
        ('<text:section-source xlink:href="../a.odt"/>', "../a.odt"),
        ('<draw:image xlink:href="/etc/passwd" xmlns:draw="d"/>', "/etc/passwd"),
        ('<office:dde-source office:dde-application="soffice"/>', "dde-source"),
        ('<script:event-listener xlink:href="vnd.sun.star.script:a" xmlns:script="s"/>', "vnd.sun.star.script:a"),
    ],
)
def test_what_libreoffice_would_fetch_is_refused(body: str, target: str) -> None:
    assert fault("odt", open_text(body)).startswith(f"ce modèle ferait chercher « {target} »")


@pytest.mark.parametrize(
    "data",
    [
        related("hyperlink", "https://service.example"),
        related("image", "media/logo.png", "Internal"),
        header(instructed(" PAGE ") + instructed(' HYPERLINK "https://a.example/link" ') + instructed("LINKS")),
    ],
)
def test_a_link_to_click_on_and_a_picture_of_its_own_stay_in_a_template_of_word(data: bytes) -> None:
    docx.read(data, "modele")


def test_so_do_they_in_one_of_libreoffice() -> None:
    link = '<text:a xlink:href="https://service.example">service</text:a>'
    odt.read(open_text(f'{link}<draw:image xlink:href="Pictures/logo.png" xmlns:draw="d"/>'), "modele")
