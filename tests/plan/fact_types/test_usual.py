"""What reads usual values in a faster way reads them as the type does, and leaves all others to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import SchemaValidator, core_schema

from relance_rules import Money, load_rules
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef
from relance_rules.values import Text

CURRENCY = load_rules().plan.currency
LABEL = Text({"fr": "essai"})
FACTS = {name: FactDef(name, LABEL, LABEL) for name, kind in FACT_TYPES.items() if kind.sort != "group"}
PLAIN_TEXT = SchemaValidator(core_schema.str_schema(strict=True, **FACT_TYPES["text"].plain or {}))
USUAL = {name: FACT_TYPES[name].usual(CURRENCY) for name in FACTS}

# Digits, what groups them and what parts them; letters; blanks, of those that are seen and of those that are not.
SIGNS = "0123456789  \u00a0\u202f\u2009.,-€kM%/aé'«\t\n\x7f\u200b\u2028\u2800\u3164\ufeff\ud800٣²"
TEXTS = (
    st.text(SIGNS, max_size=16) | st.text(max_size=6) | st.from_regex(r"[0-9]{1,3}( ?[0-9]{3}){0,4}([.,][0-9]{2})? ?€?")
)
SINGLES: Any = st.one_of(
    *(TEXTS, st.integers(-2, 2), st.integers(10**12 - 1, 10**12 + 1), st.booleans(), st.none(), st.decimals(places=2)),
    *(st.fractions(0, 2), st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.floats(), st.just(Money(200))),
)


def is_plain(value: Any) -> bool:
    try:
        PLAIN_TEXT.validate_python(value)
    except ValueError:
        return False
    return True


@given(st.sampled_from(sorted(FACTS)), SINGLES)
def test_a_usual_value_is_read_as_its_type_reads_it(name: str, value: Any) -> None:
    found = USUAL[name](value)
    if found is not None:
        read = read_value(value, FACTS[name], CURRENCY)
        assert (type(found), found) == (type(read), read)
        assert not is_absent(value)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        *(("boolean", True, True), ("boolean", False, False), ("integer", 0, 0), ("integer", 10**12, 10**12)),
        *(("money", 0, Money(0)), ("money", "0", Money(0)), ("money", "1 200\u00a0000,05 €", Money(120000005))),
        *(("money", "12.50", Money(1250)), ("money", 10**12, Money(10**14)), ("money", "1000000000000", Money(10**14))),
        *(("siret", "130 025 265 00013", "13002526500013"), ("siret", "13002526500013", "13002526500013")),
    ],
)
def test_most_values_are_usual(name: str, value: Any, read: Any) -> None:
    found = USUAL[name](value)
    assert (type(found), found) == (type(read), read)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("boolean", 1), ("boolean", "oui"), ("boolean", Decimal(1)), ("integer", True), ("integer", -1)),
        *(("integer", Money(2)), ("integer", Fraction(2)), ("integer", 10**12 + 1), ("money", True), ("money", -1)),
        *(
            ("money", Money(2)),
            ("money", "01"),
            ("money", "1 20"),
            ("money", "1,5"),
            ("money", "1,200"),
            ("money", " 1"),
        ),
        *(("money", "1000000000000,01"), ("money", "1,2 M€"), ("siret", "13002526500014"), ("siret", 13002526500013)),
        *(("siret", "0" * 14), ("siret", "356" + "0" * 11), ("text", "a"), ("date", "2021-02-12")),
    ],
)
def test_what_is_doubtful_is_left_to_its_type(name: str, value: Any) -> None:
    assert USUAL[name](value) is None


@given(SINGLES)
def test_a_plain_text_is_read_as_it_is(value: Any) -> None:
    if is_plain(value):
        assert type(value) is str
        assert read_value(value, FACTS["text"], CURRENCY) == value
        assert not is_absent(value)


PLAIN = ["a", "!", "Où ça ?", "x" * 5000, "~", "é", "1"]
NOT_PLAIN = ["", " a", "a ", " ", "a\u00a0", "\u2000", "\u2800", "\u3164a", "a\n", "a\ud800", "x" * 5001, 1, None]


@pytest.mark.parametrize(("value", "plain"), [*((one, True) for one in PLAIN), *((one, False) for one in NOT_PLAIN)])
def test_what_is_plain_is_a_text_with_no_blank_around_it(value: Any, plain: bool) -> None:
    assert is_plain(value) is plain


def test_without_a_currency_no_amount_is_usual() -> None:
    assert FACT_TYPES["money"].usual(None)(1) is None
