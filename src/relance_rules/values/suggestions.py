"""The nearest right word to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from relance_rules.values import Message

_LISTED = 12


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to a misspelt one, if any is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold()[:100], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> Message:
    """A sentence that proposes the nearest known word, or lists the first known ones."""
    known = list(known)
    if near := nearest(word, known):
        return Message("vouliez-vous dire « {near} » ?", {"near": near})
    if not known:
        return Message("aucun n’est attendu ici", {})
    listed = ", ".join(known[:_LISTED])
    return Message("accepté : {known}", {"known": f"{listed}…" if len(known) > _LISTED else listed})
