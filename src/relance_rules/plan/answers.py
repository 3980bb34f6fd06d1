"""An answer as a person or a program gives it, read as its fact types it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from relance_rules.plan.fact_types import FACT_TYPES, scalar
from relance_rules.plan.facts import FactDef
from relance_rules.values import Currency, ParseError, parse_boolean, parse_rate
from relance_rules.values.foreign import is_missing, plain

_MAX_DEPTH = 40
# Spaces, and what takes the place of a letter and shows none.
_BLANK = re.compile(r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff]*")


def is_absent(value: object, levels: int = _MAX_DEPTH) -> bool:
    """Whether a value says nothing: blank text, null, NaN and absence are the same thing; zero and false are answers.

    A text of which nothing can be seen is blank.

    What is nested deeper than ``levels`` is taken to say something.
    """
    if isinstance(value, str):
        # Most texts start with a letter or a digit.
        return not "!" <= value[:1] <= "~" and _BLANK.fullmatch(value) is not None
    if value is None:
        return True
    if type(value) in (bool, int):
        return False
    if not isinstance(value, (Mapping, list, tuple)) or not levels:
        return is_missing(value)
    inside = value.values() if isinstance(value, Mapping) else value
    return all(is_absent(inner, levels - 1) for inner in inside)


def read_boolean(value: Any) -> bool:
    """A yes or a no.

    Raises:
        ParseError: It is neither.
    """
    return parse_boolean(scalar(plain(value)))


def read_value(value: Any, fact: FactDef, currency: Currency | None) -> Any:
    """One value as its fact types it.

    Raises:
        ParseError: It can't be read as that, or is out of what the fact may hold.
    """
    found = FACT_TYPES[fact.type].read(plain(value), fact, currency)
    if fact.minimum is not None or fact.maximum is not None:
        _within(found, fact, currency)
    return found


def _within(value: Any, fact: FactDef, currency: Currency | None) -> None:
    """Refuse a number or a day that is out of what its fact may hold."""
    if fact.minimum is not None and value < _bound(fact.minimum, fact, currency):
        raise ParseError("« {found} » est en dessous du minimum, {least}", found=value, least=fact.minimum)
    if fact.maximum is not None and value > _bound(fact.maximum, fact, currency):
        raise ParseError("« {found} » est au-dessus du maximum, {most}", found=value, most=fact.maximum)


def _bound(text: str, fact: FactDef, currency: Currency | None) -> Any:
    if FACT_TYPES[fact.type].sort == "rate":
        return parse_rate(text, None)
    return FACT_TYPES[fact.type].read(plain(text), fact, currency)
