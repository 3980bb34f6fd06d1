"""Bytes as the script decodes them: the same text, the same notes and the same faults as in Python."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.targets.javascript.texts import FR, said, told

from relance_rules.loading.files import MAX_BYTES, text_and_notes

pytestmark = pytest.mark.long


READ = """(bytes, name) => told(decodeBytes(Uint8Array.from(bytes), name), ({ text, notes }) => [
  text, notes.map((note) => language.say(note)),
])"""
TEXT = "# é à ü € 😀\na: 'œuvre'\nb: \"x\"\n"
WHOLE = [
    TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), b"\xef\xbb\xbf" * 2 + TEXT.encode(), TEXT.encode("utf-16"),
    TEXT.encode("utf-16-be"), TEXT.encode("utf-16-le"), TEXT.encode("utf-32"), TEXT.encode("utf-32-be"),
    b"\xfe\xff" + TEXT.encode("utf-16-be"), b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"),
    TEXT.replace(" 😀", "").encode("cp1252"),
]  # fmt: skip
OTHERS = [
    b"%PDF-1", b"PK\x03\x04 xl/a", b"PK\x03\x04 word/", b"PK\x03\x04" + b"x" * 10 + b"opendocument",
    b"PK\x03\x04" + b"x" * 101 + b"opendocument", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"GIF8", b" <HTML>",
    b"<htmlx>", b"\xef\xbb\xbf<?xml version", b"a\x00b", b"", b"a\rb\r\nc\r\r\n", "a\x85b\u2028".encode(), b"a\x7f",
    b"abc\ndef\xffg", b"\xef\xbb\xbfabc\ndef\xff", b"\xef\xbb\xbf\xff", "é".encode() * 5 + b"\xff\xc3(",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"\xc3", b"\xff\xfea", b"\xff\xfe\x00\xd8a\x00",
    "<html>".encode("utf-16"), b"\xff\xfe\x00\x00\x00\x00\x11\x00", b"\xff\xfe\x00\x00\x00\xd8\x00\x00", b"\x81\x82",
    b"caf\xe9 \x81", b"\xe9" * 10 + b"\n\x80\x99", "é\n😀x".encode() + b"\xe2\x82\n",
]  # fmt: skip


def test_bytes_are_decoded_as_python_does(script: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - the same on every run
    cases = [*WHOLE, *OTHERS]
    for _ in range(800):
        data = bytearray(chance.choice(WHOLE + OTHERS[12:]))
        for _ in range(chance.choice((1, 2, 3))):
            at, kind = chance.randrange(len(data) + 1), chance.random()
            if kind < 0.7:
                byte = chance.choice(
                    (0, 0x80, 0xC3, 0xE2, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 13, 10, 0x85, 0x9D, 0xF0, 0x41)
                )
                data[at : at + (kind < 0.3)] = bytes([byte])
            else:
                del data[at : at + 1]
        cases.append(bytes(data))

    def read(data: bytes, name: str | None) -> object:
        text, notes = text_and_notes(data, name)
        return [text, [FR.say(note) for note in notes]]

    asking = [(data, "f.yaml") for data in cases] + [(data, None) for data in (*WHOLE, *OTHERS)]
    for each, found in zip(asking, said(script, READ, [[list(data), name] for data, name in asking]), strict=True):
        assert found == told(lambda each=each: read(*each)), each  # type: ignore[misc]


def test_what_is_too_large_is_refused(script: Path) -> None:
    call = READ.replace("Uint8Array.from(bytes)", "new Uint8Array(bytes).fill(97)")
    over, under = said(
        script, call.replace("  text,", "  text.length,"), [[MAX_BYTES + 1, "f.yaml"], [MAX_BYTES, "f.yaml"]]
    )
    assert over == told(lambda: text_and_notes(b"a" * (MAX_BYTES + 1), "f.yaml"))
    assert under == [MAX_BYTES, []]
