"""The whole batch as one JSON object: the reports, then what they come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from relance_rules.batch.outputs import Outlet
from relance_rules.batch.outputs.ndjson import printer as printer
from relance_rules.batch.selection.words import selection_data
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import Totals
from relance_rules.batch.trail import trail_data
from relance_rules.checking.report import Status
from relance_rules.localization import Localization
from relance_rules.showing.plain import json_line
from relance_rules.values import Money

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.shapes import StatusCounts, SummaryData, ThemeTotalsData, TotalsData, WindowTotalsData

SCHEMA = "relance-batch/1"
_OPENING = f'{{"schema":"{SCHEMA}",\n"reports":['


class Writer:
    """Writes the reports one by one, so that they are never all in memory."""

    def __init__(self, outlet: Outlet) -> None:
        """Write nothing yet: what fails before the first report leaves no half of an object."""
        self.language, self.stream = outlet.language, outlet.stream
        self.before = _OPENING

    def add(self, printed: str) -> None:
        """Write a report."""
        self.stream.write(f"{self.before}\n{printed}")
        self.before = ","

    def end(self, summary: Summary) -> None:
        """Write the totals and close the object."""
        self.stream.write(f"{_OPENING}]" if self.before == _OPENING else "\n]")
        for key, value in summary_data(summary, self.language).items():
            self.stream.write(f',\n"{key}":{json_line(value)}')
        trail = None if summary.trail is None else trail_data(summary.trail)
        self.stream.write(f',\n"trail":{json_line(trail)}}}\n')


def summary_data(summary: Summary, language: Localization) -> SummaryData:
    """What a batch comes to as JSON data: counts are numbers, amounts texts with two decimals."""
    sessions: dict[str, list[WindowTotalsData]] = {}
    for code, window, totals in summary.sessions():
        named: WindowTotalsData = {"window": window.id, "label": language.say(window.label), **_totals(totals)}
        sessions.setdefault(code, []).append(named)
    themes: list[ThemeTotalsData] = [
        {"theme": code, **_totals(totals), "windows": sessions.get(code, [])} for code, totals in summary.by_theme()
    ]
    return {
        "count": summary.count,
        "statuses": _statuses(summary.of),
        "themes": themes,
        "envelopes": [
            {"id": use.id, "envelope": str(use.envelope), "granted": str(use.granted), "exceeded": use.exceeded}
            for use in summary.uses()
        ],
        "duplicates": {
            "count": summary.duplicates.count,
            "listed": [
                {"reference": each.reference, "first": each.first, "again": each.again}
                for each in summary.duplicates.listed
            ],
        },
        "remarks": {
            "count": summary.remark_count,
            "listed": [{"origin": origin, "message": language.say(said)} for origin, said in summary.remarks],
        },
        "selection": None if summary.selection is None else selection_data(summary.selection, language),
    }


def _totals(totals: Totals) -> TotalsData:
    return {
        "count": totals.count,
        "statuses": _statuses(totals.of),
        "total_cost": _amount(totals.total_cost),
        "requested": _amount(totals.requested),
        "granted": str(Money(totals.granted)),
    }


def _amount(total: int | None) -> str | None:
    return None if total is None else str(Money(total))


def _statuses(of: Callable[[Status], int]) -> StatusCounts:
    return {
        "ready": of("ready"),
        "incomplete": of("incomplete"),
        "ineligible": of("ineligible"),
        "error": of("error"),
    }
