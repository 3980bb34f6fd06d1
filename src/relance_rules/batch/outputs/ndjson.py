"""One report per line of JSON, as ``schemas/report.schema.json`` describes it."""

from __future__ import annotations

import json
import re
from typing import Any

from relance_rules.batch.outputs import Outlet
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary

# Beside the controls that JSON escapes: others, and the marks that reorder, hide or break text on a screen.
_ACTIVE = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


class Writer:
    """Writes reports line by line."""

    def __init__(self, outlet: Outlet) -> None:
        """Keep the stream."""
        self.stream = outlet.stream

    def row(self, row: Row) -> None:
        """Write a report."""
        self.stream.write(json_line(noted(row)) + "\n")

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""


def json_line(data: Any) -> str:
    """JSON data on one line, its letters as they are, and escaped whatever could act on the screen that shows it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def noted(row: Row) -> dict[str, object]:
    """The report of a row, whose notices also hold what its reader could not decide and what the batch adds."""
    notices = [{"id": "lecture", "message": note, "source": None, "reading": None} for note in row.notes]
    return {**row.report, "notices": [*row.report["notices"], *notices]} if notices else row.report
