"""The words and marks that every rendering of a report shares."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.language.base import Source
from relance_rules.showing.blocks import Content, Tone
from relance_rules.values import FALSE, TRUE, UNKNOWN, Message, Truth

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
TRUTHS: dict[Truth, tuple[str, Tone]] = {
    TRUE: ("✓", "good"),
    FALSE: ("✗", "bad"),
    UNKNOWN: ("?", "warn"),
}
UNSETTLED = Message("à déterminer")


def citation(source: Source | None, reading: str | None) -> Message:
    """Where a line comes from: the lines of the catalogue, and the reading it rests on."""
    if source is None:
        return Message("lecture {reading}", {"reading": reading}) if reading else Message("")
    if reading:
        return Message("catalogue l. {lines}, lecture {reading}", {"lines": source.lines, "reading": reading})
    return Message("catalogue l. {lines}", {"lines": source.lines})


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
