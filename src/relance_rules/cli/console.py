"""Errors: how they are printed for a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.showing.console import make_console, print_data
from relance_rules.values import Message, visible


def show_problems(problems: Sequence[Problem], language: Localization) -> None:
    """Print what is wrong with an input on standard error: place, message, the line and a caret."""
    from relance_rules.showing.plain import located

    for problem in problems:
        sentence = located(problem, language)
        print(sentence if problem.file is not None else f"relance: {sentence}", file=sys.stderr)
        if problem.excerpt is not None and problem.excerpt.strip():
            column = min(problem.column or 1, len(problem.excerpt) + 1)
            shown, before = _cut(problem.excerpt, column)
            print(f"    {shown}", file=sys.stderr)
            if problem.column is not None and problem.column == column:
                print(f"    {' ' * before}^", file=sys.stderr)
            if problem.proposal is not None:
                print(f"  {language.say(_INSTEAD)}", file=sys.stderr)
                print(f"    {_cut(problem.proposal, column)[0]}", file=sys.stderr)


_WIDTH = 76
"""The cells that a line of a file may take: what is left of 80 once it is indented."""
_INSTEAD = Message("à écrire plutôt :")


def _cut(line: str, column: int) -> tuple[str, int]:
    """A line as it is shown, cut around a column (from 1) where it is too long, and the cells before that column."""
    from rich.cells import cell_len, set_cell_size

    line = visible(line.replace("\t", " "))
    column = min(column, len(line) + 1)
    start, lead = 0, ""
    if cell_len(line) > _WIDTH and cell_len(line[:column]) > _WIDTH - 8:
        start, lead = column - 1, "…"
        while start and cell_len(line[start - 1 : column]) <= _WIDTH // 2:
            start -= 1
    kept = lead + line[start : start + 2 * _WIDTH]
    if cell_len(kept) > _WIDTH:
        kept = set_cell_size(kept, _WIDTH - 1) + "…"
    return kept, cell_len(lead + line[start : column - 1])


__all__ = ["make_console", "print_data", "show_problems"]
