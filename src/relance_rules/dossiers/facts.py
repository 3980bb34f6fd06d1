"""A dossier as checking sees it."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.targets.pydantic.exact import MAX_ITEMS, DataPath, Facts, keys_of, stated_at
from relance_rules.values import Message

__all__ = ["MAX_ITEMS", "DataPath", "Dossier", "Facts", "fact_name", "keys_of", "stated_at"]


class Dossier(NamedTuple):
    """A dossier as checking sees it: its facts, the name of the file they came from, and what is to be said of it."""

    facts: Facts
    origin: str | None = None
    notes: tuple[Message, ...] = ()


def fact_name(path: DataPath) -> str | None:
    """The fact at a path of the data, as reports write it: ``depenses[0].annee``; None of the dossier as a whole."""
    name = ""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{str(step)[:80]}"
    return name.removeprefix(".") or None
