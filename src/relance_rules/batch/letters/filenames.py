"""The names of the files of letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relance_rules.showing.console import held

_MAX_STEM = 80
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""The names that Windows keeps for devices, whatever their extension."""


class Names:
    """File names that nothing can lead elsewhere, none of them given twice, on any disk."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Start with those that are taken, without extension."""
        self._given = {name.casefold() for name in taken}
        self._times: dict[str, int] = {}

    def new(self, text: str) -> str:
        """A name that looks like a text, without extension; only letters, digits, ``-`` and ``_`` are kept of it."""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", held(text, "ascii")).strip("-")[:_MAX_STEM] or "dossier"
        if _RESERVED.fullmatch(stem):
            stem = f"dossier-{stem}"
        name = stem
        while name.casefold() in self._given:
            times = self._times[stem.casefold()] = self._times.get(stem.casefold(), 1) + 1
            name = f"{stem}-{times}"
        self._given.add(name.casefold())
        return name
