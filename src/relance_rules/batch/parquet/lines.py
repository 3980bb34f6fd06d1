"""The results of a table as the lines of a spreadsheet: the columns of every batch, but the sentences of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

from relance_rules.batch.columns import HANDLING, columns_of
from relance_rules.batch.reductions import reduction
from relance_rules.batch.words import VERDICT_WORDS
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.cells import cell_printer, line_writer
from relance_rules.showing.labels import words_of_status
from relance_rules.values import Message, Money

_AMOUNTS = ("total_cost", "requested", "grant", "applicant_share")
_PLAIN = ("reference", "theme", "organisation", "siret", "project_name", "filed_on", "origin")
_DECIDED = ("awarded", "decision_note", "decision_instructor", "decision_source")
_ABSENT = ("less", "reasons", "notices", "readings", "notes", *HANDLING, *_DECIDED)
"""What a table does not hold, of decided dossiers for one, or only the Python engine says of a dossier."""
_OWN = {
    "refused": Message("Règles refusées"),
    "open": Message("Règles à déterminer"),
    "faults": Message("Fautes de lecture"),
}


def write_csv(stream: IO[str], rows: Iterable[Mapping[str, Any]], plan: Plan, language: Localization) -> None:
    """Write results, a line each, as the csv of a batch writes them.

    Instead of sentences, which rules refuse a dossier or are open, by their ids, and why it could not be read.
    """
    known = {column.key: column.title for column in columns_of(plan) if column.key not in _ABSENT} | _OWN
    cell = cell_printer(language)
    write = line_writer(stream, map(language.say, known.values()))
    sessions = {(code, each.id): each.label for code, theme in plan.themes.items() for each in theme.windows}
    for row in rows:
        shown = _shown(row, sessions)
        write([cell(shown[name]) for name in known])


def _shown(row: Mapping[str, Any], sessions: Mapping[tuple[str, str], Content]) -> dict[str, Content]:
    rules = row["rules"] or {}
    amounts = {name: None if row[name] is None else Money(row[name]) for name in _AMOUNTS}
    return {
        **{name: row[name] for name in _PLAIN},
        **amounts,
        "reduction": reduction(amounts["requested"], amounts["grant"]),
        "window": sessions.get((row["theme"], row["window"])),
        "status": words_of_status(row["status"], waiting=row["waits"]),
        "verdict": VERDICT_WORDS[row["verdict"]],
        "project": row["project"] or [],
        "applicants": row["applicants"] or [],
        "refused": [name for name, outcome in rules.items() if outcome == "fail"],
        "open": [name for name, outcome in rules.items() if outcome == "unknown"],
        "faults": row["faults"] or [],
    }
