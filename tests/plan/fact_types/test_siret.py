from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import siret

from relance_rules.plan.fact_types.siret import TYPE
from relance_rules.plan.facts import FactDef
from relance_rules.values import ParseError, Text

FACT = FactDef("siret", Text({"en": "SIRET"}), Text({"en": "Which?"}))
DIGITS = st.text("0123456789", min_size=1, max_size=8)


def with_keys(company: str, place: str) -> str:
    """A number whose two keys are right."""
    company = f"{company:0>8}"
    start = f"{company}{luhn.calc_check_digit(company)}{place[:4]:0>4}"
    return start + luhn.calc_check_digit(start)


def read(text: str) -> str | None:
    try:
        found: str = TYPE.read(text, FACT, None)
    except ParseError:
        return None
    return found


@given(st.builds(with_keys, DIGITS, DIGITS) | st.text("0123456789", min_size=14, max_size=14))
@example("35600000000048")  # the head office of the post
@example("35600000049837")  # another of its offices, by its own key
@example(with_keys("35600000", "1"))  # whose own key is wrong, and the usual ones right
@example("00000000000000")
def test_a_number_is_read_where_the_library_finds_its_keys_right(number: str) -> None:
    assert read(number) == (number if siret.is_valid(number) and number.strip("0") else None)


@given(st.builds(with_keys, DIGITS, DIGITS), st.integers(0, 13), st.integers(1, 9))
def test_a_slip_of_one_digit_is_seen(number: str, place: int, slip: int) -> None:
    other = f"{number[:place]}{(int(number[place]) + slip) % 10}{number[place + 1 :]}"
    assert not (read(number) and read(other)) or number.startswith("356000000") or other.startswith("356000000")
