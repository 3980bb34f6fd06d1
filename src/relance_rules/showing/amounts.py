"""Values of nodes as they are shown: amounts, rates, numbers and days, or what they may be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from relance_rules.checking.report import Report
from relance_rules.plan.nodes import Dimension, Named, Node
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.targets.python import program_of
from relance_rules.values import Money


def value_of(report: Report, named: Node | None) -> Any:
    """What a node shows of the dossier, where it is known: what it measures, or its own value."""
    if not isinstance(named, Named) or named.dimension is None:
        return None
    low, high = bounds_of(report, named)
    return low if low == high else None


def bounds_of(report: Report, named: Named) -> tuple[Any, Any]:
    """The least and the most that a node may be, as they are shown; None for no end."""
    program = program_of(report.plan.facts)
    node = named if named.shows is None else named.shows
    low, high = program.interval(node, report.facts, {}).value
    scale = program.scales.of(node)
    dimension = named.dimension or "number"
    return measured(low, scale, dimension), measured(high, scale, dimension)


def measured(value: int | None, scale: int, dimension: Dimension) -> Any:
    """A whole number of units of 10 ** -scale as it is shown; amounts are cut to the hundredth."""
    if value is None:
        return None
    if dimension == "day":
        return date.fromordinal(value)
    exact = Fraction(value, 10**scale)
    if dimension == "money":
        return Money(exact * 10**MONEY_SCALE // 1)
    if dimension == "rate":
        return exact
    return exact.numerator if exact.denominator == 1 else exact
