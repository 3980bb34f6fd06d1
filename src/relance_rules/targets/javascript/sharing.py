"""The data of a plan, smaller: what stands in it twice is written once, and what no report says is left out.

So are the names of the fields of its records: records of the same fields are of one shape.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

UNSAID = {"test", "rule"}
"""The kinds of named nodes of which a report says nothing: the rule that requires them says it."""

LEAST = 16
"""A shorter text is written again: a reference would save nothing."""


def told(plan: dict[str, Any]) -> dict[str, Any]:
    """The data of a plan without what only explanations say."""
    return {**plan, "named": [_told(named) for named in plan["named"]]}


def _told(named: dict[str, Any]) -> dict[str, Any]:
    if named["kind"] not in UNSAID:
        return named
    return {name: value for name, value in named.items() if name not in ("label", "source", "readings")}


def shared(data: Any) -> dict[str, Any]:
    """Plain data with each of the texts, records and lists that it holds twice written once.

    A list is ``[0, *its items]``, a record ``[n, *its values]``, of which the names are those of the ``n``-th of the
    shapes. ``[-n]`` stands for the ``n``-th of those shared, each of which refers only to those before it.
    """
    found: Counter[str] = Counter()
    _count(data, found)
    writer = _Writer({text for text, count in found.items() if count > 1 and len(text) >= LEAST})
    body = writer.written(data)
    return {"shapes": list(map(list, writer.shapes)), "shared": writer.shared, "body": body}


def _count(value: Any, found: Counter[str]) -> None:
    if isinstance(value, (dict, list, str)):
        text = _text(value)
        found[text] += 1
        if found[text] == 1 and not isinstance(value, str):
            for inner in value.values() if isinstance(value, dict) else value:
                _count(inner, found)


class _Writer:
    def __init__(self, repeated: set[str]) -> None:
        self.repeated = repeated
        self.shapes: dict[tuple[str, ...], int] = {}
        self.shared: list[Any] = []
        self._places: dict[str, int] = {}

    def written(self, value: Any) -> Any:
        if not isinstance(value, (dict, list, str)):
            return value
        text = _text(value)
        if text not in self.repeated:
            return self._whole(value)
        if text not in self._places:
            whole = self._whole(value)
            self.shared.append(whole)
            self._places[text] = len(self.shared)
        return [-self._places[text]]

    def _whole(self, value: dict[str, Any] | list[Any] | str) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return [0, *map(self.written, value)]
        shape = self.shapes.setdefault(tuple(value), len(self.shapes) + 1)
        return [shape, *map(self.written, value.values())]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
