"""The smallest dossier that shows something: what can be left out is left out, what can be lower is lowered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from relance_rules.dossiers.facts import Facts
from relance_rules.plan.facts import DECIMAL_SCALE, RATE_SCALE
from relance_rules.plan.ruleset import Plan, Theme

Slot: TypeAlias = tuple[str] | tuple[str, int] | tuple[str, int, str]
"""The way to a fact, to an item of a list, or to a fact of an item."""


def smallest(facts: Facts, shows: Callable[[Facts], bool], plan: Plan, theme: Theme) -> Facts:
    """A dossier that still shows what the given one shows, and of which no single part can be taken away.

    Args:
        facts: A dossier that shows it.
        shows: Whether a dossier does.
        plan: The rule set.
        theme: The theme, whose opening days are tried before any other day.
    """
    while True:
        before = facts
        facts = _without(facts, shows)
        for slot in _slots(facts):
            facts = _lowered(facts, slot, shows, plan, theme)
        if facts == before:
            return facts


def _without(facts: Facts, shows: Callable[[Facts], bool]) -> Facts:
    for slot in _slots(facts, items=True):
        candidate = _changed(facts, slot, None)
        if shows(candidate):
            return _without(candidate, shows)
    return facts


def _slots(facts: Facts, *, items: bool = False) -> Iterator[Slot]:
    for path, value in facts.items():
        if not isinstance(value, tuple):
            yield (path,)
            continue
        if items:
            yield (path,)
        for place, item in enumerate(value):
            if items:
                yield (path, place)
            for name in item:
                yield (path, place, name)


def _changed(facts: Facts, slot: Slot, value: Any) -> Facts:
    """The facts with another value in one place; None takes it away, and the empty items at the end of a list."""
    if len(slot) == 1:
        kept = {path: each for path, each in facts.items() if path != slot[0]}
        return kept if value is None else {**facts, slot[0]: value}
    items = list(facts[slot[0]])
    if len(slot) == 2:
        del items[slot[1]]
    else:
        items[slot[1]] = _changed(items[slot[1]], (slot[2],), value)
    while items and not items[-1]:
        items.pop()
    return _changed(facts, (slot[0],), tuple(items) or None)


def _lowered(facts: Facts, slot: Slot, shows: Callable[[Facts], bool], plan: Plan, theme: Theme) -> Facts:
    value = _at(facts, slot)

    def still(candidate: Any) -> bool:
        return shows(_changed(facts, slot, candidate))

    fact = plan.facts[slot[0] if len(slot) != 3 else f"{slot[0]}[].{slot[2]}"]
    match value:
        case bool() | str() | date():
            low = next(filter(still, _simpler(value, slot, plan, theme)), value)
        case Fraction():
            low = _least(value, 10 ** (RATE_SCALE if fact.type == "percentage" else DECIMAL_SCALE), still)
        case _:
            low = _least(value, 1, still)
    return _changed(facts, slot, low)


def _at(facts: Facts, slot: Slot) -> Any:
    if len(slot) == 3:
        return facts[slot[0]][slot[1]][slot[2]]
    return facts[slot[0]]


def _simpler(value: Any, slot: Slot, plan: Plan, theme: Theme) -> Iterable[Any]:
    """Values to take instead of one that is not a number, the simplest first, up to itself."""
    if slot == (plan.roles.filed_on,):
        return sorted(day for window in theme.windows for day in (window.opens, window.closes) if day is not None)
    fact = plan.facts[slot[0] if len(slot) != 3 else f"{slot[0]}[].{slot[2]}"]
    values = list(fact.values or ())
    return values[: values.index(value)] if value in values else ()


def _least(value: Any, unit: int, still: Callable[[Any], bool]) -> Any:
    """A number of the same type, as low as halving finds it; ``unit`` is how many of its steps make one."""

    def like(number: int) -> Any:
        return Fraction(number, unit) if isinstance(value, Fraction) else type(value)(number)

    low, high = -1, int(value * unit)
    if high > 0 and still(like(0)):
        return like(0)
    while high - low > 1:
        middle = (low + high) // 2
        if still(like(middle)):
            high = middle
        else:
            low = middle
    return like(high)
