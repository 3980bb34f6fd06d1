"""One report per line of JSON, with how its dossier stands: as the ``reports`` of ``schemas/batch.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.plain import cited_data, error_data, json_line, project_data, report_data

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.shapes import BatchReport, FiledData
    from relance_rules.showing.data.report import Notice


def printer(plan: Plan, language: Localization) -> Printer:
    """The report of a dossier as a line of JSON."""
    return lambda submission: json_line(submission_data(submission, language))


class Writer:
    """Writes reports line by line."""

    def __init__(self, outlet: Outlet) -> None:
        """Keep the stream."""
        self.stream = outlet.stream

    def add(self, printed: str) -> None:
        """Write a report."""
        self.stream.write(f"{printed}\n")

    def end(self, summary: Summary) -> None:
        """Nothing follows the last line."""


def submission_data(submission: Submission, language: Localization) -> BatchReport:
    """The report of a dossier, and who filed it; its notices also hold what its reader could not decide and what the
    batch adds.
    """
    if submission.report is None:
        told = error_data(submission.origin, submission.problems, language)
        data = {**told, "project": project_data(submission.plan, submission.facts)}
    else:
        data = report_data(submission.report, language)
    named = {"reference": submission.reference, "theme": submission.theme}
    found = cast("BatchReport", {**data, "dossier": submission.origin, **named, "submission": _filed(submission)})
    notes: list[Notice] = [
        {"id": "lecture", "message": language.say(note), **cited_data(None, ())} for note in submission.notes
    ]
    return {**found, "notices": [*found["notices"], *notes]}


def _filed(submission: Submission) -> FiledData:
    handling = submission.handling
    return {
        "number": handling.number,
        "organisation": submission.organisation,
        "siret": submission.siret,
        "contact": handling.contact,
        "group": handling.group,
        "instructors": list(handling.instructors),
        "state": handling.state,
        "modified": None if handling.modified is None else handling.modified.isoformat(),
    }
