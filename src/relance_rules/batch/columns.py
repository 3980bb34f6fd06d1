"""The columns that every table of a batch has: their titles, and what they take from a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from relance_rules.batch.rows import Row
from relance_rules.localization import Localization
from relance_rules.values import Message

STATUS_WORDS = {
    "ready": Message("prêt"),
    "incomplete": Message("à compléter"),
    "ineligible": Message("non éligible"),
    "error": Message("en erreur"),
}
VERDICT_WORDS = {
    "eligible": Message("éligible"),
    "ineligible": Message("non éligible"),
    "undetermined": Message("indéterminé"),
}
OUTCOME_WORDS = {
    "pass": Message("satisfaite"),
    "fail": Message("refusée"),
    "unknown": Message("à déterminer"),
    "not_applicable": Message("sans objet"),
}


class Column(NamedTuple):
    """A column; an ``amount`` is an exact text in euros TTC (``1200000.00``), or None where it is not known."""

    key: str
    title: Message
    value: Callable[[Row, Localization], str | None]
    amount: bool = False


def _funding(key: str) -> Callable[[Row, Localization], str | None]:
    return lambda row, language: row.report["funding"][key]


COLUMNS = (
    Column("reference", Message("Référence"), lambda row, _: row.report["reference"] or ""),
    Column("theme", Message("Thème"), lambda row, _: row.report["theme"] or ""),
    Column("status", Message("État"), lambda row, language: language.say(STATUS_WORDS[row.status])),
    Column(
        "verdict",
        Message("Éligibilité"),
        lambda row, language: language.say(VERDICT_WORDS[row.report["eligibility"]["verdict"]]),
    ),
    Column("project_name", Message("Projet"), lambda row, _: row.project_name),
    Column("project", Message("Référence du projet"), lambda row, _: row.project),
    Column("applicants", Message("Porteurs"), lambda row, _: row.applicants),
    Column("filed_on", Message("Déposé le"), lambda row, _: row.filed_on),
    Column("window", Message("Session"), lambda row, _: row.window),
    Column("total_cost", Message("Coût total TTC"), _funding("total_cost"), amount=True),
    Column("requested", Message("Subvention demandée"), _funding("requested"), amount=True),
    Column("grant", Message("Subvention proposée"), lambda row, _: row.proposed("grant"), amount=True),
    Column("applicant_share", Message("Reste au porteur"), lambda row, _: row.proposed("applicant_share"), amount=True),
    Column("reasons", Message("Pourquoi"), lambda row, _: " · ".join(row.reasons)),
    Column("notes", Message("Remarques de lecture"), lambda row, _: " · ".join(row.notes)),
    Column("origin", Message("Fichier"), lambda row, _: row.origin),
)
