"""The coverage of the cited document for a person: a line per theme, then the lines that no rule cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.formats.passages.plain import lines_text
from relance_rules.authoring.passages import DocumentCoverage, runs
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message, visible

_WIDTH = 100


def coverage_text(found: DocumentCoverage, document: Sequence[str], language: Localization) -> str:
    """The coverage as text."""
    return "\n".join(_lines(found, document, language))


def _lines(found: DocumentCoverage, document: Sequence[str], language: Localization) -> Iterator[str]:
    for theme in found.themes:
        values = {
            "theme": theme.theme,
            "rate": theme.rate,
            "covered": theme.counted - len(theme.uncovered),
            "counted": theme.counted,
        }
        yield shown(Message("{theme} : {rate} ({covered} lignes sur {counted})", values), language)
        for line in theme.uncovered:
            yield f"    {line:>5}  {visible(document[line - 1].strip())[:_WIDTH]}"
    if found.outside:
        lines = lines_text(runs(found.outside, document))
        yield shown(Message("Hors du passage de ces thèmes : lignes {lines}", {"lines": lines}), language)
