"""One dossier per line of JSON, as ``schemas/submission.schema.json``, or ``schemas/decision.schema.json``, says.

The last line holds the trail of all: so every line is a dossier, and line N is dossier N, for whoever reads them one by
one; and a file that was cut short has no trail.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, cast

from relance_rules.batch.memory import change_data, memory_data
from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import trail_data
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.plain import cited_data, error_data, json_line, project_data, report_data

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.shapes import BatchReport, DecisionModel, FiledData
    from relance_rules.dossiers.handling import Decision
    from relance_rules.showing.data.report import Notice


def printer(plan: Plan, language: Localization) -> Printer:
    """The report of a dossier as a line of JSON, or the decision of one that is decided."""

    def line(submission: Submission) -> str:
        if submission.decision is not None:
            return json_line(decision_data(submission, submission.decision, language))
        return json_line(submission_data(submission, language))

    return line


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


DECISION_SCHEMA: Literal["relance-decision/1"] = "relance-decision/1"


def decision_data(submission: Submission, decision: Decision, language: Localization) -> DecisionModel:
    """A decided dossier as JSON data."""
    filed, window, asked, cost = (
        submission.filed_on, submission.window, submission.requested, submission.total_cost,
    )  # fmt: skip
    return {
        "schema": DECISION_SCHEMA,
        "dossier": submission.origin,
        "reference": submission.reference,
        "theme": submission.theme,
        "decision": {
            "outcome": decision.outcome,
            "label": language.say(submission.status_words),
            "amount": None if decision.amount is None else str(decision.amount),
            "note": decision.note,
            "instructor": decision.instructor,
            "source": decision.source,
        },
        "filed_on": None if filed is None else filed.isoformat(),
        "window": None if window is None else window.id,
        "total_cost": None if cost is None else str(cost),
        "requested": None if asked is None else str(asked),
        "notices": _notes(submission.notes, language),
        "submission": _filed(submission),
        "memory": memory_data(submission),
        "change": change_data(submission.change),
    }


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
    compared = {"memory": memory_data(submission), "change": change_data(submission.change)}
    more = {**named, "submission": _filed(submission), **compared}
    found = cast("BatchReport", {**data, "dossier": submission.origin, **more})
    return {**found, "notices": [*found["notices"], *_notes(submission.notes, language)]}


def _notes(notes: Iterable[Content], language: Localization) -> list[Notice]:
    """What the reader of a dossier could not decide and what the batch adds."""
    return [{"id": "lecture", "message": language.say(note), **cited_data(None, ())} for note in notes]


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
