"""Numbers, amounts and days are written as Babel writes them: its data is copied, and its rules are followed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, list_currencies
from hypothesis import given
from hypothesis import strategies as st
from tools.formats import LOCALES, text

from relance_rules.localization import formats
from relance_rules.localization.formats import FILE, LanguageCode
from relance_rules.values import Money

LANGUAGES = st.sampled_from(list(LOCALES))
CURRENCIES = sorted({*list_currencies(), *get_global("currency_fractions")} - {"DEFAULT"})
HUNDREDTHS = st.integers(-(10**16), 10**16)


def test_the_words_and_the_signs_are_those_of_babel() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run: make messages"


@pytest.mark.parametrize("language", LOCALES)
def test_every_currency_is_written_as_babel_writes_it(language: LanguageCode) -> None:
    assert len(CURRENCIES) > 200
    for currency in CURRENCIES:
        for hundredths in (0, 7, -7, 50, 150, 250, -50, 99_950, 100_000, 123_456_789_01):
            expected = format_currency(Money(hundredths).decimal, currency, locale=LOCALES[language])
            assert formats.amount(hundredths, language, currency) == expected, (currency, hundredths)


@given(HUNDREDTHS, LANGUAGES, st.sampled_from(["EUR", "CHF", "JPY", "TND", "CLF", "XOF"]))
def test_so_is_any_amount(hundredths: int, language: LanguageCode, currency: str) -> None:
    value, locale = Money(hundredths).decimal, LOCALES[language]
    assert formats.amount(hundredths, language, currency) == format_currency(value, currency, locale=locale)
    assert formats.amount(hundredths, language, None) == format_decimal(value, "#,##0.00", locale=locale)


@given(st.integers(-(10**12), 10**18), st.integers(0, 16), LANGUAGES)
def test_so_is_any_percentage(units: int, places: int, language: LanguageCode) -> None:
    space = "\u00a0" if language == "fr" else ""
    pattern = f"#,##0.{'#' * places}{space}%"
    expected = format_percent(Decimal(units).scaleb(-places - 2), pattern, locale=LOCALES[language])
    assert formats.percentage(units, places, language) == expected


@given(st.decimals(-(10**15), 10**15, allow_nan=False) | st.decimals(-2, 2, places=7), LANGUAGES)
def test_so_is_any_number(value: Decimal, language: LanguageCode) -> None:
    assert formats.number(value, language) == format_decimal(value, "#,##0.######", locale=LOCALES[language])


@given(st.dates(), LANGUAGES)
def test_so_is_any_day(day: date, language: LanguageCode) -> None:
    written = format_date(day, "d MMMM y", locale=LOCALES[language])
    first = day.day == 1 and language == "fr"
    assert formats.day(day, language) == (f"1er{written[1:]}" if first else written)
    assert formats.month(day, language) == format_date(day, "MMMM y", locale=LOCALES[language])
