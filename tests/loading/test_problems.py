from __future__ import annotations

import pickle

import pytest

from relance_rules.loading.problems import DossierError, Problem, RelanceError, RuleError, distinct, excerpt
from relance_rules.values import Message


def test_an_error_reads_as_places_and_sentences() -> None:
    error = RuleError([Problem(Message("a {x}", {"x": 1}), "f", 2, 3), Problem(Message("b"))])
    assert str(error) == "f:2:3: a 1; b"
    assert len(error.problems) == 2


@pytest.mark.parametrize(("line", "shown"), [(1, "a"), (2, "b"), (3, ""), (0, None), (4, None)])
def test_an_excerpt_is_the_line(line: int, shown: str | None) -> None:
    assert excerpt("a\r\nb\r\n", line) == shown


def test_an_excerpt_has_a_bound() -> None:
    assert excerpt("x" * 50_000, 1) == "x" * 10_000


@pytest.mark.parametrize("kind", [RuleError, DossierError])
def test_an_error_survives_its_way_between_processes(kind: type[RelanceError]) -> None:
    error = kind([Problem(Message("a {x}", {"x": 1}), "f", 2, 3, "ligne")])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert type(again) is kind
    assert again.problems == error.problems
    assert isinstance(again, RelanceError)


def test_each_thing_is_told_once() -> None:
    one, other = Message("a", {"x": 1}), Message("a", {"x": 2})
    assert distinct([one, other, Message("a", {"x": 1})]) == [one, other]
