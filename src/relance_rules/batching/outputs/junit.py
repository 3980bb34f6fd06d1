"""JUnit XML, for continuous integration: one suite, with a case per dossier as they come."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from relance_rules.batching.outputs import Outlet
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import Summary
from relance_rules.values import visible


class Writer:
    """Writes cases as they come; their counts, which stand in the root element, are not known before the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the suite; its counts are optional, and are left out so that the dossiers can be streamed."""
        self.stream = outlet.stream
        self.stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="relance">\n')
        self.stream.write('<testsuite name="relance batch">\n')

    def row(self, row: Row) -> None:
        """Write a case: a dossier that is not ready has failed, one that can't be read is an error."""
        name = row.report["reference"] or row.origin
        attributes = f"classname={_attribute(row.report['theme'] or 'error')} name={_attribute(name)}"
        attributes += f" file={_attribute(row.origin)}"
        if row.status == "ready":
            self.stream.write(f"<testcase {attributes}/>\n")
            return
        kind = "error" if row.status == "error" else "failure"
        said = _attribute(" ; ".join(row.reasons))
        body = escape(visible("\n".join(row.steps or row.reasons)))
        self.stream.write(f"<testcase {attributes}><{kind} type={_attribute(row.status)} message={said}>")
        self.stream.write(f"{body}</{kind}></testcase>\n")

    def end(self, summary: Summary) -> None:
        """Close the suite."""
        self.stream.write("</testsuite>\n</testsuites>\n")


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
