"""One report per line of JSON, as ``schemas/report.schema.json`` describes it."""

from __future__ import annotations

import json

from relance_rules.batching.outputs import Outlet
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import Summary


class Writer:
    """Writes reports line by line."""

    def __init__(self, outlet: Outlet) -> None:
        """Keep the stream."""
        self.stream = outlet.stream

    def row(self, row: Row) -> None:
        """Write a report."""
        self.stream.write(json.dumps(noted(row), ensure_ascii=False, separators=(",", ":")) + "\n")

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""


def noted(row: Row) -> dict[str, object]:
    """The report of a row, whose notices also hold what its reader could not decide."""
    notices = [{"id": "lecture", "message": note, "source": None, "reading": None} for note in row.notes]
    return {**row.report, "notices": [*row.report["notices"], *notices]} if notices else row.report
