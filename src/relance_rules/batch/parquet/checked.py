"""What the Python engine says of a row, in the columns of the results: to check SQL, and for what SQL cannot do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from relance_rules.batch.parquet.columns import NOTES
from relance_rules.batch.parquet.rows import Row, facts_of
from relance_rules.batch.submissions import Submission, key_parts
from relance_rules.checking.projects import Ledger, Placed, count_in, steps_in_order
from relance_rules.checking.report import Report, Requirements
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Theme
from relance_rules.showing.labels import waits
from relance_rules.targets.sql.layout import ORIGIN, PLACE
from relance_rules.values import Money

UNREAD = "+unread"
"""The column that says whether a dossier is in error: what it holds was not all read, or is at fault."""


def checked_together(given: Callable[[], Iterable[Row]], theme: Theme, rules: Rules) -> Iterator[dict[str, Any]]:
    """The results of dossiers of a theme, which share ceilings with no others, by column, as DuckDB gives them.

    Those in error have none, and leave the later ones unsettled.

    Args:
        given: Gives their rows, in the order of ``filing_of``; they are gone through twice, and not held.
        theme: Their theme.
        rules: The rules of the table.
    """

    def placed(row: Row) -> Placed:
        return Placed((row[PLACE],), theme.code, dossier_of(row, rules), unread=row.get(UNREAD, False))

    ledger = Ledger({}, {}, {}, {})
    if theme.scopes:
        for row in given():
            count_in(placed(row), rules, ledger)
    for row in given():
        (step,) = steps_in_order([placed(row)], rules, ledger)
        if step.report is not None:
            yield _results(row, step.report, theme, rules)


def _results(row: Row, report: Report, theme: Theme, rules: Rules) -> dict[str, Any]:
    reference = report.reference
    shown = Submission((row[PLACE],), row[ORIGIN], rules.plan, report, reference)
    scope = next(iter(rules.plan.scopes.values()), None)
    window = shown.window
    return {
        PLACE: row[PLACE],
        "reference": reference,
        "theme": theme.code,
        "status": report.status,
        "verdict": report.verdict,
        "waits": waits(report),
        "organisation": shown.organisation,
        "siret": shown.siret,
        "project_name": shown.project_name,
        "project": None if scope is None else [_text(part) for part in key_parts(scope, shown)] or None,
        "applicants": shown.applicants or None,
        "filed_on": shown.filed_on,
        "window": None if window is None else window.id,
        "total_cost": _cents(shown.total_cost),
        "requested": _cents(shown.requested),
        "base": _cents(report.funding.base),
        "before_ceilings": _cents(report.funding.before_ceilings),
        "grant": _cents(shown.grant),
        "applicant_share": _cents(shown.share),
        "rules": _outcomes(report),
        "missing_commitments": _count(report.commitments),
        "missing_documents": _count(report.documents),
        "notes": row[NOTES],
        "origin": row[ORIGIN],
    }


def dossier_of(row: Row, rules: Rules) -> Dossier:
    """A row as checking sees it."""
    return Dossier(facts_of(row, rules.plan.facts), row[ORIGIN])


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _cents(amount: Money | None) -> int | None:
    return None if amount is None else int(amount)


def _outcomes(report: Report) -> dict[str, str]:
    return {finding.rule.id.partition(".")[2] or finding.rule.id: finding.outcome for finding in report.findings}


def _count(found: Requirements) -> int | None:
    return len(found.missing) if found.known else None
