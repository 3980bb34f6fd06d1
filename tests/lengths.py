"""How much of what is alike is tried by every run, and how much where there is time for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def shortened(values: Iterable[Any], first: int) -> list[Any]:
    """The first of some values, and the others as those of long tests."""
    listed = list(values)
    return [*listed[:first], *(pytest.param(value, marks=pytest.mark.long) for value in listed[first:])]
