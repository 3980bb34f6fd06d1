"""What people type is read as it is meant, however they type it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import Rules, load_rules
from relance_rules.plan.answers import read_value
from relance_rules.plan.facts import FactDef
from relance_rules.values import ParseError
from relance_rules.values.countries import COUNTRIES, country_names, country_of
from relance_rules.values.spelling import normal, tidy

_rules: Callable[[], Rules] = cache(load_rules)

WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "no accents": lambda text: "".join(c for c in normalize("NFKD", text) if not combining(c)),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "straight apostrophes": lambda text: text.replace("’", "'"),
    "quotes": lambda text: f"« {text} »",
    "curly quotes": lambda text: f"“{text}”",
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow spaces": lambda text: f"\u202f{text}\u202f".replace(" ", "\u202f"),
    "no width": lambda text: "\u200b".join(text),
    "no-break hyphens": lambda text: text.replace("-", "\u2011"),
    "composed apart": lambda text: normalize("NFD", text),
}


def choices() -> Iterator[tuple[FactDef, str, str]]:
    """Each way to write each value of each choice of the vocabulary."""
    for fact in _rules().vocabulary.values():
        for name, value in (fact.values or {}).items():
            for text in (name, *value.label.values(), *value.also):
                yield fact, text, name


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_every_label_of_every_choice_is_read_as_its_value(way: Callable[[str], str]) -> None:
    listed = list(choices())
    assert len({language for fact, _, name in listed for language in fact.values[name].label}) == 2  # type: ignore[index]
    for fact, text, name in listed:
        assert read_value(way(text), fact, None) == name, text


def test_a_label_with_a_slip_suggests_its_own_value_and_no_other() -> None:
    for fact, text, name in choices():
        slip = text[: len(text) // 2] + text[len(text) // 2 + 1 :]
        if len(text) < 6 or fact.value_of(slip) is not None:
            continue
        with pytest.raises(ParseError) as error:
            read_value(slip, fact, None)
        assert error.value.message.values["near"].values["near"] == name, slip


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_every_theme_is_found(way: Callable[[str], str]) -> None:
    for code in _rules():
        assert _rules().code(way(code)) == code


def test_every_name_of_a_country_is_the_name_of_one_country() -> None:
    from babel import Locale

    names = country_names()
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if code in COUNTRIES:
                assert names[normal(name)] == country_of(name.upper()) == code
    assert set(names.values()) == COUNTRIES


@given(st.text(max_size=60))
def test_what_is_normal_stays_so(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert normal(tidy(text)) == once
    assert tidy(tidy(text)) == tidy(text)
    assert normal(text.upper()) == normal(text.upper().lower())
