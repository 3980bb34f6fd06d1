"""The nearest right word to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from relance_rules.values import Message
from relance_rules.values.spelling import normal

_LISTED = 12


def nearest(
    word: str, known: Iterable[str], spelled: Mapping[str, str] | None = None, cutoff: float = 0.6
) -> str | None:
    """The known word that is nearest to a misspelt one, if any is near.

    Args:
        word: What was found.
        known: The words that are right.
        spelled: What each other spelling of a right word, normalised, names.
        cutoff: How near a word must be, from 0 to 1.
    """
    names = {**(spelled or {}), **{normal(name): name for name in known}}
    found = difflib.get_close_matches(normal(word[:100]), names, n=1, cutoff=cutoff)
    return names[found[0]] if found else None


def suggestion(word: str, known: Iterable[str], spelled: Mapping[str, str] | None = None) -> Message:
    """A sentence that proposes the nearest known word, or lists the first known ones; see :func:`nearest`."""
    known = list(known)
    if near := nearest(word, known, spelled):
        return Message("vouliez-vous dire « {near} » ?", {"near": near})
    if not known:
        return Message("aucun n’est attendu ici", {})
    listed = ", ".join(known[:_LISTED])
    return Message("accepté : {known}", {"known": f"{listed}…" if len(known) > _LISTED else listed})
