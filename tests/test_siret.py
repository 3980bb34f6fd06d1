"""The check digits of a SIRET are right where python-stdnum says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siret

from relance_rules.values.siret import has_right_key

DIGITS = st.text("0123456789", min_size=14, max_size=14)
POST = st.text("0123456789", min_size=5, max_size=5).map(lambda rest: f"356000000{rest}")


@st.composite
def nearly_right(draw: st.DrawFn) -> str:
    """Digits whose owner's key is right, and whose own is one of the ten."""
    owner = draw(st.text("0123456789", min_size=8, max_size=8))
    owner = next(f"{owner}{key}" for key in range(10) if siret.siren.is_valid(f"{owner}{key}"))
    return owner + draw(st.text("0123456789", min_size=5, max_size=5))


@given(DIGITS | POST | nearly_right())
def test_a_key_is_right_where_it_is_for_the_register(digits: str) -> None:
    assert has_right_key(digits) is siret.is_valid(digits)
    last = [f"{digits[:13]}{key}" for key in range(10)]
    assert [has_right_key(each) for each in last] == [siret.is_valid(each) for each in last]


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("73282932100072", False),
        ("35600000000048", True),
        ("35600000000049", False),
        ("35600000049837", True),
        ("35600000049838", False),
    ],
)
def test_la_poste_counts_otherwise_but_for_its_head_office(digits: str, right: bool) -> None:
    assert has_right_key(digits) is right is siret.is_valid(digits)
