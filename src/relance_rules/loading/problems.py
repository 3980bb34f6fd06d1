"""What is wrong with an input, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from relance_rules.values import Message

_MAX_EXCERPT = 10_000

T = TypeVar("T")


class Problem(NamedTuple):
    """One fault of an input: the message, the file, the line and column (from 1), and the line itself."""

    message: Message
    file: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None


class RelanceError(Exception):
    """What can't be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems, in the order of the input."""
        self.problems = tuple(problems)
        super().__init__("; ".join(_plain(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[RelanceError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class RuleError(RelanceError):
    """A rule set that can't be used."""


class DossierError(RelanceError):
    """A dossier, a table or another input that can't be used."""


def _plain(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    sentence = str(problem.message)
    return f"{place}: {sentence}" if place else sentence


def distinct(found: Iterable[T]) -> list[T]:
    """What is found, each thing once: messages are compared, as their values can't be hashed."""
    kept: list[T] = []
    for each in found:
        if each not in kept:
            kept.append(each)
    return kept


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of the lines of each file; the files as they come."""
    listed = list(problems)
    files = {problem.file: place for place, problem in reversed(list(enumerate(listed)))}
    return tuple(sorted(listed, key=lambda each: (files[each.file], each.line or 0, each.column or 0)))


def excerpt(text: str, line: int) -> str | None:
    """The given line of a text (counted from 1), within bounds; who shows it cuts it to what fits on a screen."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return None
    return lines[line - 1].rstrip("\r")[:_MAX_EXCERPT]
