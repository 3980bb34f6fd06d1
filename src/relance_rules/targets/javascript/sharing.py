"""The data of a plan, smaller: what stands in it twice is written once, and what no report says is left out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

UNSAID = {"test", "rule"}
"""The kinds of named nodes of which a report says nothing: the rule that requires them says it."""

LEAST = 24
"""A shorter text is written again: a reference would save nothing."""


def told(plan: dict[str, Any]) -> dict[str, Any]:
    """The data of a plan without what only explanations say."""
    return {**plan, "named": [_told(named) for named in plan["named"]]}


def _told(named: dict[str, Any]) -> dict[str, Any]:
    if named["kind"] not in UNSAID:
        return named
    return {name: value for name, value in named.items() if name not in ("label", "source", "readings")}


def shared(data: Any) -> dict[str, Any]:
    """Plain data with each of the records and lists that it holds twice written once.

    ``{"$": n}`` stands for the one of place ``n`` among those shared, each of which refers only to those before it. No
    record of a plan has a field of that name.
    """
    found: Counter[str] = Counter()
    _count(data, found)
    places: dict[str, int] = {}
    written: list[Any] = []
    body = _written(data, {text for text, count in found.items() if count > 1 and len(text) >= LEAST}, places, written)
    return {"shared": written, "body": body}


def _count(value: Any, found: Counter[str]) -> None:
    if isinstance(value, (dict, list)):
        text = _text(value)
        found[text] += 1
        if found[text] == 1:
            for inner in value.values() if isinstance(value, dict) else value:
                _count(inner, found)


def _written(value: Any, repeated: set[str], places: dict[str, int], written: list[Any]) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    text = _text(value)
    if text in places:
        return {"$": places[text]}
    if isinstance(value, dict):
        whole: Any = {name: _written(inner, repeated, places, written) for name, inner in value.items()}
    else:
        whole = [_written(inner, repeated, places, written) for inner in value]
    if text not in repeated:
        return whole
    places[text] = len(written)
    written.append(whole)
    return {"$": places[text]}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
