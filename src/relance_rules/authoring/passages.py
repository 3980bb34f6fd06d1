"""The cited document beside the rules: which of its lines a rule cites, and which none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from relance_rules.authoring.files import RuleSet
from relance_rules.authoring.walk import citations
from relance_rules.language.base import line_ranges
from relance_rules.language.theme import Theme
from relance_rules.values import Message, Text


class CitedLines(NamedTuple):
    """What rests on some lines: its name (``THEME.porteur``), what it says, its readings, the part it belongs to.

    ``part`` is the key of the rule file that it stands under, or the title of its section.
    """

    theme: str
    name: str
    label: Any
    part: str | Text
    ranges: tuple[tuple[int, int], ...]
    readings: tuple[str, ...]


class ThemeCoverage(NamedTuple):
    """The lines of a theme's passage that are not blank: how many, and those that nothing cites nor describes."""

    theme: str
    title: Any
    ranges: tuple[tuple[int, int], ...]
    counted: int
    uncovered: tuple[int, ...]

    @property
    def rate(self) -> Fraction:
        """The part of the lines that is covered, from 0 to 1; all of no line."""
        return Fraction(self.counted - len(self.uncovered), self.counted) if self.counted else Fraction(1)


class DocumentCoverage(NamedTuple):
    """The coverage of each theme; then, by line of the document, what cites it and the reason why nothing does."""

    themes: tuple[ThemeCoverage, ...]
    citations: dict[int, tuple[CitedLines, ...]]
    described: dict[int, str]
    outside: tuple[int, ...]


def document_coverage(sets: Iterable[RuleSet], document: Sequence[str]) -> DocumentCoverage:
    """Compare the lines of a document, the first of each set, with what the rules of the chosen themes cite.

    ``outside`` are the lines, not blank, that are in the passage of no theme.
    """
    cited: dict[int, tuple[CitedLines, ...]] = {}
    described: dict[int, str] = {}
    found = []
    within: set[int] = set()
    for theme, rules in ((file.model, each) for each in sets for file in each.files):
        if theme is None:
            continue
        here: set[int] = set()
        for citation in theme_citations(theme, rules):
            for line in _lines(citation.ranges, document):
                cited[line] = (*cited.get(line, ()), citation)
                here.add(line)
        for part in theme.descriptive:
            for line in _lines(line_ranges(part.lines), document):
                described[line] = part.reason
                here.add(line)
        ranges = () if theme.source is None or not rules.reads(theme.source) else theme.source.ranges
        passage = [line for line in _lines(ranges, document) if document[line - 1].strip()]
        within.update(passage)
        uncovered = tuple(line for line in passage if line not in here)
        found.append(ThemeCoverage(theme.theme, theme.title, ranges, len(passage), uncovered))
    outside = tuple(place for place, line in enumerate(document, start=1) if line.strip() and place not in within)
    return DocumentCoverage(tuple(found), cited, described, outside)


def theme_citations(theme: Theme, rules: RuleSet) -> Iterator[CitedLines]:
    """Everything that a theme cites of the document, its own passage aside, in the order of its file."""
    sections = {} if rules.book is None else rules.book.manifest.sections
    for path, source, node in citations(theme):
        if len(path) == 1 or not rules.reads(source):
            continue
        given = getattr(node, "id", None)
        key = next(str(step) for step in reversed(path[:-1]) if isinstance(step, str))
        label = getattr(node, "label", None) or getattr(node, "unknown", None) or Message("{name}", {"name": key})
        part = sections[key].title if path[0] == "sections" and key in sections else key
        readings = tuple(getattr(node, "reading", ()))
        yield CitedLines(theme.theme, f"{theme.theme}.{given or key}", label, part, source.ranges, readings)


def runs(lines: Iterable[int], document: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Line numbers, in order, as runs of lines that follow each other, the blank ones of a document passed over."""
    start = end = 0
    for line in lines:
        if end and not any(place > len(document) or document[place - 1].strip() for place in range(end + 1, line)):
            end = line
            continue
        if end:
            yield start, end
        start = end = line
    if end:
        yield start, end


def _lines(ranges: Iterable[tuple[int, int]], document: Sequence[str]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, min(last, len(document)) + 1)
