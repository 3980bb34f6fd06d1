"""Comments that set diagnostics aside: ``# relance: ignore RR012 -- reason``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from relance_rules.authoring.spans import Layout

_COMMENT = re.compile(r"(?:^|(?<=\s))#[ \t]*relance:[ \t]*ignore\b(?P<rest>[^\n]*)", re.M)
_REASON = re.compile(r"(?:^|(?<=\s))--")
_CODE = re.compile(r"[^\s,]+")


class Suppression(NamedTuple):
    """A comment that sets diagnostics of some codes aside on one line.

    ``line`` is the line that it is about: its own, or the next statement's where the comment stands alone.
    ``start`` and ``end`` are the offsets of the comment.
    """

    codes: tuple[str, ...]
    reason: str
    line: int
    start: int
    end: int


def suppressions_of(layout: Layout) -> Iterator[Suppression]:
    """The suppressions of a text, in order; what looks like one inside a value is none."""
    for match in _COMMENT.finditer(layout.text):
        if layout.within_scalar(match.start()):
            continue
        line, _ = layout.position(match.start())
        start, _ = layout.line_bounds(line)
        alone = not layout.text[start : match.start()].strip()
        named, *reason = _REASON.split(match["rest"], maxsplit=1)
        codes = tuple(_CODE.findall(named))
        about = _next_statement(layout, line) if alone else line
        end = match.start() + len(match[0].rstrip())
        yield Suppression(codes, "".join(reason).strip(), about, match.start(), end)


def _next_statement(layout: Layout, line: int) -> int:
    """The first line after a comment that is neither blank nor a comment."""
    for following in range(line + 1, layout.line_count + 1):
        start, end = layout.line_bounds(following)
        content = layout.text[start:end].strip()
        if content and not content.startswith("#"):
            return following
    return line
