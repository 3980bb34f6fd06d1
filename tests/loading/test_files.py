from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.loading.files import MAX_BYTES, decode, read_text, shown, text_and_notes
from rule_sets import faults


def refusal(data: bytes) -> str:
    with pytest.raises(DossierError) as error:
        decode(data, "f.yaml")
    (problem,) = error.value.problems
    assert problem.file == "f.yaml"
    return faults(error.value)


def test_text_is_utf8_with_or_without_its_mark() -> None:
    assert decode("é\n".encode(), None) == decode("é\n".encode("utf-8-sig"), None) == "é\n"


def test_lines_may_end_as_windows_ends_them() -> None:
    assert decode(b"a: 1\r\nb: 2\r\n", None) == "a: 1\r\nb: 2\r\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("é".encode("utf-16"), "1:1: fichier en UTF-16 : enregistrez-le en UTF-8"),
        ("é".encode("utf-16-be"), "1:2: ce n’est pas de l’UTF-8 (octet 0xE9)"),
        (b"\xfe\xff\x00a", "1:1: fichier en UTF-16"),
        ("a: b\nnom: é\n".encode("latin-1"), "2:6: ce n’est pas de l’UTF-8 (octet 0xE9) : enregistrez le fichier"),
        ("é: a\nnom: é".encode() + b"\xff", "2:7: ce n’est pas de l’UTF-8 (octet 0xFF)"),
        (b"\xef\xbb\xbf" + "é: a\nnom: é".encode() + b"\xff", "2:7: ce n’est pas de l’UTF-8 (octet 0xFF)"),
        (b"\x89PNG\r\n\x1a\n", "1:1: ce fichier est une image, pas un texte"),
        (b"a\nb\x00c", "2:2: caractère de contrôle U+0000 : ce fichier n’est pas un texte"),
        (b"a: \x1b[31m", "1:4: caractère de contrôle U+001B"),
        ("a: \u0085\u009b".encode(), "1:5: caractère de contrôle U+009B"),
        (b"a" * (MAX_BYTES + 1), "None:None: fichier trop grand : 4 Mo au plus"),
        (b"\xed\xa0\x80", "1:1: ce n’est pas de l’UTF-8 (octet 0xED)"),
    ],
    ids=[
        "utf-16",
        "utf-16-be",
        "utf-16-mark",
        "latin-1",
        "tail",
        "tail-after-mark",
        "binary",
        "nul",
        "escape",
        "c1",
        "huge",
        "surrogate",
    ],
)
def test_what_is_no_utf8_text_is_refused_at_its_place(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


@pytest.mark.parametrize("code", [*range(0x100), 0x7FF, 0x800, 0xC2, 0x1F600], ids=hex)
def test_every_control_is_refused_and_nothing_else(code: int) -> None:
    seen = unicodedata.category(chr(code)) != "Cc" or chr(code) in "\t\n\r\x85"
    for around in ("", "a", "é"):
        text = f"a{around}{chr(code)}{around}a"
        if seen:
            assert decode(text.encode(), None) == text.replace("\r", "\n")
        else:
            assert refusal(text.encode()).startswith(f"1:{2 + len(around)}: caractère de contrôle U+{code:04X}")


def test_the_largest_file_is_read() -> None:
    assert len(decode(b"a" * MAX_BYTES, None)) == MAX_BYTES


def test_a_file_that_is_not_there_or_is_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DossierError, match=r"absent\.yaml: ce fichier n’existe pas"):
        read_text(tmp_path / "absent.yaml")
    with pytest.raises(DossierError, match="c’est un répertoire"):
        read_text(tmp_path)
    with pytest.raises(DossierError, match="lecture impossible"):
        read_text(tmp_path / "a\0b")
    with pytest.raises(DossierError, match="lecture impossible"):
        read_text(tmp_path / ("a" * 300))


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(DossierError, match="fichier trop grand"):
        read_text(Path("/dev/zero"))


def test_a_name_that_is_no_text_can_be_printed() -> None:
    assert shown(Path(os.fsdecode(b"dossier-\xe9.yaml"))) == "dossier-\ufffd.yaml"
    assert shown(Path("é.yaml")) == "é.yaml"


TEXT = "theme: ITN4\nnom: École d’été\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, TEXT * 1000, '{"a": "é"}'], ids=["short", "long", "json"])
def test_a_text_is_read_in_the_encoding_it_was_saved_in(encoding: str, said: str | None, text: str) -> None:
    found, notes = text_and_notes(text.encode(encoding), "d.yaml")
    assert found == text
    expected = [] if said is None else [f"d.yaml : lu en {said}, car ce n’est pas de l’UTF-8"]
    assert [str(note) for note in notes] == expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        # More letters that are whole than broken: damaged UTF-8, not Windows-1252.
        ("a: éé".encode() + b"\xff", "ce n’est pas de l’UTF-8 (octet 0xFF)"),
        ("é".encode("utf-16") + b"\x00", "fichier en UTF-16 abîmé"),
        (b"\xff\xfe\x00\x00\x00\x00\x11\x00", "fichier en UTF-32 abîmé"),
        (b"a: \xe9\x81", "ce n’est pas de l’UTF-8 (octet 0xE9)"),
        (b"a\x00\x00b", "caractère de contrôle U+0000"),
        (b"\xe9" * (MAX_BYTES + 1), "fichier trop grand"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "ce fichier est un PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00..[Content_Types].xml..xl/workbook.xml", "un classeur Excel (.xlsx)"),
        (b"PK\x03\x04\x14\x00\x06\x00..[Content_Types].xml..word/document.xml", "un document Word (.docx)"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "un document LibreOffice"),
        (b"PK\x03\x04...", "une archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "un ancien document Office"),
        (b"{\\rtf1\\ansi}", "un document RTF"),
        (b"\xff\xd8\xff\xe0", "une image"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>\n", "une page web"),
        (b'<?xml version="1.0"?>', "du XML"),
    ],
)
def test_what_is_no_text_is_told_for_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(DossierError) as error:
        text_and_notes(data, "f.yaml")
    assert said in str(error.value)


def test_every_line_end_is_one() -> None:
    assert decode(b"a: 1\rb: 2\r\nc: 3\n", None) == "a: 1\nb: 2\r\nc: 3\n"
