"""The whole batch as one JSON object: the reports, then what they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from relance_rules.batch.memory import changes_data
from relance_rules.batch.outputs import Outlet, Printer, ndjson
from relance_rules.batch.projects import Member, Project
from relance_rules.batch.selection.words import selection_data
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import Totals
from relance_rules.batch.trail import trail_data
from relance_rules.batch.words import envelope_name
from relance_rules.checking.report import Status
from relance_rules.dossiers.handling import Outcome
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.plain import json_line
from relance_rules.values import Money

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.shapes import (
        DecisionCounts,
        MemberData,
        StatusCounts,
        SummaryData,
        ThemeTotalsData,
        TotalsData,
        WindowTotalsData,
    )

SCHEMA = "relance-batch/1"
_OPENING = f'{{"schema":"{SCHEMA}",\n"reports":['


class Line(NamedTuple):
    """A dossier as a line of JSON, and whether it is one that is decided."""

    text: str
    decided: bool = False


def printer(plan: Plan, language: Localization) -> Printer:
    """The report of a dossier as a line of JSON, or the decision of one that is decided."""
    line = ndjson.printer(plan, language)
    return lambda submission: Line(line(submission), submission.decision is not None)


class Writer:
    """Writes the reports one by one, so that they are never all in memory; decisions wait on disk for their end."""

    def __init__(self, outlet: Outlet) -> None:
        """Write nothing yet: what fails before the first report leaves no half of an object."""
        self.language, self.stream = outlet.language, outlet.stream
        self.before = _OPENING
        self.scratch = outlet.scratch / "json-decided"
        self.decided: IO[str] | None = None

    def add(self, printed: Line) -> None:
        """Write a report, or keep a decision."""
        if not printed.decided:
            self.stream.write(f"{self.before}\n{printed.text}")
            self.before = ","
        elif self.decided is None:
            self.decided = self.scratch.open("w+", encoding="utf-8", errors="replace", newline="")
            self.decided.write(f"\n{printed.text}")
        else:
            self.decided.write(f",\n{printed.text}")

    def end(self, summary: Summary) -> None:
        """Write the totals and close the object."""
        self.stream.write(f"{_OPENING}]" if self.before == _OPENING else "\n]")
        self.stream.write(',\n"decided":[')
        if self.decided is not None:
            self.decided.seek(0)
            self.stream.writelines(self.decided)
            self.decided.close()
        self.stream.write("]" if self.decided is None else "\n]")
        for key, value in summary_data(summary, self.language).items():
            self.stream.write(f',\n"{key}":{json_line(value)}')
        before = ',\n"projects":['
        for project in summary.projects.listed():
            self.stream.write(f"{before}\n")
            self._project(project)
            before = ","
        self.stream.write("\n]" if before == "," else f"{before}]")
        trail = None if summary.trail is None else trail_data(summary.trail)
        self.stream.write(f',\n"trail":{json_line(trail)}}}\n')

    def _project(self, project: Project) -> None:
        """Write a project, dossier by dossier: one may have any number of them."""
        head = json_line(project_data(project, self.language))
        self.stream.write(f'{head[:-1]},"dossiers":[')
        before = ""
        for member in project.members():
            self.stream.write(f"{before}{json_line(member_data(member))}")
            before = ","
        self.stream.write("]}")


def projects_data(summary: Summary, language: Localization) -> Iterator[dict[str, Any]]:
    """The projects as JSON data, one after the other."""
    for project in summary.projects.listed():
        yield {**project_data(project, language), "dossiers": list(map(member_data, project.members()))}


def project_data(project: Project, language: Localization) -> dict[str, Any]:
    """A project as JSON data, without its dossiers."""
    return {
        "theme": project.theme,
        "scope": project.scope,
        "key": list(project.written),
        "requested": _amount(project.requested),
        "stated": _amount(project.stated),
        "decided": _amount(project.decided),
        "proposed": str(project.proposed),
        "ceiling": _amount(project.limit),
        "used": str(project.used),
        "left": _amount(project.left),
        "exceeded_by": _amount(project.exceeded_by),
        "settled": project.settled,
        "unsure": [language.say(each) for each in project.unsure],
    }


def member_data(member: Member) -> MemberData:
    """A dossier of a project as JSON data."""
    return {
        "dossier": member.origin,
        "reference": member.reference,
        "filed_on": None if member.filed_on is None else member.filed_on.isoformat(),
        "status": member.status if member.decision is None else None,
        "decision": None if member.decision is None else member.decision.outcome,
        "requested": _amount(member.requested),
        "stated": _amount(member.stated),
        "granted": _amount(member.counted),
    }


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
        "decisions": _decisions(summary.decisions, summary.awarded, summary.unsaid),
        "themes": themes,
        "envelopes": [
            {
                "id": use.id,
                "label": language.say(envelope_name(summary.plan, use.id)),
                "envelope": str(use.envelope),
                "committed": str(use.committed),
                "awarded": str(use.awarded),
                "granted": str(use.granted),
                "used": str(use.used),
                "without_amount": use.unsaid,
                "exceeded": use.exceeded,
            }
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
        "set_aside": {"copies": summary.aside.copies, "replaced": summary.aside.replaced},
        "changes": changes_data(summary.changes),
        "selection": None if summary.selection is None else selection_data(summary.selection, language),
    }


def _totals(totals: Totals) -> TotalsData:
    return {
        "count": totals.count,
        "statuses": _statuses(totals.of),
        "total_cost": _amount(totals.total_cost),
        "requested": _amount(totals.requested),
        "granted": str(Money(totals.granted)),
        "decisions": _decisions(totals.decisions, totals.awarded, totals.unsaid),
    }


def _decisions(decisions: Mapping[Outcome, int], awarded: int, unsaid: int) -> DecisionCounts:
    return {
        "count": sum(decisions.values()),
        "awarded": decisions.get("awarded", 0),
        "refused": decisions.get("refused", 0),
        "withdrawn": decisions.get("withdrawn", 0),
        "amount": str(Money(awarded)),
        "without_amount": unsaid,
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
