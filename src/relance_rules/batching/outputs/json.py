"""All the reports as one JSON list."""

from __future__ import annotations

import json

from relance_rules.batching.outputs import Outlet
from relance_rules.batching.outputs.ndjson import noted
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import Summary


class Writer:
    """Writes the list item by item, so that it is never whole in memory."""

    def __init__(self, outlet: Outlet) -> None:
        """Keep the stream."""
        self.stream = outlet.stream
        self.separator = "["

    def row(self, row: Row) -> None:
        """Write a report."""
        self.stream.write(f"{self.separator}\n{json.dumps(noted(row), ensure_ascii=False)}")
        self.separator = ","

    def end(self, summary: Summary) -> None:
        """Close the list."""
        self.stream.write("[]\n" if self.separator == "[" else "\n]\n")
