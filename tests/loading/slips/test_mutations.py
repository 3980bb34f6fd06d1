"""Slips at random: whatever one key too many does to a dossier, what is said of it is ours, and stands in the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_rules import DossierError
from relance_rules.dossiers.documents import parse_document
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import Problem
from relance_rules.localization import localization

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples" / "dossiers").glob("*/*.yaml"))
TEXTS = [path.read_text("utf-8") for path in EXAMPLES]
SIGNS = "\"'[]{}:,#-@%*&!|>`?\\~= \t\n0aé“«»–\u00a0\u202f\u200b\u2028\x85"

PARSERS = re.compile(r"mapping val|expect|found|while|token|scann|could not|delimit|Untermin|Invalid|Extra", re.I)


def as_json(text: str) -> str:
    data = parse_yaml(text).data()
    return json.dumps(data, ensure_ascii=False, indent=1)


def mutated(draw: Any, text: str) -> str:
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(text) - 1))
        what = draw(st.sampled_from(["delete", "insert", "replace"]))
        put = "" if what == "delete" else draw(st.sampled_from(SIGNS))
        text = text[:at] + put + text[at + (what != "insert") :]
    return text


def check(text: str) -> None:
    try:
        parse_document(text.encode(), "d")
    except DossierError as error:
        for problem in error.problems:
            says_where_and_what(problem, text)


def says_where_and_what(problem: Problem, text: str) -> None:
    lines = text.split("\n")
    assert problem.line is not None
    assert problem.column is not None
    assert 1 <= problem.line <= len(lines)
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    said = [str(problem.message), localization("en").say(problem.message)]
    # What is quoted from the file is not our own.
    assert not PARSERS.search(re.sub(r"« [^»]* »", "", said[0]))
    assert said[0] != said[1]
    assert problem.proposal != lines[problem.line - 1]


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_a_random_slip_in_yaml(data: st.DataObject) -> None:
    check(mutated(data.draw, data.draw(st.sampled_from(TEXTS))))


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_a_random_slip_in_json(data: st.DataObject) -> None:
    check(mutated(data.draw, as_json(data.draw(st.sampled_from(TEXTS[:6])))))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_has_no_slip(path: Path) -> None:
    assert parse_document(path.read_bytes(), "d").notes == ()
