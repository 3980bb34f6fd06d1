"""Where each node of a YAML text begins and ends, so that a fix can change it and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a node: keys and indices."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Span(NamedTuple):
    """A node in its text, by offsets in characters; ``end`` is exact for scalars and flow collections.

    ``key`` is the span of the key that leads to the node, where there is one. ``flow`` says that a collection is
    written in braces or brackets, ``scalar`` that the node is a single value.
    """

    start: int
    end: int
    key: tuple[int, int] | None
    scalar: bool
    flow: bool


@dataclass(frozen=True)
class Layout:
    """A text and the spans of its nodes; ``marks`` says what to underline at a line and a column of the loader."""

    text: str
    spans: dict[Path, Span] = field(default_factory=dict)
    marks: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(place + 1 for place, letter in enumerate(self.text) if letter == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """The offsets of a line (from 1), its end of line included."""
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self._starts[line - 1], end

    @property
    def line_count(self) -> int:
        """The number of lines, an empty last one included."""
        return len(self._starts)

    def place(self, path: Path) -> tuple[int, int]:
        """What to underline for a node: its key, or itself in a list, or the nearest node above it."""
        for length in range(len(path), 0, -1):
            span = self.spans.get(path[:length])
            if span is not None:
                return span.key or (span.start, span.end if span.scalar or span.flow else span.start + 1)
        return 0, 0

    def under(self, line: int, column: int) -> tuple[int, int]:
        """What to underline where the loader points: the key or the node that begins there, or one character."""
        found = self.marks.get((line, column))
        if found is not None:
            return found
        start, end = self.line_bounds(min(line, self.line_count))
        place = min(start + column - 1, end)
        return place, place + 1

    def within_scalar(self, offset: int) -> bool:
        """Whether an offset is inside a value or a key."""
        place = bisect_right(self._scalars, (offset, len(self.text) + 1)) - 1
        return place >= 0 and offset < self._scalars[place][1]

    @cached_property
    def _scalars(self) -> list[tuple[int, int]]:
        keys = [span.key for span in self.spans.values() if span.key is not None]
        return sorted([*keys, *((span.start, span.end) for span in self.spans.values() if span.scalar)])


def layout_of(text: str) -> Layout:
    """The layout of a text that was parsed before, and so is one YAML document without aliases.

    Raises:
        yaml.YAMLError: The text is no YAML.
    """
    marks: dict[tuple[int, int], tuple[int, int]] = {}
    return Layout(text, dict(_spans(text, marks)), marks)


def _spans(text: str, marks: dict[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[Path, Span]]:
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            done = stack.pop()
            end = _index(event.end_mark)
            if done.flow:
                marks[done.mark] = done.start, end
            yield done.path, Span(done.start, end, done.key, False, done.flow)
            continue
        if not isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            continue
        start, end = _index(event.start_mark), _index(event.end_mark)
        parent = stack[-1] if stack else None
        if parent is not None and parent.mapping and parent.waiting is None and isinstance(event, yaml.ScalarEvent):
            parent.waiting = (event.value, (start, end))
            marks[_mark(event)] = start, end
            continue
        path, key = ((), None) if parent is None else parent.step()
        if isinstance(event, yaml.ScalarEvent):
            marks[_mark(event)] = start, end
            yield path, Span(start, end, key, True, False)
        else:
            marks[_mark(event)] = start, start + 1
            mapping = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Open(path, start, key, mapping, bool(event.flow_style), _mark(event)))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _index(mark: Any) -> int:
    return int(mark.index)


@dataclass
class _Open:
    """A collection whose end is not met yet; ``waiting`` is the key that waits for its value, with its span."""

    path: Path
    start: int
    key: tuple[int, int] | None
    mapping: bool
    flow: bool
    mark: tuple[int, int]
    waiting: tuple[str, tuple[int, int]] | None = None
    count: int = 0

    def step(self) -> tuple[Path, tuple[int, int] | None]:
        """The path of the next child, and the span of its key."""
        if self.mapping and self.waiting is not None:
            (name, key), self.waiting = self.waiting, None
            return (*self.path, name), key
        self.count += 1
        return (*self.path, self.count - 1), None
