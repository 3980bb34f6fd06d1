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
    found = _all_nearest(word, known, spelled, cutoff)
    return found[0] if found else None


def _all_nearest(word: str, known: Iterable[str], spelled: Mapping[str, str] | None, cutoff: float) -> list[str]:
    """The known words that are nearest to a misspelt one: several where nothing tells them apart."""
    names = {**(spelled or {}), **{normal(name): name for name in known}}
    sought = normal(word[:100])
    found = difflib.get_close_matches(sought, names, n=_LISTED, cutoff=cutoff)
    matcher = difflib.SequenceMatcher(b=sought)

    def nearness(name: str) -> float:
        matcher.set_seq1(name)
        return matcher.ratio()

    best = nearness(found[0]) if found else 0
    return list(dict.fromkeys(names[name] for name in found if nearness(name) == best))


def suggestion(word: str, known: Iterable[str], spelled: Mapping[str, str] | None = None) -> Message:
    """A sentence that proposes the nearest known words, or lists the first known ones; see :func:`nearest`."""
    known = list(known)
    near = _all_nearest(word, known, spelled, 0.6)
    if len(near) > 1:
        return Message("vouliez-vous dire l’un de {near} ?", {"near": sorted(near)})
    if near:
        return Message("vouliez-vous dire « {near} » ?", {"near": near[0]})
    if not known:
        return Message("aucun n’est attendu ici", {})
    listed = ", ".join(known[:_LISTED])
    return Message("accepté : {known}", {"known": f"{listed}…" if len(known) > _LISTED else listed})
