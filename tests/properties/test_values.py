from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.localization import localization
from relance_rules.values import (
    MAX_AMOUNT,
    Currency,
    Money,
    ParseError,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_rate,
    visible,
)
from rule_sets import EURO

AMOUNTS = st.integers(0, MAX_AMOUNT * 100).map(Money)
SPACES = st.sampled_from(" \u00a0\u202f\u2009\u2007")
AMOUNT_LIKE = st.text("0123456789.,  \u00a0\u202f€kKMEUReuros%/-+'_", max_size=24)

KRONE = Currency("DKK", ("kr", "kkr", "F", "KF"))


def parse(text: str) -> Money:
    return parse_money(text, EURO)


@given(AMOUNT_LIKE | st.from_regex(EURO.usual, fullmatch=True) | st.from_regex(KRONE.usual, fullmatch=True))
def test_a_usual_amount_is_what_it_is_once_tidied(text: str) -> None:
    for currency in (EURO, KRONE):
        assert read(text, currency) == read(f" {text}", currency)


def read(text: str, currency: Currency) -> Money | None:
    try:
        return parse_money(text, currency)
    except ParseError:
        return None


@given(AMOUNTS)
def test_an_amount_survives_being_written(amount: Money) -> None:
    assert parse(str(amount)) == amount
    assert parse(localization("fr", EURO).money(amount)) == amount
    assert parse(str(amount.decimal)) == amount


@given(AMOUNTS, SPACES, st.sampled_from(",."), st.sampled_from(["", " €", "\u00a0EUR"]))
def test_an_amount_is_the_same_with_any_space_mark_and_unit(amount: Money, space: str, mark: str, unit: str) -> None:
    whole, cents = divmod(amount, 100)
    assert parse(f"{whole:,}".replace(",", space) + f"{mark}{cents:02d}{unit}") == amount


@given(st.integers(0, 10**9), st.sampled_from([("k€", 3), ("M€", 6)]))
def test_a_scaled_amount_is_exact(thousandths: int, unit: tuple[str, int]) -> None:
    name, scale = unit
    number = Decimal(thousandths).scaleb(-4)
    exact = Fraction(thousandths, 10**4) * 10**scale * 100
    try:
        assert parse(f"{number:f} {name}") == exact
    except ParseError:
        assert exact.denominator != 1 or exact > MAX_AMOUNT * 100


@given(AMOUNT_LIKE | st.text(max_size=90))
def test_a_text_is_read_or_refused_with_a_message(text: str) -> None:
    for read in (parse, parse_rate, parse_date, parse_boolean, parse_integer, parse_decimal):
        try:
            found = read(text)
        except ParseError as error:
            sentence = localization("fr").say(error.message)
            assert sentence == visible(sentence)
            assert len(sentence) < 400
        else:
            assert found is not None


@given(AMOUNT_LIKE)
def test_what_is_read_as_an_amount_has_the_digits_that_were_written(text: str) -> None:
    try:
        found = parse(text)
    except ParseError:
        return
    digits = "".join(c for c in text if c.isdigit())
    assert str(int(found)).rstrip("0") == digits.strip("0")


@given(st.integers(0, 100 * 10**6))
def test_a_rate_survives_being_written(millionths: int) -> None:
    number = Decimal(millionths).scaleb(-6)
    assert parse_rate(f"{number:f} %") == Fraction(millionths, 10**8)


@given(st.integers(0, 10**9), st.sampled_from(",."))
def test_a_decimal_survives_being_written(millionths: int, mark: str) -> None:
    whole, part = divmod(millionths, 10**6)
    assert parse_decimal(f"{whole}{mark}{part:06d}") == Fraction(millionths, 10**6)


@given(st.text())
def test_a_shown_text_can_always_be_written_and_keeps_its_length(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert shown.encode().decode() == shown
    assert visible(shown) == shown


def test_the_largest_amount_is_the_last_one_read() -> None:
    with pytest.raises(ParseError):
        parse(str(Money(MAX_AMOUNT * 100 + 1)))


@given(st.fractions(0, 1))
def test_a_share_of_something_never_shows_as_nothing_nor_less_than_all_as_all(share: Fraction) -> None:
    shown = localization("fr").rate(share)
    assert (shown == "0\u00a0%") == (share == 0)
    assert (shown == "100\u00a0%") == (share == 1)


@given(st.integers(0, 10**8))
def test_a_rate_that_is_shown_is_read_back_the_same(units: int) -> None:
    rate = Fraction(units, 10**8)
    assert parse_rate(localization("fr").rate(rate)) == parse_rate(localization("en").rate(rate)) == rate
