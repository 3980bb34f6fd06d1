"""The lines of a function that first works out what is possible of parts, then gathers the names of those left open.

Each part leaves its value in variables, which say whether it is open, and what writes its names. Those stand below all
values, each where its part is open: what is known costs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple, TypeAlias

Gather: TypeAlias = Callable[[str], None]
"""Writes what adds the names of a part that was worked out to the list of that name."""


class Part(NamedTuple):
    """What is written of a node: the expressions of its value, which may stand several times, and its names.

    A truth or a choice has one expression. A number has two, its ends: two variables, or twice the same constant.
    """

    ends: tuple[str, ...]
    gather: Gather

    @property
    def text(self) -> str:
        """The value."""
        return self.ends[0] if len(self.ends) == 1 else f"({', '.join(self.ends)})"


def nothing(names: str) -> None:
    """What is known has no names."""


class Lines:
    """The lines of one function, as they are written."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lines: list[str] = []
        """The lines, below the head of the function."""
        self._margin = ""
        self._count = count()

    def add(self, *lines: str) -> None:
        """Write lines, below the heads that are open."""
        self.lines += [self._margin + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What is written meanwhile stands below a head, which is left out where that is nothing."""
        start = len(self.lines)
        self.add(head)
        self._margin += " "
        yield
        self._margin = self._margin[1:]
        if len(self.lines) == start + 1:
            del self.lines[start]

    def where(self, holds: str, *gathers: Gather) -> Gather:
        """The names of some parts, where something holds."""

        def gather(names: str) -> None:
            with self.block(f"if {holds}:"):
                for each in gathers:
                    each(names)

        return gather

    def variables(self, many: int = 2) -> tuple[str, ...]:
        """New variables: two for a number."""
        return tuple([f"v{next(self._count)}" for _ in range(many)])

    def put(self, ends: Sequence[str], values: Sequence[str]) -> None:
        """Give variables their values."""
        self.add(f"{', '.join(ends)} = {', '.join(values)}")

    def truth(self, value: str, *gathers: Gather) -> Part:
        """A truth; the names are those of its parts, where it is not known."""
        (name,) = self.variables(1)
        self.add(f"{name} = {value}")
        return Part((name,), self.where(f"{name} is None", *gathers))

    def interval(self, value: str, *gathers: Gather) -> Part:
        """A number; the names are those of its parts, where it is not known."""
        ends = self.variables()
        self.add(f"{', '.join(ends)} = {value}")
        return Part(ends, self.where(number_is_open(ends), *gathers))

    def gathered(self, gather: Gather, names: str = "names") -> str:
        """The names of a part, in a list of that name where there are any."""
        start = len(self.lines)
        self.add(f"{names} = []")
        gather(names)
        if len(self.lines) > start + 1:
            return f"once({names})"
        del self.lines[start]
        return "()"


def number_is_open(ends: Sequence[str]) -> str:
    """Whether a number, whose ends are variables, is not known."""
    low, high = ends
    return f"{low} is None or {low} != {high}"


def every(gathers: Sequence[Gather]) -> Gather:
    """The names of each part."""

    def gather(names: str) -> None:
        for each in gathers:
            each(names)

    return gather
