"""Windows and sizes rewritten as predicates, so that every target compiles them like any other rule."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.language.predicates import All, Any_, FactTest, Not, Predicate
from relance_rules.language.theme import SizeRange, Window

FILED_ON = "depose_le"
TOTAL_COST = "projet.cout_total_ttc"


def in_window(window: Window) -> Predicate:
    """The dossier is filed within the window, both days included (reading R4), by the way in it belongs to."""
    limits = {"fact": FILED_ON, "on_or_after": window.opens, "on_or_before": window.closes}
    filed = FactTest.model_validate({name: value for name, value in limits.items() if value is not None})
    return filed if window.when is None else All(all=(window.when, filed))


def in_time(windows: Sequence[Window]) -> Predicate:
    """The dossier is filed within one of the windows."""
    return Any_(any=tuple(in_window(window) for window in windows))


def of_range(size: SizeRange) -> Predicate:
    """The total cost lies within a range, whoever the range is for."""
    limits = {
        "fact": TOTAL_COST,
        "at_least": size.at_least,
        "more_than": size.more_than,
        "at_most": size.at_most,
        "less_than": size.less_than,
    }
    return FactTest.model_validate({name: value for name, value in limits.items() if value is not None})


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
    return Any_(
        any=(
            All(all=(here, otherwise)),
            All(all=(first.when, here)),
            All(all=(Not.model_validate({"not": first.when}), otherwise)),
        )
    )
