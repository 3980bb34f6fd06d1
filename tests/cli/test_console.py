from __future__ import annotations

import pytest
from rich.cells import cell_len

from relance_rules.cli.console import show_problems
from relance_rules.loading.problems import Problem
from relance_rules.localization import localization
from relance_rules.values import Message


def shown(capsys: pytest.CaptureFixture[str], line: str, column: int, proposal: str | None = None) -> list[str]:
    show_problems([Problem(Message("faux"), "d", 1, column, line, proposal)], localization("fr"))
    return capsys.readouterr().err.splitlines()


def test_the_line_to_write_stands_under_the_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "  nom: @x", 8, '  nom: "@x"') == [
        "d:1:8: faux",
        "      nom: @x",
        "           ^",
        "  à écrire plutôt :",
        '      nom: "@x"',
    ]


@pytest.mark.parametrize(
    ("line", "column", "cells"),
    [("été: @x", 6, 5), ("\tnom: @x", 7, 6), ("日本: @x", 5, 6), ("e\u0301: @x", 5, 3), ("a\x1b[31m: @x", 9, 8)],
)
def test_the_caret_stands_under_the_fault_in_any_script(
    capsys: pytest.CaptureFixture[str], line: str, column: int, cells: int
) -> None:
    assert shown(capsys, line, column)[2] == " " * (4 + cells) + "^"


@pytest.mark.parametrize("sign", ["x", "é", "日"])
@pytest.mark.parametrize("column", [1, 30, 70, 76, 77, 78, 150, 999, 1001])
def test_a_long_line_is_cut_with_its_fault_in_view(capsys: pytest.CaptureFixture[str], sign: str, column: int) -> None:
    line = f"{sign * (column - 1)}@{sign * (1000 - column)}" if column <= 1000 else sign * 1000
    _, cut, caret = shown(capsys, line, column)
    assert cell_len(cut) <= 80
    assert "…" in cut
    before = caret[: caret.index("^")]
    if column <= 1000:
        assert cell_len(cut[: cut.index("@")]) == len(before)
    else:
        assert cell_len(cut) == len(before)


def test_a_line_that_is_cut_before_its_fault_has_no_caret(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(shown(capsys, "x" * 10_000, 20_000)) == 2
