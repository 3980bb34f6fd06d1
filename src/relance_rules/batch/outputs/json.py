"""The whole batch as one JSON object: the reports, then what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules.batch.outputs import Outlet
from relance_rules.batch.outputs.ndjson import json_line, noted
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import STATUSES, Summary
from relance_rules.checking.batch import Totals
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.localization import Localization
from relance_rules.values import Money

SCHEMA = "relance-batch/1"


class Writer:
    """Writes the reports one by one, so that they are never all in memory."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the object."""
        self.outlet, self.stream = outlet, outlet.stream
        self.stream.write(f'{{"schema":"{SCHEMA}",\n"reports":[')
        self.separator = "\n"

    def row(self, row: Row) -> None:
        """Write a report."""
        self.stream.write(f"{self.separator}{json_line(noted(row))}")
        self.separator = ",\n"

    def end(self, summary: Summary) -> None:
        """Write the totals and close the object."""
        self.stream.write("\n]")
        for key, value in summary_data(summary, self.outlet.themes, self.outlet.language).items():
            self.stream.write(f',\n"{key}":{json_line(value)}')
        self.stream.write("}\n")


def summary_data(summary: Summary, themes: Mapping[str, CompiledTheme], language: Localization) -> dict[str, Any]:
    """What a batch comes to as JSON data: counts are numbers, amounts texts with two decimals."""
    sessions: dict[str, list[dict[str, Any]]] = {}
    for code, window, totals in summary.sessions(themes):
        named = {"window": window.id, "label": language.say(window.label)}
        sessions.setdefault(code, []).append({**named, **_totals(totals)})
    return {
        "count": summary.count,
        "statuses": summary.statuses,
        "themes": [
            {"theme": code, **_totals(totals), "windows": sessions.get(code, [])} for code, totals in summary.by_theme()
        ],
        "envelopes": [
            {"id": use.id, "envelope": str(use.envelope), "granted": str(use.granted), "exceeded": use.exceeded}
            for use in summary.uses(themes)
        ],
        "duplicates": {
            "count": summary.duplicate_count,
            "listed": [duplicate._asdict() for duplicate in summary.duplicates],
        },
        "remarks": {
            "count": summary.remark_count,
            "listed": [{"origin": origin, "message": said} for origin, said in summary.remarks],
        },
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "count": totals.count,
        "statuses": {status: totals.statuses.get(status, 0) for status in STATUSES},
        "total_cost": str(Money(totals.total_cost)),
        "requested": str(Money(totals.requested)),
        "granted": str(Money(totals.granted)),
    }
