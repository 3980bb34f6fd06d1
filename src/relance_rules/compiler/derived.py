"""Windows and sizes rewritten as predicates, so that every target compiles them like any other rule.

The parts were validated with the theme, so the predicates made of them are constructed without validating again.
"""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.dossiers.totals import TOTAL
from relance_rules.language.predicates import All, AnyOf, FactTest, Not, Predicate
from relance_rules.language.theme import SizeRange, Window

FILED_ON = "depose_le"
WAY_IN = "modalite"


def in_window(window: Window) -> Predicate:
    """The dossier is filed within the window, both days included (reading R4), by the way in it belongs to."""
    filed = FactTest.model_construct(fact=FILED_ON, on_or_after=window.opens, on_or_before=window.closes)
    return filed if window.when is None else All.model_construct(all=(window.when, filed))


def in_time(windows: Sequence[Window]) -> Predicate:
    """The dossier is filed within one of the windows."""
    return AnyOf.model_construct(any=tuple(in_window(window) for window in windows))


def of_range(size: SizeRange) -> Predicate:
    """The total cost lies within a range, whoever the range is for."""
    return FactTest.model_construct(
        fact=TOTAL,
        at_least=size.at_least,
        more_than=size.more_than,
        at_most=size.at_most,
        less_than=size.less_than,
    )


def of_size(ranges: Sequence[SizeRange]) -> Predicate:
    """The total cost lies within the first range whose guard holds.

    Where a guard is unknown the answer is known all the same if both ways give it: that is what the
    first branch of each disjunction says, and what a plain « guard and range, or not guard and rest » would miss.
    """
    first, *rest = ranges
    here = of_range(first)
    if first.when is None or not rest:
        return here
    otherwise = of_size(rest)
    return AnyOf.model_construct(
        any=(
            All.model_construct(all=(here, otherwise)),
            All.model_construct(all=(first.when, here)),
            All.model_construct(all=(Not.model_construct(not_=first.when), otherwise)),
        )
    )
