"""The JSON of most dossiers, read by pydantic's core, where that surely gives what the exact reader gives.

Of two equal keys it keeps the last, and it reads decimals as floats: what it gives is counted and looked at before
anyone sees it. All else is for ``exact_json``, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

from relance_rules.loading.files import LATE_CONTROL

_KEY = re.compile(rb'"[ \t\r\n]*:')
_LARGE = 10**29


def fast_object(data: bytes) -> dict[str, Any] | None:
    """The object of a JSON text, with nothing in it that the exact reader reads otherwise; None of any other text."""
    try:
        # Keys return from one dossier to the next; remembering what they hold costs more than it saves.
        found = from_json(data, cache_strings="keys")
        # No JSON text holds earlier controls as they are.
        if type(found) is not dict or b"\x7f" in data or LATE_CONTROL.search(data):
            return None
        keys = _keys((found,))
    except ValueError:
        return None
    # As many keys are written as are found, unless texts hold colons, or a key is given twice.
    return found if keys == data.count(b":") or keys == len(_KEY.findall(data)) else None


def _keys(values: Iterable[Any]) -> int:
    """How many keys there are in plain values.

    Raises:
        ValueError: There is a number that may not be the one that was written.
    """
    count = 0
    for value in values:
        kind = type(value)
        if kind is str:
            continue
        if kind is dict:
            count += len(value) + _keys(value.values())
        elif kind is list:
            count += _keys(value)
        elif kind is float or (kind is int and abs(value) >= _LARGE):
            raise ValueError
    return count
