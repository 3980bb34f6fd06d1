"""Standard output: what a person reads, in the signs and colours that it can hold; what a program reads, in UTF-8."""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_SIGNS = "relance.plain_signs"
"""How a stream writes what its encoding can't hold, for ``errors=``: no two marks become the same sign."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("\u2010\u2011–—−·", "-"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **{"✓": "v", "✗": "x", "•": "*", "…": "...", "→": "->", "≥": ">=", "≤": "<=", "×": "x", "⁄": "/"},
        **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "°": "o"},
    }
)
_NO_BREAK = re.compile("([\u00a0\u202f])")


def _plain_signs(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain_sign, error.object[error.start : error.end])), error.end


def _plain_sign(character: str) -> str:
    """A character in ASCII: without its accent, by what stands for it, or else by its number."""
    if unicodedata.category(character) == "Sc":
        character = _currencies().get(character, character)
    parts = unicodedata.normalize("NFKD", character.translate(_PLAIN))
    plain = "".join(part for part in parts if not unicodedata.combining(part)).translate(_PLAIN)
    return plain if plain and plain.isascii() else character.encode("ascii", "backslashreplace").decode()


@cache
def _currencies() -> Mapping[str, str]:
    """The codes of currencies by their signs."""
    from babel import Locale

    return {sign: code for code, sign in Locale("en", "GB").currency_symbols.items()}


codecs.register_error(PLAIN_SIGNS, _plain_signs)


def held(text: str, encoding: str) -> str:
    """A text as an encoding holds it, so that it is laid out as it will be read; its spaces still break no line."""
    parts = _NO_BREAK.split(text)
    return "".join(
        part if _NO_BREAK.match(part) else part.encode(encoding, PLAIN_SIGNS).decode(encoding) for part in parts
    )


def data_output() -> IO[str]:
    """Standard output for what a program reads: UTF-8 whatever the locale, and lines that end as they are given."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors=PLAIN_SIGNS, newline="")
    return sys.stdout


def print_data(text: str) -> None:
    """Print a document that a program reads on standard output."""
    data_output().write(f"{text}\n")


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
