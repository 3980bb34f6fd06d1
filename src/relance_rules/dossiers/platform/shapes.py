"""What tells an answer of the filing platform from a dossier."""

from __future__ import annotations

from typing import Any

_DOSSIER_KEYS = frozenset({"champs", "demandeur", "annotations"})


def is_node(data: Any) -> bool:
    """Whether some JSON is one dossier of the platform."""
    return isinstance(data, dict) and not _DOSSIER_KEYS.isdisjoint(data) and not {"projet", "porteurs"} & data.keys()


def is_answer(data: Any) -> bool:
    """Whether some JSON comes from the platform: an answer, a list of answers, a page, or bare nodes."""
    if isinstance(data, list):
        return any(is_answer(item) for item in data)
    if not isinstance(data, dict):
        return False
    if is_node(data) or isinstance(data.get("nodes"), list) or isinstance(data.get("edges"), list):
        return True
    if "data" in data:
        return data["data"] is None or isinstance(data["data"], dict)
    return any(isinstance(data.get(key), dict) for key in ("demarche", "dossiers", "dossier"))
