"""A line under which a fault is shown: whole where it fits, cut around the fault where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from relance_rules.showing.excerpts import underlined


def test_a_line_that_fits_is_whole() -> None:
    assert underlined("  nom: x", 3, 6) == ("  nom: x", "  ^^^")
    assert underlined("  nom: x", 8) == ("  nom: x", "       ^")
    assert underlined("", 1) == ("", "^")
    assert underlined("x" * 76, 76) == ("x" * 76, " " * 75 + "^")


@pytest.mark.parametrize(
    ("line", "column", "cells"),
    [("été: @", 6, 5), ("\tnom: @", 7, 6), ("日本: @", 5, 6), ("e\u0301: @", 5, 3), ("a\x1b[31m: @", 9, 8)],
)
def test_carets_count_the_cells_of_a_terminal(line: str, column: int, cells: int) -> None:
    shown, carets = underlined(line, column)
    assert carets == " " * cells + "^"
    assert "\x1b" not in shown
    assert "\t" not in shown


def test_a_wide_fault_has_wide_carets() -> None:
    assert underlined("a: 日本", 4, 6) == ("a: 日本", "   ^^^^")


def test_what_is_past_the_end_is_at_the_end() -> None:
    assert underlined("nom:", 5) == underlined("nom:", 99) == ("nom:", "    ^")
    assert underlined("nom:", 2, 99) == ("nom:", " ^^^")


def test_the_end_of_a_long_line_is_shown_with_what_is_before_it() -> None:
    shown, carets = underlined(f"{'x' * 200}@{'y' * 9}", 201)
    assert shown == f"…{'x' * 65}@{'y' * 9}"
    assert carets == f"{' ' * 66}^"


@given(
    st.text(st.sampled_from("ab 日\u0301\té"), max_size=200),
    st.integers(1, 30),
    st.text(st.sampled_from("ab 日\té"), max_size=200),
)
def test_the_fault_is_in_view_above_its_carets(before: str, length: int, after: str) -> None:
    shown, carets = underlined(f"{before}{'@' * length}{after}", len(before) + 1, len(before) + 1 + length)
    assert cell_len(shown) <= 76
    assert cell_len(shown[: shown.index("@")]) == len(carets) - len(carets.lstrip())
    assert carets.count("^") == shown.count("@") == length
