from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.helpers import rules
from relance_rules.dossiers.tables import columns
from relance_rules.dossiers.tables.columns import Titles

TITLES = Titles(rules().plan)
KNOWN = sorted(frozenset().union(*TITLES._known.values()))


def alike(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) > 3 and SequenceMatcher(None, word, other).ratio() >= 0.84)


@given(st.sampled_from(KNOWN), st.integers(0, 20), st.text("aeisntréβ1", max_size=2), st.integers(0, 2))
def test_words_that_are_not_compared_are_not_alike(known: str, place: int, put: str, cut: int) -> None:
    word = known[:place] + put + known[place + cut :]
    assert TITLES._alike(word) == {word, *(other for other in KNOWN if alike(word, other))}


def test_a_table_of_many_long_titles_is_soon_told_far_from_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    class Counting(SequenceMatcher[str]):
        def ratio(self) -> float:
            nonlocal compared
            compared += 1
            return super().ratio()

    monkeypatch.setattr(columns, "SequenceMatcher", Counting)
    stems = ("lorem", "ipsum", "dolor", "sit", "amet", "consectetur")
    words = [f"{stems[number % 6]}{number:03}" for number in range(400)]
    for place in range(0, 400, 20):
        assert TITLES.near(" ".join(words[place : place + 20])) is None
    assert compared < 0.02 * len(words) * len(KNOWN)
