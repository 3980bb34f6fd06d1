"""Scalars of the libraries of data: what numpy and pandas give, as the Python values that they are.

They are known by how they behave, so that neither library is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import index
from typing import Any

from relance_rules.values.messages import ParseError

_PLAIN = frozenset({str, int, bool, date, dict, list, tuple, type(None)})
_UNWRAPPED = frozenset("biufU")


def is_missing(value: object) -> bool:
    """Whether a value is what such a library writes where there is none: NaN, NaT or NA, not equal to itself.

    An array, and whatever else does not tell, is no missing value.
    """
    if type(value) in _PLAIN or isinstance(value, (str, Mapping)):
        return False
    try:
        differs = value != value
    except ArithmeticError:
        return False
    try:
        return getattr(differs, "shape", ()) == () and bool(differs)
    except (TypeError, ValueError):
        # NA answers itself to every question, and is neither true nor false.
        return differs is value


def plain(value: Any) -> Any:
    """A scalar of such a library as the Python value that it is, exactly; anything else as it is.

    Raises:
        ParseError: It is an instant that is no day.
    """
    if type(value) in _PLAIN:
        return value
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    if kind is None or getattr(value, "shape", None) != ():
        return value if isinstance(value, (int, float, str)) else _whole(value)
    if kind == "M":
        day = value.astype("datetime64[D]")
        if day != value:
            raise ParseError("un jour est attendu, sans heure")
        return day.item()
    return value.item() if kind in _UNWRAPPED else value


def _whole(value: Any) -> Any:
    """A whole number of another library; anything else as it is."""
    try:
        return index(value)
    except TypeError:
        return value
