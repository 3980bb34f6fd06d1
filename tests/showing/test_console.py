"""What standard output can hold: marks stay apart in any encoding, and what a program reads is UTF-8."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.batch.outputs.text import _MARKS as BATCH_MARKS
from relance_rules.showing.console import PLAIN_SIGNS, held, print_data
from relance_rules.showing.labels import MARKS

from .helpers import ROOT

NARROW = ("ascii", "latin-1", "cp1252", "cp850")


@pytest.mark.parametrize("encoding", NARROW)
def test_marks_stay_apart(encoding: str) -> None:
    for marks in ([mark for mark, _ in MARKS.values()], list(BATCH_MARKS.values())):
        assert len({held(mark, encoding) for mark in marks}) == len(marks)
    assert held("?", encoding) == "?"


def test_french_keeps_its_accents_where_it_can_and_its_letters_everywhere() -> None:
    text = "L’œuvre « déjà » coûte 1\u202f200,50\u00a0€ – à Ô, n°\u00a03…"
    assert held(text, "utf-8") == text
    assert held(text, "latin-1") == "L'oeuvre « déjà » coûte 1\u202f200,50\u00a0EUR - à Ô, n°\u00a03..."
    assert held(text, "ascii") == 'L\'oeuvre " deja " coute 1\u202f200,50\u00a0EUR - a O, no\u00a03...'
    assert text.encode("ascii", PLAIN_SIGNS) == b'L\'oeuvre " deja " coute 1 200,50 EUR - a O, no 3...'


@given(st.text(st.characters(exclude_characters="?")), st.sampled_from((*NARROW, "utf-8")))
def test_no_text_ends_in_question_marks_or_in_an_error(text: str, encoding: str) -> None:
    written = text.encode(encoding, PLAIN_SIGNS)
    assert b"?" not in written
    assert held(text, encoding).encode(encoding, PLAIN_SIGNS) == written


def test_a_document_is_in_utf_8_whatever_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", newline="\r\n"))
    print_data('{"é": "✓ \udce9"}')
    sys.stdout.flush()
    assert raw.getvalue().decode("utf-8") == '{"é": "✓ \\udce9"}\n'


def sources() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "src").rglob("*.py"):
        yield path.name, path.read_text(encoding="utf-8")


def test_every_command_prints_its_documents_as_such() -> None:
    printed = re.compile(r"\b(?:echo|print)\(\s*(?:json_text|\w+_(?:junit|sarif|github|gitlab))\(")
    assert [name for name, text in sources() if printed.search(text)] == []
    assert sum("print_data(" in text for _, text in sources()) > 5
