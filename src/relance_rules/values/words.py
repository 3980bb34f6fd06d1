"""Words within sentences that rules, reports and pages say alike: lists of things, ranges, large numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from relance_rules.values.messages import Message

Content: TypeAlias = Any
"""What a sentence may hold: a text, a message, an amount, a rate, a day, a number, or a list of them."""


def both(parts: Sequence[Content]) -> Content:
    """``a``, ``a et b``, ``a, b et c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} et {last}", {"first": list(parts[:-1]), "last": parts[-1]})


def either(parts: Sequence[Content]) -> Content:
    """``a``, ``a ou b``, ``a, b ou c``."""
    if len(parts) == 1:
        return parts[0]
    return Message("{first} ou {last}", {"first": list(parts[:-1]), "last": parts[-1]})


def shown_number(value: Content) -> Content:
    """A large whole number with its thousands apart; a year stays as it is."""
    return f"{value:_}".replace("_", "\u202f") if type(value) is int and value >= 10_000 else value


def range_words(bounds: Mapping[str, Content]) -> Message:
    """A range in words; ``bounds`` has ``at_least`` or ``more_than``, ``at_most`` or ``less_than``, or one of each."""
    low = bounds.get("at_least", bounds.get("more_than"))
    high = bounds.get("at_most", bounds.get("less_than"))
    values = {"low": low, "high": high}
    if low is None:
        return Message("au plus {high}" if "at_most" in bounds else "moins de {high}", values)
    if high is None:
        return Message("au moins {low}" if "at_least" in bounds else "plus de {low}", values)
    if "at_least" in bounds:
        return Message("de {low} à {high}" if "at_most" in bounds else "de {low} à moins de {high}", values)
    return Message(
        "plus de {low}, et jusqu’à {high}" if "at_most" in bounds else "entre {low} et {high} exclus",
        values,
    )
