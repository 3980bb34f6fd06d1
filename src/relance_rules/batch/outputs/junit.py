"""JUnit XML, for continuous integration: one suite, with a case per dossier."""

from __future__ import annotations

import shutil
from xml.sax.saxutils import escape, quoteattr

from relance_rules.batch.outputs import Outlet
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.values import visible


class Writer:
    """Keeps the cases on disk as they come: their counts, which are known at the end, stand before them."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the file of the cases."""
        self.outlet = outlet
        self.cases = (outlet.scratch / "junit").open("w+", encoding="utf-8", newline="")

    def row(self, row: Row) -> None:
        """Write a case: a dossier that is not ready has failed, one that can't be read is an error."""
        theme = row.report["theme"] or "?"
        attributes = f"classname={_attribute(theme)} name={_attribute(row.name)} file={_attribute(row.origin)}"
        if row.status == "ready":
            self.cases.write(f"<testcase {attributes}/>\n")
            return
        kind = "error" if row.status == "error" else "failure"
        said = _attribute(" · ".join(row.reasons))
        body = escape(visible("\n".join(row.steps or row.reasons)))
        self.cases.write(f"<testcase {attributes}><{kind} type={_attribute(row.status)} message={said}>")
        self.cases.write(f"{body}</{kind}></testcase>\n")

    def end(self, summary: Summary) -> None:
        """Write the counts, then the cases."""
        errors = summary.statuses["error"]
        failures = summary.statuses["incomplete"] + summary.statuses["ineligible"]
        counts = f'tests="{summary.count}" failures="{failures}" errors="{errors}"'
        out = self.outlet.stream
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        out.write(f'<testsuites name="relance" {counts}>\n<testsuite name="relance batch" {counts}>\n')
        self.cases.seek(0)
        shutil.copyfileobj(self.cases, out)
        self.cases.close()
        out.write("</testsuite>\n</testsuites>\n")


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
