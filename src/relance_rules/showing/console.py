"""Terminals: how what a person reads is printed, with or without colour."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def make_console(stream: IO[str] | None = None) -> Console:
    """A console that guesses no markup, colours only a terminal, and is 80 columns wide in a pipe."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            # Called where the error is handled, to exit with a code that says something else here.
            raise

    stream = sys.stdout if stream is None else stream
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    return Plain(
        file=stream,
        width=None if terminal else 80,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
        force_terminal=terminal,
        no_color=None if terminal else True,
    )
