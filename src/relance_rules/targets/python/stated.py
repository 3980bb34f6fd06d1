"""A value that a dossier states, as the engine computes with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from relance_rules.plan.facts import FactDef
from relance_rules.values import Money

Facts: TypeAlias = Mapping[str, Any]
"""Facts by path. Amounts are Money, rates and decimals Fraction, days date; a list is a tuple of the Facts of its
items.

What is not stated is not there: no value is ever None.
"""


def is_choice(fact: FactDef | None) -> bool:
    """Whether a fact is one of some values; an amount that the engine states is not."""
    return fact is not None and fact.kind.sort in ("choice", "truth")


def number_of(fact: FactDef | None, up: int) -> Callable[[Any], Any]:
    """What reads a number or a day, in units of its scale or in finer ones, ``up`` decimals more."""
    lift = 10**up
    if fact is not None and fact.kind.sort == "day":
        return lambda value: value.toordinal()
    if fact is not None and fact.kind.python is Fraction:
        unit = 10**fact.kind.scale * lift
        return lambda value: value.numerator * unit // value.denominator
    if fact is None or fact.kind.python is Money:
        # As a plain number: amounts check what they are computed with.
        return int if lift == 1 else lambda value: int(value) * lift
    return itself if lift == 1 else lambda value: value * lift


def itself(value: Any) -> Any:
    """A value as it is."""
    return value


def leaves_of(fact: FactDef) -> Mapping[Any, frozenset[str]] | None:
    """For each value, the finest ones that it may stand for; None where they are too many to list."""
    if fact.type == "enumeration":
        return fact.leaves
    return {True: frozenset({"true"}), False: frozenset({"false"})} if fact.type == "boolean" else None


def alone(value: str) -> frozenset[str]:
    """A value that stands for itself."""
    return frozenset({value})


def among(values: frozenset[str] | None, wanted: frozenset[str]) -> bool | None:
    """Whether what may be is wanted: None where some of it is, and some not."""
    if values is None:
        return None
    return True if values <= wanted else False if not values & wanted else None
