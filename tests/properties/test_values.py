from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.localization import localization
from relance_rules.values import (
    MAX_EUROS,
    Euro,
    ParseError,
    floor_cents,
    parse_boolean,
    parse_date,
    parse_euro,
    parse_integer,
    parse_rate,
    visible,
)

EUROS = st.integers(0, MAX_EUROS * 100).map(Euro)
SPACES = st.sampled_from(" \u00a0\u202f\u2009\u2007")
AMOUNT_LIKE = st.text("0123456789.,  \u00a0\u202f€kKMEUReuros%/-+'_", max_size=24)


@given(EUROS)
def test_an_amount_survives_being_written(amount: Euro) -> None:
    assert parse_euro(str(amount)) == amount
    assert parse_euro(localization("fr").money(amount)) == amount
    assert parse_euro(str(amount.decimal)) == amount


@given(EUROS, SPACES, st.sampled_from(",."), st.sampled_from(["", " €", "\u00a0EUR"]))
def test_an_amount_is_the_same_with_any_space_mark_and_unit(amount: Euro, space: str, mark: str, unit: str) -> None:
    whole, cents = divmod(amount, 100)
    assert parse_euro(f"{whole:,}".replace(",", space) + f"{mark}{cents:02d}{unit}") == amount


@given(st.integers(0, 10**9), st.sampled_from([("k€", 3), ("M€", 6)]))
def test_a_scaled_amount_is_exact(thousandths: int, unit: tuple[str, int]) -> None:
    name, scale = unit
    number = Decimal(thousandths).scaleb(-4)
    exact = Fraction(thousandths, 10**4) * 10**scale * 100
    try:
        assert parse_euro(f"{number:f} {name}") == exact
    except ParseError:
        assert exact.denominator != 1 or exact > MAX_EUROS * 100


@given(AMOUNT_LIKE | st.text(max_size=90))
def test_a_text_is_read_or_refused_with_a_message(text: str) -> None:
    for parse in (parse_euro, parse_rate, parse_date, parse_boolean, parse_integer):
        try:
            found = parse(text)
        except ParseError as error:
            sentence = localization("fr").say(error.message)
            assert sentence == visible(sentence)
            assert len(sentence) < 400
        else:
            assert found is not None


@given(AMOUNT_LIKE)
def test_what_is_read_as_an_amount_has_the_digits_that_were_written(text: str) -> None:
    try:
        found = parse_euro(text)
    except ParseError:
        return
    digits = "".join(c for c in text if c.isdigit())
    assert str(int(found)).rstrip("0") == digits.strip("0")


@given(st.fractions(0, 10**9))
def test_rounding_down_never_exceeds_and_loses_less_than_a_cent(amount: Fraction) -> None:
    assert 0 <= amount - floor_cents(amount) < 1


@given(st.integers(0, 100 * 10**6))
def test_a_rate_survives_being_written(millionths: int) -> None:
    number = Decimal(millionths).scaleb(-6)
    assert parse_rate(f"{number:f} %") == Fraction(millionths, 10**8)


@given(st.text())
def test_a_shown_text_can_always_be_written_and_keeps_its_length(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert shown.encode().decode() == shown
    assert visible(shown) == shown


def test_the_largest_amount_is_the_last_one_read() -> None:
    with pytest.raises(ParseError):
        parse_euro(str(Euro(MAX_EUROS * 100 + 1)))
