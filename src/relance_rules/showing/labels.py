"""The words and marks that every rendering of a report shares."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content, Tone
from relance_rules.values import Message

STATUS: dict[str, tuple[Tone, Message]] = {
    "ready": ("good", Message("PRÊT À DÉPOSER")),
    "incomplete": ("warn", Message("À COMPLÉTER")),
    "ineligible": ("bad", Message("NON ÉLIGIBLE")),
    "error": ("bad", Message("DOSSIER CONTRADICTOIRE")),
}
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
UNSETTLED = Message("à déterminer")


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


def either(parts: Sequence[Content]) -> Content:
    """``a``, ``a ou b``, ``a, b ou c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} ou {last}", {"first": list(parts[:-1]), "last": parts[-1]})


def both(parts: Sequence[Content]) -> Content:
    """``a``, ``a et b``, ``a, b et c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} et {last}", {"first": list(parts[:-1]), "last": parts[-1]})
