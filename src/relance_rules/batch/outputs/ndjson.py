"""One report per line of JSON, as ``schemas/report.schema.json`` describes it; the last one holds the trail of all.

So every line is a report, and line N is dossier N, for whoever reads them one by one; and a file that was cut short has
no trail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import trail_data
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.plain import cited_data, error_data, json_line, report_data

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.showing.data.report import Notice, Report


def printer(plan: Plan, language: Localization) -> Printer:
    """The report of a dossier as a line of JSON."""
    return lambda submission: json_line(submission_data(submission, language))


class Writer:
    """Writes reports line by line, each once it is known whether it is the last."""

    def __init__(self, outlet: Outlet) -> None:
        """Keep the stream."""
        self.stream = outlet.stream
        self.waiting: str | None = None

    def add(self, printed: str) -> None:
        """Write the report before this one."""
        if self.waiting is not None:
            self.stream.write(f"{self.waiting}\n")
        self.waiting = printed

    def end(self, summary: Summary) -> None:
        """Write the last report, with the trail."""
        if self.waiting is not None:
            trail = "" if summary.trail is None else f',"trail":{json_line(trail_data(summary.trail))}'
            self.stream.write(f"{self.waiting[:-1]}{trail}}}\n")


def submission_data(submission: Submission, language: Localization) -> Report:
    """The report of a dossier, whose notices also hold what its reader could not decide and what the batch adds."""
    if submission.report is None:
        data = error_data(submission.origin, submission.problems, language)
    else:
        data = report_data(submission.report, language)
    named = {"reference": submission.reference, "theme": submission.theme}
    found = cast("Report", {**data, "dossier": submission.origin, **named})
    notes: list[Notice] = [
        {"id": "lecture", "message": language.say(note), **cited_data(None, ())} for note in submission.notes
    ]
    return {**found, "notices": [*found["notices"], *notes]}
