"""The engine answers every stored dossier as it did when the answers were recorded.

A change of answers that is meant is seen with ``python -m tests.conformance.compare``, and recorded by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

import pytest

from relance_rules import Rules, load_rules

from .corpus import (
    DOSSIERS,
    RETIRED,
    Record,
    answer_of,
    differences,
    problems_of,
    read_corpus,
    read_lines,
    read_questions,
    read_unreadable,
    read_wholes,
    report_of,
)

THEMES = (
    *("ITN1", "ITN2", "ITN3", "ITN4", "ITN5", "ITN6", "ITN8A", "ITN8B", "ITN8C", "ITN8D"),
    *("SNAP1", "SNAP2A", "SNAP2B", "SNAP3", "SNAP4", "SNAP5"),
)
SHOWN = 5
"""A change of the engine can differ thousands of times; the first ones tell what it is."""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@cache
def records() -> Mapping[str, list[Record]]:
    by_theme: dict[str, list[Record]] = {}
    for record in read_corpus():
        by_theme.setdefault(record.theme, []).append(record)
    return by_theme


def differing(answers: Iterable[tuple[str, Any, Any]]) -> str:
    """The first differences of answers, given with their ids as what was recorded and what is found."""
    told: Iterator[str] = (
        f"{name}: {path}: expected {was!r}, found {now!r}"
        for name, expected, found in answers
        for path, was, now in differences(expected, found)
    )
    return "\n".join(islice(told, SHOWN))


def test_every_theme_has_its_dossiers() -> None:
    assert set(records()) == set(THEMES)
    assert all(len(of_theme) > 625 for of_theme in records().values())
    for of_theme in records().values():
        verdicts = [record.answer["verdict"] for record in of_theme if record.answer is not None]
        assert min(verdicts.count(verdict) for verdict in ("eligible", "ineligible", "undetermined")) > 100


@pytest.mark.parametrize("theme", THEMES)
def test_answers_are_those_recorded(theme: str, rules: Rules) -> None:
    found = ((record.id, record.answer, answer_of(report_of(record, rules))) for record in records()[theme])
    assert differing(found) == ""


def test_whole_reports_are_those_recorded(rules: Rules) -> None:
    wholes = list(read_wholes())
    assert len(wholes) == 200
    found = (
        (f"{whole.question.id} ({language})", report, report_of(whole.question, rules, language))
        for whole in wholes
        for language, report in whole.reports.items()
    )
    assert differing(found) == ""


def test_unreadable_dossiers_have_the_problems_recorded(rules: Rules) -> None:
    unreadable = list(read_unreadable())
    assert len(unreadable) == 100
    assert differing((each.id, each.problems, problems_of(each.dossier, rules)) for each in unreadable) == ""


def test_differences_tell_keys_values_types_and_order() -> None:
    was = {"a": 1, "b": {"c": [1, None]}, "d": 0}
    assert differences(was, {"a": 1, "b": {"c": [1, None]}, "d": 0}) == []
    assert differences(was, {"a": True, "b": {"c": [1, 2]}, "e": 0}) == [
        ("a", 1, True),
        ("b.c[1]", None, 2),
        ("d", 0, "(absent)"),
        ("e", "(absent)", 0),
    ]
    assert differences({"a": [1]}, {"a": [1, 2]}) == [("a", [1], [1, 2])]
    assert differences({"a": 1, "b": 2}, {"b": 2, "a": 1}) == [(" (order)", ["a", "b"], ["b", "a"])]


def test_no_dossier_states_what_is_retired_and_only_that_is_left_out() -> None:
    stored = list(read_lines(DOSSIERS))
    changed = 0
    for line, question in zip(stored, read_questions(), strict=True):
        taken = {path for path in RETIRED if path[1] in (line["dossier"].get(path[0]) or ())}
        for group, name in taken:
            assert name not in question.dossier[group]
            del line["dossier"][group][name]
        changed += bool(taken)
        assert line["dossier"] == question.dossier
    assert 0 < changed < len(stored) / 10
