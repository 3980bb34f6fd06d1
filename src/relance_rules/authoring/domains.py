"""The values that something may take, as exact sets: intervals of whole numbers, or members of a finite set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import inf
from typing import TypeAlias

from relance_rules.dossiers.facts import MAX_ITEMS
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.limits import limits
from relance_rules.plan.nodes import Apply, Choose, Const, Fact, Fold, Named, Node
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.targets.python import intervals

End: TypeAlias = int | float
"""A whole number, or an infinity."""

Interval: TypeAlias = tuple[End, End]
"""From one number to another, both included."""

Intervals: TypeAlias = tuple[Interval, ...]
"""Disjoint intervals in growing order, none empty, none touching the next."""

Members: TypeAlias = frozenset[str]
Domain: TypeAlias = Intervals | Members


def meet(one: Domain, other: Domain) -> Domain:
    """The values that are in both."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        pieces = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
        return _joined(piece for piece in pieces if piece[0] <= piece[1])
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other
    raise TypeError("two kinds of values")


def join(one: Domain, other: Domain) -> Domain:
    """The values that are in either."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _joined((*one, *other))
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    raise TypeError("two kinds of values")


def _joined(pieces: Iterable[Interval]) -> Intervals:
    found: list[Interval] = []
    for low, high in sorted(pieces):
        # Between a whole number and the next there is nothing.
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def choices(node: Node, facts: Vocabulary) -> Members | None:
    """The finest values that a choice may come to; None where they are too many to list."""
    match node:
        case Const(value=str(value)):
            return frozenset({value})
        case Fact(path=path, absent=absent):
            fact = facts[path]
            other = frozenset[str]() if absent is None else choices(absent, facts)
            return None if fact.domain is None or other is None else fact.domain | other
        case Choose(then=then, otherwise=otherwise):
            one, two = choices(then, facts), choices(otherwise, facts)
            return None if one is None or two is None else one | two
        case Named(of=of):
            return choices(of, facts)
        case _:
            return None


def reach(node: Node, facts: Vocabulary, known: Mapping[str, Interval] | None = None) -> Interval:
    """Ends between which a number or a day always is, in units of its scale, however the dossier is stated.

    Args:
        node: The number or the day.
        facts: The facts that it reads.
        known: Closer ends for some facts, by path, in units of their scales.
    """
    low, high = _Reach(facts, known or {}).of(node)
    return (-inf if low is None else low), (inf if high is None else high)


class _Reach:
    """The ends of numbers, worked out from what they are made of."""

    def __init__(self, facts: Vocabulary, known: Mapping[str, Interval]) -> None:
        self.facts, self.known, self.scales = facts, known, Scales(facts)

    def lifted(self, node: Node, scale: int) -> intervals.Interval:
        """The ends of a node in units of another scale."""
        up = 10 ** (scale - self.scales.of(node))
        low, high = self.of(node)
        return (None if low is None else low * up), (None if high is None else high * up)

    def of(self, node: Node) -> intervals.Interval:
        match node:
            case Const(value=int(value)):
                return value, value
            case Fact():
                return self.fact(node)
            case Choose(then=then, otherwise=otherwise):
                scale = self.scales.of(node)
                return intervals.hull(self.lifted(then, scale), self.lifted(otherwise, scale))
            case Apply():
                return self.apply(node)
            case Fold(of=part, absent=absent):
                scale = self.scales.of(node)
                low, high = self.lifted(part, scale)
                # A list that is stated has an item at least.
                total = (
                    None if low is None else min(low, low * MAX_ITEMS),
                    None if high is None else max(high, high * MAX_ITEMS),
                )
                return total if absent is None else intervals.hull(total, self.lifted(absent, scale))
            case Named(of=of):
                return self.of(of)
            case _:
                return intervals.ANY

    def fact(self, node: Fact) -> intervals.Interval:
        scale, path = self.scales.of(node), node.path
        if path in self.known:
            own = self.known[path]
        elif path.startswith(ENGINE):
            own = (0, inf)
        else:
            own = limits(self.facts[path], None) or (-inf, inf)
            if self.facts[path].type == "money" and "[]" not in path:
                own = (own[0], own[1] * MAX_ITEMS)  # a total may be the sum of the lines
        up = 10 ** (scale - self.scales.of_fact(path))
        found: intervals.Interval = (
            int(own[0]) * up if own[0] > -inf else None,
            int(own[1]) * up if own[1] < inf else None,
        )
        if node.absent is None or path in self.known:
            return found
        return intervals.hull(found, self.lifted(node.absent, scale))

    def apply(self, node: Apply) -> intervals.Interval:
        scale = self.scales.of(node)
        match node.function:
            case "multiply":
                one, other = (self.of(part) for part in node.parts)
                return intervals.multiply(one, other)
            case "shift":
                return 1, date.max.toordinal()
            case "quotient":
                over, under, zero = node.parts
                lows = [low for low, _ in (self.of(over), self.of(under)) if low is not None and low >= 0]
                return intervals.hull((0, None), self.lifted(zero, scale)) if len(lows) == 2 else intervals.ANY
            case "round":
                return self.rounded(node, scale)
            case function:
                parts = [self.lifted(part, scale) for part in node.parts]
                if function == "subtract":
                    return intervals.subtract(*parts)
                return {"add": intervals.add, "least": intervals.least, "greatest": intervals.greatest}[function](parts)

    def rounded(self, node: Apply, scale: int) -> intervals.Interval:
        """A rounded number is less than a step away from what it was."""
        low, high = self.of(node.parts[0])
        step = 1 if node.to is None else int(node.to.value or 1)
        shift = scale - self.scales.of(node.parts[0])
        up, down = 10 ** max(0, shift), 10 ** max(0, -shift)
        return (
            None if low is None else low * up // (down * step) * step,
            None if high is None else -(-high * up // (down * step)) * step,
        )
