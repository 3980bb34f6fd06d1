from __future__ import annotations

import pytest

from relance_rules.loading.problems import InputError, Problem, excerpt, nearest, suggestion
from relance_rules.values import Message
from rule_sets import said


def test_an_error_reads_as_places_and_sentences() -> None:
    error = InputError([Problem(Message("a {x}", {"x": 1}), "f", 2, 3), Problem(Message("b"))])
    assert str(error) == "f:2:3: a 1; b"
    assert len(error.problems) == 2


@pytest.mark.parametrize(("line", "shown"), [(1, "a"), (2, "b"), (3, ""), (0, None), (4, None)])
def test_an_excerpt_is_the_line(line: int, shown: str | None) -> None:
    assert excerpt("a\r\nb\r\n", line) == shown


def test_an_excerpt_fits_on_a_screen() -> None:
    assert excerpt("x" * 5000, 1) == "x" * 100


@pytest.mark.parametrize(
    ("word", "near"),
    [("portuers", "porteurs"), ("PORTEURS", "porteurs"), ("projets", "projet"), ("zzz", None), ("", None)],
)
def test_the_nearest_word_is_proposed(word: str, near: str | None) -> None:
    assert nearest(word, ["porteurs", "projet"]) == near


def test_a_suggestion_is_the_nearest_word_or_all_of_them() -> None:
    assert said(suggestion("projt", ["porteurs", "projet"])) == "vouliez-vous dire « projet » ?"
    assert said(suggestion("zzz", ["porteurs", "projet"])) == "accepté : porteurs, projet"
    assert said(suggestion("zzz", [])) == "aucun n’est attendu ici"
