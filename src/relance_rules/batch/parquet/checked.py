"""What the Python engine says of a row, in the columns of the results: to check SQL, and for what SQL cannot do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from relance_rules.batch.parquet.rows import Row, facts_of, value_of
from relance_rules.batch.submissions import Submission, key_parts
from relance_rules.checking.check import Known, check_dossier
from relance_rules.checking.projects import Placed, earlier_grants, key_of
from relance_rules.checking.report import Report, Requirements
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Theme
from relance_rules.showing.labels import waits
from relance_rules.targets.sql.layout import ORIGIN, PLACE
from relance_rules.values import Money


def checked(row: Row, theme: Theme, rules: Rules, known: Known | None = None) -> dict[str, Any]:
    """The results of a dossier, by column, as DuckDB gives them.

    Args:
        row: The dossier, as the table has it.
        theme: Its theme.
        rules: The rules of the table.
        known: By scope, what is known of the other dossiers of the scope.
    """
    report = check_dossier(rules.plan, theme, dossier_of(row, rules), known or {})
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
    }


def key_lines(rows: Iterable[tuple[Any, ...]], theme: Theme, name: str, rules: Rules) -> Iterator[dict[str, Any]]:
    """For the place of each dossier and the cells of a key of its scope: the place, and what tells that key."""
    plan = rules.plan
    scope = plan.scopes[name]
    for place, *cells in rows:
        stated = zip(scope.key, cells, strict=True)
        facts = {path: value_of(cell, plan.facts[path]) for (_, path), cell in stated if cell is not None}
        if (key := key_of(scope, facts)) is not None:
            told = repr((theme.code, name, key)).encode("utf-8", "surrogatepass")
            yield {PLACE: place, "key": hashlib.blake2b(told, digest_size=12).hexdigest()}


def checked_together(
    rows: Iterable[Row], theme: Theme, rules: Rules, unread: Iterable[Row] = ()
) -> Iterator[dict[str, Any]]:
    """The results of dossiers of a theme that share ceilings with no others; all are held in memory.

    ``unread`` are those of them that are in error: they have no results, and leave the later ones unsettled.
    """
    held = {row[PLACE]: row for row in rows}
    placed = [Placed((place,), theme.code, dossier_of(row, rules)) for place, row in held.items()]
    placed += [Placed((row[PLACE],), theme.code, dossier_of(row, rules), unread=True) for row in unread]
    earlier = earlier_grants(placed, rules) if theme.scopes else {}
    for place, row in held.items():
        yield checked(row, theme, rules, earlier.get((place,)))


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
