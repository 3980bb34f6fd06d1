"""Slips of who types a dossier: what a text that can't be read was meant to be, and the line to write instead.

A reader tells where it stopped. A table of kinds of slips, one function each, looks at the text around that place; what
each proposes is tried, and only shown if the text is then read, or read further. Nothing is ever repaired in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from relance_rules.loading.problems import Problem, excerpt
from relance_rules.values import Message

_MAX_TEXT = 64 * 1024
"""The longest text, in characters, that repairs are tried on."""
_MAX_LINE = 2000
"""The longest line, in characters, that kinds look at."""
_MAX_TRIES = 60
_LINES_ABOVE = 40
"""How many lines a slip may stand above the place where the reader stopped."""


class Slip(NamedTuple):
    """What may be wrong, on a line and a column (from 0), and that line as it should be, if that can be told.

    ``sure`` says that the slip is one even if the repair is not enough.
    """

    line: int
    column: int
    message: Message
    put: str | None = None
    sure: bool = True


class Broken:
    """A text that can't be read, where its reader stopped, and where what it was reading began, if it tells."""

    def __init__(self, text: str, at: int, since: int | None = None) -> None:
        """Take two offsets in the text. Something that is still open at the end is wrong where it begins."""
        self.text, self.since = text, since
        at = min(at, len(text))
        self.at = since if since is not None and not text[at:].strip() else at
        self.end = at
        self.line, self.column = place(text, self.at)

    @property
    def braced(self) -> bool:
        """Whether the reader stopped inside braces or brackets, as far as it tells."""
        return self.since is not None and self.text[self.since : self.since + 1] in ("[", "{")

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without what ends them."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def near(self) -> Iterator[tuple[int, str]]:
        """The lines that kinds look at, numbered from 0: from where the reader stopped, upwards."""
        last = place(self.text, self.end)[0]
        for number in range(last, max(-1, min(self.line, last - _LINES_ABOVE) - 1), -1):
            if len(self.lines[number]) <= _MAX_LINE:
                yield number, self.lines[number]
            if last - number > _LINES_ABOVE and number > self.line:
                break

    def with_line(self, number: int, put: str) -> str:
        """The text with another line in the place of one."""
        return "\n".join([*self.lines[:number], put, *self.lines[number + 1 :]])


Kind: TypeAlias = Callable[[Broken], Iterator[Slip]]
"""A kind of slip: those that may explain why a text can't be read."""

Reads: TypeAlias = Callable[[str], "Broken | None"]
"""How a text is read: None, or where it can't be."""


def place(text: str, at: int) -> tuple[int, int]:
    """The line and the column, from 0, of an offset in a text."""
    return text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1


def line_of(text: str, at: int) -> str:
    """The line of an offset in a text."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text[start : len(text) if end < 0 else end].removesuffix("\r")


def told(broken: Broken, name: str | None, kinds: Sequence[Kind], reads: Reads, otherwise: Message) -> Problem:
    """What is said of a text that can't be read: the first kind of slip whose repair holds, or else the first sure one.

    A repair after which all is read comes before one after which the reader only goes further.

    Args:
        broken: The text, and where its reader stopped.
        name: The name of the file.
        kinds: What to look for, in order.
        reads: How a repaired text is read.
        otherwise: What is said where no kind explains it.
    """
    sure: Slip | None = None
    further: Slip | None = None
    tries = _MAX_TRIES if len(broken.text) <= _MAX_TEXT else 0
    for kind in kinds:
        best: tuple[int, Slip] | None = None
        for slip in kind(broken):
            if slip.sure and sure is None:
                sure = slip
            if slip.put is None or slip.put == broken.lines[slip.line] or not tries:
                continue
            tries -= 1
            again = reads(broken.with_line(slip.line, slip.put))
            if again is None:
                return problem(broken.text, slip, name)
            if again.line > max(slip.line, broken.line) and (best is None or again.line > best[0]):
                best = (again.line, slip)
        if best is not None and further is None:
            further = best[1]
    if further is not None:
        return problem(broken.text, further, name)
    last = sure or Slip(broken.line, broken.column, otherwise)
    return problem(broken.text, last._replace(put=None), name)


def problem(text: str, slip: Slip, name: str | None) -> Problem:
    """A slip as the fault of a file; a line of which nothing is left is not to be written."""
    line, put = slip.line + 1, slip.put if slip.put and slip.put.strip() else None
    return Problem(slip.message, name, line, slip.column + 1, excerpt(text, line), put, code="syntax")
