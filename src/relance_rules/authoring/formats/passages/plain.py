"""The coverage of the cited document as JSON data."""

from __future__ import annotations

from collections.abc import Iterable

from relance_rules.authoring.passages import DocumentCoverage, runs
from relance_rules.authoring.shapes import CoverageReport


def coverage_data(found: DocumentCoverage) -> CoverageReport:
    """The coverage as JSON data; a rate is a ratio with four decimals, cut and not rounded."""
    return {
        "schema": "relance-passages/1",
        "themes": [
            {
                "theme": theme.theme,
                "lines": lines_text(theme.ranges),
                "counted": theme.counted,
                "covered": theme.counted - len(theme.uncovered),
                "rate": _four_decimals(theme.rate.numerator * 10_000 // theme.rate.denominator),
                "uncovered": lines_text(runs(theme.uncovered)),
            }
            for theme in found.themes
        ],
        "outside": lines_text(runs(found.outside)),
    }


def lines_text(ranges: Iterable[tuple[int, int]]) -> str:
    """Runs of lines as a citation writes them: ``12, 27-30``."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def _four_decimals(rate: int) -> str:
    return f"{rate // 10_000}.{rate % 10_000:04d}"
