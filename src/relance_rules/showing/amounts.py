"""Values of nodes as they are shown: amounts, rates, numbers and days, or what they may be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from relance_rules.checking.report import Report
from relance_rules.plan.nodes import Dimension, Named, Node
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.showing.labels import UNSETTLED
from relance_rules.targets.python import program_of
from relance_rules.targets.python.program import Memo
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    from relance_rules.showing.blocks import Content

Bounds: TypeAlias = tuple[Any, Any]
"""The least and the most that something may be, as they are shown; None for no end."""


def value_of(report: Report, named: Node | None) -> Any:
    """What a node shows of the dossier, where it is known: what it measures, or its own value."""
    if not isinstance(named, Named) or named.dimension is None:
        return None
    return known(bounds_of(report, named))


def bounds_of(report: Report, named: Named, memo: Memo | None = None) -> Bounds:
    """The least and the most that a node may be.

    Args:
        report: Of the dossier.
        named: The node.
        memo: What was computed for the dossier already.
    """
    program = program_of(report.plan.facts)
    node = named if named.shows is None else named.shows
    span = program.interval(node, report.facts, {} if memo is None else memo).value
    return measured(span, program.scales.of(node), named.dimension or "number")


def is_cut(report: Report, named: Named, memo: Memo) -> bool:
    """Whether a known amount is finer than the hundredth that is shown of it."""
    program = program_of(report.plan.facts)
    low, high = program.interval(named, report.facts, memo).value
    finer = max(0, program.scales.of(named) - MONEY_SCALE)
    return low is not None and low == high and low % 10**finer != 0


def measured(span: tuple[int | None, int | None], scale: int, dimension: Dimension) -> Bounds:
    """Both ends of an interval, in units of 10 ** -scale, as they are shown; an amount is no less than nothing."""
    low, high = (_measured(end, scale, dimension) for end in span)
    return at_least_nothing(low, high) if dimension == "money" else (low, high)


def at_least_nothing(low: Money | None, high: Money | None) -> Bounds:
    """The bounds of an amount that is not known: whatever an interval says, it is no less than nothing."""
    return (low if low is None or low == high else max(low, Money(0))), high


def _measured(value: int | None, scale: int, dimension: Dimension) -> Any:
    """A whole number of units of 10 ** -scale as it is shown; amounts are cut to the hundredth."""
    if value is None:
        return None
    if dimension == "day":
        return date.fromordinal(value)
    units: int = 10**scale
    if dimension == "money":
        return Money(value * 10**MONEY_SCALE // units)
    if dimension == "rate" or value % units:
        return Fraction(value, units)
    return value // units


def known(bounds: Bounds) -> Any:
    """The value that both bounds are, or None."""
    low, high = bounds
    return low if low == high else None


def shown_bounds(bounds: Bounds) -> Content:
    """A value, or what it may be, in words."""
    low, high = bounds
    if low is not None and low == high:
        return low
    if high is None:
        return Message("à partir de {low}", {"low": low}) if low else UNSETTLED
    if low is None:
        return Message("au plus {high}", {"high": high})
    return Message("de {low} à {high}", {"low": low, "high": high})
