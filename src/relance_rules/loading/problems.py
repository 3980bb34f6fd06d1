"""What is wrong with an input, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from relance_rules.localization import LANGUAGES, LanguageCode, localization
from relance_rules.values import Message

_MAX_EXCERPT = 10_000
_MAX_ADVICE = 200

T = TypeVar("T")

Code: TypeAlias = Literal[
    "unreadable", "syntax", "missing_theme", "unknown_theme", "unknown_fact", "shape", "value", "invalid"
]
"""The kind of a fault: a file that can't be read as a text; a text that is no YAML or JSON; a theme that is not named,
or that does not exist; a key that is no fact; several values where one is meant, or one for several; a value that can't
be read as its fact; anything else."""


class Problem(NamedTuple):
    """One fault of an input: the message, the file, the line and column (from 1), and the line itself.

    ``proposal`` is the line to write instead, where it is known to be read. ``path`` is the fact that a fault of a
    dossier is about, as reports write it: ``depenses[0].annee``.
    """

    message: Message
    file: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    proposal: str | None = None
    path: str | None = None
    code: Code = "invalid"

    @property
    def advice(self) -> Message:
        """The message, with the line to write instead if there is one: for who shows neither line nor caret."""
        if self.proposal is None or self.proposal.strip() == (self.excerpt or "").strip():
            return self.message
        values = {"message": self.message, "line": self.proposal.strip()[:_MAX_ADVICE]}
        return Message("{message} ; à écrire plutôt : {line}", values)

    def sentence(self, language: LanguageCode = "fr") -> str:
        """The message in French or in English.

        Raises:
            ValueError: The language is neither.
        """
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language!r}; known: {', '.join(LANGUAGES)}")
        return localization(language).say(self.message)


_NOTHING = Problem(Message(""))


class RelanceError(Exception):
    """What can't be used. ``problems`` says everything that is wrong with it; the rest is of the first problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems, in the order of the input."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(_placed(problem) for problem in self.problems)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    @property
    def file(self) -> str | None:
        """The file that can't be used; None for what a program gave."""
        return self._first.file

    @property
    def path(self) -> str | None:
        """The fact that is wrong, such as ``depenses[0].annee``; None where it is about no fact."""
        return self._first.path

    @property
    def line(self) -> int | None:
        """The line of the file, from 1."""
        return self._first.line

    @property
    def column(self) -> int | None:
        """The column of the line, from 1."""
        return self._first.column

    @property
    def code(self) -> Code:
        """The kind of the fault, which no change of a sentence changes."""
        return self._first.code

    def message(self, language: LanguageCode = "fr") -> str:
        """What is wrong, in French or in English, without its place.

        Raises:
            ValueError: The language is neither.
        """
        return self._first.sentence(language)

    @property
    def _first(self) -> Problem:
        return self.problems[0] if self.problems else _NOTHING


class RuleError(RelanceError):
    """A rule set that can't be used."""


class DossierError(RelanceError):
    """A dossier, a table or another input that can't be used."""


def _placed(problem: Problem) -> str:
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    return f"{place}: {problem.sentence()}" if place else problem.sentence()


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
