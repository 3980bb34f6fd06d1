from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from relance_rules import DossierError
from relance_rules.batch.letters.formats import docx, odt, shipped_file
from relance_rules.batch.letters.vocabulary import NAMES
from rule_sets import said

from ..helpers import FR
from .helpers import changed, paragraphs, with_part

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
BODY = {"docx": "word/document.xml", "odt": "content.xml"}


def document(name: str, body: str) -> bytes:
    """A document whose text is some XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(BODY[name], body)
    return stream.getvalue()


def word(body: str) -> bytes:
    return document("docx", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")


def writer(body: str) -> bytes:
    return document("odt", f"<office:document-content {OPEN}>{body}</office:document-content>")


def body_of(name: str, data: bytes, /, **given: list[str]) -> str:
    """The XML of a letter, without what the helpers put around it."""
    module: Any = {"docx": docx, "odt": odt}[name]
    parts = {**{each.key: [] for each in NAMES}, **given}
    letter = module.read(data, f"modele.{name}").fill(parts, FR)
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        text = archive.read(BODY[name]).decode()
    ElementTree.fromstring(text)  # noqa: S314 - written above
    start, end = ("<w:body>", "</w:body>") if name == "docx" else ('1.0">', "</office:document-content>")
    return text.partition(start)[2].rpartition(end)[0]


def p(text: str, properties: str = "") -> str:
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_a_mark_that_word_cut_into_runs_is_replaced_where_it_starts() -> None:
    data = word(
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>A {{ dos</w:t></w:r><w:proofErr/><w:r><w:t>sier }} B</w:t></w:r></w:p>"
    )
    assert body_of("docx", data, name=["X & Y"]) == (
        '<w:p><w:r><w:rPr><w:b></w:b></w:rPr><w:t xml:space="preserve">A X &amp; Y</w:t></w:r><w:proofErr></w:proofErr>'
        '<w:r><w:t xml:space="preserve"> B</w:t></w:r></w:p>'
    )


def test_a_paragraph_is_repeated_with_its_looks_and_left_out_without_them() -> None:
    data = word(p("{{ motifs }}", '<w:pPr><w:pStyle w:val="L"/></w:pPr>') + p("fin"))
    one = '<w:pPr><w:pStyle w:val="L"></w:pStyle></w:pPr>'
    assert body_of("docx", data, grounds=["a", "b"]) == p("a", one) + p("b", one) + p("fin")
    assert body_of("docx", data) == p("fin")


def test_a_cell_keeps_a_paragraph_and_a_section_its_break() -> None:
    # Word opens no document whose cell has none.
    cells = f"<w:tbl><w:tr><w:tc>{p('{{ contact }}')}</w:tc><w:tc>{p('{{ contact }}')}{p('x')}</w:tc></w:tr></w:tbl>"
    breaks = p("{{ contact }}", "<w:pPr><w:sectPr></w:sectPr></w:pPr>")
    assert body_of("docx", word(cells + breaks)) == (
        f"<w:tbl><w:tr><w:tc>{p('')}</w:tc><w:tc>{p('x')}</w:tc></w:tr></w:tbl>"
        f"{p('', '<w:pPr><w:sectPr></w:sectPr></w:pPr>')}"
    )


def test_a_frame_in_a_paragraph_has_paragraphs_of_its_own() -> None:
    frame = f"<w:txbxContent>{p('{{ motifs }}')}</w:txbxContent>"
    data = word(f"<w:p><w:r>{frame}</w:r><w:r><w:t>{{{{ dossier }}}}</w:t></w:r></w:p>")
    told = body_of("docx", data, name=["A"], grounds=["a", "b"])
    assert told == (
        f"<w:p><w:r><w:txbxContent>{p('a')}{p('b')}</w:txbxContent></w:r>"
        '<w:r><w:t xml:space="preserve">A</w:t></w:r></w:p>'
    )
    assert body_of("docx", data, grounds=["a"]) == ""


def test_a_point_of_a_list_is_repeated_whole_and_an_empty_list_is_left_out() -> None:
    item = "<text:list-item><text:p>{{ motifs }}</text:p></text:list-item>"
    data = writer(f"<text:list>{item}</text:list><text:p>fin</text:p>")
    one, two = (f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in "ab")
    assert body_of("odt", data, grounds=["a", "b"]) == f"<text:list>{one}{two}</text:list><text:p>fin</text:p>"
    assert body_of("odt", data) == "<text:p>fin</text:p>"


def test_only_the_paragraph_of_a_point_that_has_several_is_repeated() -> None:
    item = "<text:list-item><text:p>Motifs :</text:p><text:p>{{ motifs }}</text:p></text:list-item>"
    told = body_of("odt", writer(f"<text:list>{item}</text:list>"), grounds=["a", "b"])
    assert told == (
        "<text:list><text:list-item><text:p>Motifs :</text:p><text:p>a</text:p><text:p>b</text:p></text:list-item>"
        "</text:list>"
    )


def test_text_beside_marks_keeps_what_xml_would_take() -> None:
    data = writer(
        '<text:p text:style-name="a&quot;b&amp;c">&lt;x&gt; &amp; <text:span>{{ dossier }}</text:span></text:p>'
    )
    assert body_of("odt", data, name=["<A>"]) == (
        '<text:p text:style-name="a&quot;b&amp;c">&lt;x&gt; &amp; <text:span>&lt;A&gt;</text:span></text:p>'
    )


def fault(name: str, data: bytes) -> str:
    module: Any = {"docx": docx, "odt": odt}[name]
    with pytest.raises(DossierError) as error:
        module.read(data, f"modele.{name}")
    (problem,) = error.value.problems
    assert problem.file == f"modele.{name}"
    return said(problem.message)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 * 1024 * 1024))
    return stream.getvalue()


def locked() -> bytes:
    data = bytearray(document("docx", "<a/>"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "ce fichier n’est pas le document que dit son extension, ou il est abîmé"),
        (b"PK\x03\x04", "ce fichier n’est pas le document que dit son extension, ou il est abîmé"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "ce fichier n’est pas le document que dit son extension, ou il est abîmé"),
        (shipped_file("odt", FR), "ce fichier n’est pas le document que dit son extension, ou il est abîmé"),
        (document("docx", "<a"), "ce document est abîmé, dans sa partie « word/document.xml »"),
        (document("docx", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "ce document est abîmé, dans sa partie"),
        (document("docx", "<a>" * 500 + "</a>" * 500), "ce document est abîmé, dans sa partie"),
        (bomb(), "modèle trop grand : 64 Mo au plus"),
        (document("docx", f"<a>{'<b/>' * 200_000}</a>"), "modèle trop grand : 200000 balises au plus"),
        (
            with_part(document("docx", "<a/>"), "word/header1.xml", b"<a>" + b"<b/>" * 199_998 + b"</a>"),
            "modèle trop grand : 200000 balises",
        ),
        (locked(), "ce modèle est protégé par un mot de passe"),
        (with_part(shipped_file("docx", FR), "word/vbaProject.bin"), "ce modèle contient des macros"),
        (word(p("{{ dosier }}")), "marque inconnue : « dosier » ; vouliez-vous dire « dossier » ?"),
        (word(p("sans marque")), "ce modèle n’a aucune marque"),
    ],
    ids=[
        "empty",
        "cut",
        "old",
        "other",
        "broken",
        "entities",
        "deep",
        "bomb",
        "tags",
        "parts",
        "locked",
        "macros",
        "name",
        "none",
    ],
)
def test_a_file_that_is_no_template_is_told(data: bytes, expected: str) -> None:
    assert fault("docx", data).startswith(expected)


def test_a_document_of_libreoffice_with_macros_is_refused() -> None:
    assert fault("odt", with_part(shipped_file("odt", FR), "Basic/Standard/Module1.xml")).startswith(
        "ce modèle contient"
    )


def test_many_pieces_are_read_in_no_time() -> None:
    runs = "<w:r><w:t>a</w:t></w:r>" * 5_000
    told = body_of("docx", word(f"<w:p>{runs}<w:r><w:t>{{{{ dossier }}}}</w:t></w:r></w:p>"), name=["A"])
    assert told.count("a</w:t>") == 5_000


def test_the_marks_of_a_document_that_another_program_saved(tmp_path: Path) -> None:
    # As LibreOffice cuts a text where its spelling or its looks change.
    data = changed(
        shipped_file("odt", FR), "content.xml", "{{ motifs }}",
        '{{<text:s/><text:span text:style-name="T1">mo</text:span>tifs<text:soft-page-break/> }}',
    )  # fmt: skip
    parts = {**{each.key: [] for each in NAMES}, "grounds": ["un motif", "un autre"]}
    told = paragraphs("odt", odt.read(data, "m").fill(parts, FR))
    assert [text for text in told if "un " in text] == ["un motif", "un autre"]
