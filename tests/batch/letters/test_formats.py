"""A law of letters: the same sentences in every format, whatever a dossier holds."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_rules import DossierError
from relance_rules.batch.letters.formats import letter_formats, read_template, shipped_file, shipped_template
from relance_rules.batch.letters.parts import letter_parts
from relance_rules.batch.letters.shipped import PARAGRAPHS
from relance_rules.batch.letters.vocabulary import KINDS, NAMES
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import localization
from relance_rules.showing.blocks import shown
from rule_sets import Trial, said

from ..helpers import FR, acting, attacks, batch, write_lines
from .helpers import changed, paragraphs, part, with_part

TEMPLATES = {name: shipped_template(name, FR) for name in letter_formats()}
FOOT = {"docx": "word/footer1.xml", "odt": "styles.xml"}


def in_each_format(parts: Any) -> dict[str, list[str]]:
    return {name: paragraphs(name, template.fill(parts, FR)) for name, template in TEMPLATES.items()}


def test_there_are_three_formats() -> None:
    assert list(TEMPLATES) == ["docx", "md", "odt"]
    assert {name: template.extension for name, template in TEMPLATES.items()} == {
        name: f".{name}" for name in TEMPLATES
    }


def test_every_format_says_the_same_of_a_dossier_of_any_state(mixed: tuple[list[Submission], Summary]) -> None:
    met = set()
    for submission in mixed[0]:
        found = in_each_format(letter_parts(submission, date(2021, 3, 1)))
        assert found["docx"] == found["odt"] == found["md"]
        assert len(found["md"]) > 8
        met.add(submission.status)
    assert met == {"ready", "incomplete", "ineligible", "error"}


def test_every_format_says_the_same_of_what_attacks(trial_theme: Trial, tmp_path: Path) -> None:
    found, _ = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", attacks()))
    counts = set()
    for submission in found:
        told = in_each_format(letter_parts(submission, None))
        assert told["docx"] == told["odt"]
        # What Markdown shows has no more spaces than HTML would show.
        assert [" ".join(text.split(" ")) for text in told["docx"]] == told["md"]
        assert not [text for text in told["docx"] if acting(text)]
        counts.add(len(told["docx"]))
    # An attack adds no paragraph.
    assert len(counts) == 1


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.sampled_from(
    ["{{7*7}}", "{{ dossier }}", "<w:p>", "&amp; & &#0;", "]]>", "=1+1", "\u202exe", "\x00\x0b\ufffe", "{% x %}"]
)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional={name.key: st.lists(TEXTS, min_size=1, max_size=3) for name in NAMES}))
def test_what_is_put_in_a_letter_is_only_text(given: dict[str, list[str]]) -> None:
    parts = {name.key: given.get(name.key, [])[: None if KINDS[name.key] == "list" else 1] for name in NAMES}
    docx, odt = (paragraphs(name, TEMPLATES[name].fill(parts, FR)) for name in ("docx", "odt"))
    assert docx == odt
    for text in (shown(text, FR) for text in parts["grounds"]):
        assert not text or text in docx


def test_a_letter_is_the_same_bytes_each_time(mixed: tuple[list[Submission], Summary]) -> None:
    parts = letter_parts(mixed[0][0], None)
    for name, template in TEMPLATES.items():
        assert template.fill(parts, FR) == shipped_template(name, FR).fill(parts, FR)


@pytest.mark.parametrize("name", ["docx", "odt"])
def test_the_foot_of_a_page_has_its_marks_too(name: str, mixed: tuple[list[Submission], Summary]) -> None:
    letter = TEMPLATES[name].fill(letter_parts(mixed[0][0], None), FR)
    assert "2021-1 · page " in "".join(part(letter, FOOT[name]).itertext())


def test_the_shipped_letter_uses_every_list_and_only_names_that_there_are() -> None:
    for name in letter_formats():
        text = "\n".join(paragraphs(name, shipped_file(name, FR)))
        marks = set(re.findall(r"\{\{ (?!si |sans )(.*?) \}\}", text.replace("\u00a0", " ")))
        assert marks <= {each.spelled for each in NAMES}
        assert marks >= {each.spelled for each in NAMES if each.kind == "list"}
    assert len({each.style for each in PARAGRAPHS}) == 8


def test_the_shipped_letter_is_in_the_language_of_its_reader() -> None:
    english = localization("en")
    for name in letter_formats():
        assert "(Name of your department)" in paragraphs(name, shipped_file(name, english))
        read = shipped_template(name, english)
        assert read.extension == f".{name}"


@pytest.mark.parametrize("name", ["docx", "md", "odt"])
def test_an_edited_template_is_what_letters_are_set_in(
    name: str, mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    where = {"docx": "word/document.xml", "odt": "content.xml"}
    data = shipped_file(name, FR)
    if name == "md":
        data = data.replace(b"(Nom de votre service)", b"Mission & Co")
    else:
        data = changed(data, where[name], "(Nom de votre service)", "Mission &amp; Co")
    path = tmp_path / f"modele.{name}"
    path.write_bytes(data)
    template = read_template(path)
    assert paragraphs(name, template.fill(letter_parts(mixed[0][0], None), FR))[0] == "Mission & Co"


@pytest.mark.parametrize("name", ["docx", "odt"])
def test_whatever_else_a_template_holds_goes_to_its_letters(
    name: str, mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    path = tmp_path / f"modele.{name}"
    path.write_bytes(with_part(shipped_file(name, FR), "Pictures/logo.png", b"\x89PNG"))
    letter = read_template(path).fill(letter_parts(mixed[0][0], None), FR)
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        assert archive.read("Pictures/logo.png") == b"\x89PNG"
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == {
            "docx": ("[Content_Types].xml", zipfile.ZIP_DEFLATED),
            "odt": ("mimetype", zipfile.ZIP_STORED),
        }[name]


def test_a_template_of_no_format_or_of_another_is_refused(tmp_path: Path) -> None:
    for file, asked, expected in (
        ("modele.doc", None, "« .doc » ne convient pas ; attendue : .docx, .md, .odt"),
        ("modele", None, "« modele » ne convient pas ; attendue : .docx, .md, .odt"),
        ("modele.odt", "docx", "« .odt » ne convient pas ; attendue : .docx"),
    ):
        with pytest.raises(DossierError) as error:
            read_template(tmp_path / file, asked)
        assert said(error.value.problems[0].message).endswith(expected)
