"""The process of the command: its streams, its exit code, and what it answers before anything else is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from relance_rules.cli.command import EXIT_CLOSED_PIPE, EXIT_FAILED, EXIT_OK
from relance_rules.version import VERSION

# As type checkers read it; importing typing would take as long as all else that the version needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from relance_rules.localization import LanguageCode


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command with the given arguments (those of the process by default); the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    # A stream that the caller closed is None: what would go there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    try:
        code = _version() if arguments == ["--version"] else _answered(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe went away: nothing is left to say, and nobody to say it to.
        code = EXIT_CLOSED_PIPE
    except OSError as error:
        code = EXIT_FAILED
        with suppress(OSError):
            _not_written(error, arguments)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    return code


def _version() -> int:
    sys.stdout.write(f"relance {VERSION}\n")
    return EXIT_OK


def _answered(arguments: Sequence[str]) -> int:
    """Run the command in the language of the reader; the exit code.

    Raises:
        OSError: Standard output or standard error can't be written.
    """
    from relance_rules.cli.application import answered
    from relance_rules.localization import localization

    _plain_signs()
    return answered(arguments, localization(_language(arguments)))


def _not_written(error: OSError, arguments: Sequence[str]) -> None:
    """Say that standard output can't be written.

    Raises:
        OSError: Nor can standard error.
    """
    from relance_rules.cli.console import show_problems
    from relance_rules.localization import localization
    from relance_rules.showing.files import unwritable

    _plain_signs()
    show_problems([unwritable(error, "<stdout>")], localization(_language(arguments)))


def _plain_signs() -> None:
    """Let the streams write every sign, whatever their encoding."""
    from relance_rules.showing.console import PLAIN_SIGNS

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN_SIGNS)


def _let_go(stream: TextIO) -> None:
    """Write what waits in memory, and drop what can't be written, or the end of the process would fail on it again."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _language(arguments: Sequence[str]) -> LanguageCode:
    """The language asked for anywhere on the command line; the option itself is checked later."""
    from relance_rules.localization import LANGUAGES

    for place, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or "".join(arguments[place + 1 : place + 2])
            return next((code for code in LANGUAGES if code == value), "fr")
        if word == "--":
            break
    return "fr"
