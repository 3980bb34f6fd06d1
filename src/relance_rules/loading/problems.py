"""What is wrong with an input, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from relance_rules.values import Message

_EXCERPT_WIDTH = 100


class Problem(NamedTuple):
    """One fault of an input: the message, the file, the line and column (from 1), and the line itself."""

    message: Message
    file: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None


class InputError(Exception):
    """An input that can't be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems, in the order of the input."""
        self.problems = tuple(problems)
        super().__init__("; ".join(_plain(problem) for problem in self.problems))


def _plain(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    sentence = str(problem.message)
    return f"{place}: {sentence}" if place else sentence


def excerpt(text: str, line: int) -> str | None:
    """The given line of a text (counted from 1), cut to what fits on a screen."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return None
    return lines[line - 1].rstrip("\r")[:_EXCERPT_WIDTH]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to a misspelt one, if any is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold()[:100], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> Message:
    """A sentence that proposes the nearest known word, or lists the known ones; empty when there is none."""
    known = list(known)
    if near := nearest(word, known):
        return Message("vouliez-vous dire « {near} » ?", {"near": near})
    if not known:
        return Message("aucun n’est attendu ici", {})
    return Message("accepté : {known}", {"known": ", ".join(known)})
