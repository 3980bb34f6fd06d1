"""Forms of the filing platform as its API describes them, for the tests."""

from __future__ import annotations

import base64
from typing import Any


def descriptor(number: int) -> str:
    return base64.b64encode(f"Champ-{number}".encode()).decode()


def field(number: int, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """The description of a field: ``kind`` is its type as the platform names it."""
    name = "".join(part.capitalize() for part in kind.split("_"))
    return {
        "__typename": f"{name}ChampDescriptor",
        "id": descriptor(number),
        "label": label,
        "description": "",
        "required": True,
        **more,
    }


def form(*fields: dict[str, Any], annotations: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """The answer that describes a form."""
    revision = {"id": "UmV2aXNpb24tMQ==", "champDescriptors": list(fields), "annotationDescriptors": list(annotations)}
    return {"data": {"demarche": {"number": 12345, "title": "Guichet", "activeRevision": revision}}}
