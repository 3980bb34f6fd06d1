"""The words and marks that every rendering of a report shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from relance_rules.checking.report import Report
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.showing.blocks import Tone

STATUS: dict[str, tuple[Tone, Message]] = {
    "ready": ("good", Message("PRÊT À DÉPOSER")),
    "incomplete": ("warn", Message("À COMPLÉTER")),
    "ineligible": ("bad", Message("NON ÉLIGIBLE")),
    "error": ("bad", Message("DOSSIER CONTRADICTOIRE")),
}
STATUS_WORDS = {
    "ready": Message("prêt"),
    "incomplete": Message("à compléter"),
    "ineligible": Message("non éligible"),
    "error": Message("en erreur"),
}
"""The same within a sentence, and as the title of what is counted."""
_NOT_YET: tuple[Tone, Message] = ("good", Message("PRÊT, UNE DÉMARCHE AVANT DE DÉPOSER"))
_NOT_YET_WORDS = Message("prêt, une démarche avant de déposer")
VERDICT = {
    "eligible": Message("éligible"),
    "ineligible": Message("non éligible"),
    "undetermined": Message("indéterminée"),
}
MARKS: dict[str, tuple[str, Tone]] = {
    "pass": ("✓", "good"),
    "fail": ("✗", "bad"),
    "unknown": ("?", "warn"),
    "not_applicable": ("–", "faint"),
}
TRUTHS: dict[bool | None, tuple[str, Tone]] = {
    True: ("✓", "good"),
    False: ("✗", "bad"),
    None: ("?", "warn"),
}
TRUTH_NAMES: dict[bool | None, Literal["true", "false", "unknown"]] = {True: "true", False: "false", None: "unknown"}
"""Truths as JSON data names them."""
UNSETTLED = Message("à déterminer")


def asks_first(theme: Theme) -> bool:
    """Whether the source has lost a list of what a theme asks, which is to be asked for before filing."""
    return theme.commitments.unknown is not None or theme.documents.unknown is not None


def waits(report: Report) -> bool:
    """Whether a dossier that gives all that is known to decide should not be filed yet: a step comes before."""
    return report.status == "ready" and (asks_first(report.theme) or bool(report.unidentified))


def status_line(report: Report) -> tuple[Tone, Message]:
    """The status of a dossier, and how it stands out."""
    return _NOT_YET if waits(report) else STATUS[report.status]


def status_words(report: Report) -> Message:
    """The same within a table or a sentence."""
    return words_of_status(report.status, waiting=waits(report))


def words_of_status(status: str, *, waiting: bool) -> Message:
    """The words of a status, and of a ready dossier that is ``waiting`` for a step before it is filed."""
    return _NOT_YET_WORDS if waiting else STATUS_WORDS[status]


_PLACES = {
    "lines": Message("{title} l. {place}"),
    "page": Message("{title} p. {place}"),
    "article": Message("{title}, article {place}"),
    "section": Message("{title}, section {place}"),
}


def citation(plan: Plan, source: Citation | None, readings: Sequence[str] = ()) -> Message:
    """Where a line comes from: the passage, and the readings it rests on."""
    said = Message("lecture {readings}", {"readings": list(readings)}) if readings else Message("")
    if source is None:
        return said
    document = plan.documents[source.document or next(iter(plan.documents))]
    values = {"title": document.title, "place": source.place}
    passage = Message(_PLACES[source.by].text, values)
    return Message("{passage}, {reading}", {"passage": passage, "reading": said}) if readings else passage


def unit(plan: Plan) -> str | Message:
    """The currency of the amounts and the taxes that they hold, as the title of a column."""
    currency = plan.currency
    if currency is None:
        return ""
    if currency.tax is None:
        return currency.sign
    return Message("{sign} {tax}", {"sign": currency.sign, "tax": currency.tax})
