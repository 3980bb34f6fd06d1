"""Terminals: where results and errors are printed, with or without colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization

if TYPE_CHECKING:
    from rich.console import Console


def make_console(stream: IO[str] | None = None) -> Console:
    """A console that guesses no markup, colours only a terminal, and is 80 columns wide in a pipe."""
    from rich.console import Console

    stream = sys.stdout if stream is None else stream
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    return Console(
        file=stream,
        width=None if terminal else 80,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
        force_terminal=terminal,
        no_color=None if terminal else True,
    )


def show_problems(problems: Sequence[Problem], language: Localization) -> None:
    """Print what is wrong with an input on standard error: place, message, the line and a caret."""
    from relance_rules.values import visible

    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
        sentence = language.say(problem.message)
        print(f"{visible(place)}: {sentence}" if place else f"relance: {sentence}", file=sys.stderr)
        if problem.excerpt is not None and problem.excerpt.strip():
            shown = visible(problem.excerpt.replace("\t", " "))
            print(f"    {shown}", file=sys.stderr)
            if problem.column is not None and problem.column <= len(shown) + 1:
                print(f"    {' ' * (problem.column - 1)}^", file=sys.stderr)
