"""Nodes to closures that give what is still possible of each, and the facts that would settle it.

They are asked only where the value itself is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.limits import unstated
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.plan.once import PerNode
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.plan.sorts import sort_of
from relance_rules.targets.python import intervals
from relance_rules.targets.python.arithmetic import division_of, rounding_of, shifted
from relance_rules.targets.python.intervals import ANY, Interval
from relance_rules.targets.python.points import Memo, Points, key_of
from relance_rules.targets.python.stated import Facts, alone, among, is_choice, leaves_of, number_of

Names: TypeAlias = tuple[str, ...]


class Possible(NamedTuple):
    """What is possible of a node, and the facts that would settle it; none where it is known.

    ``value`` is a truth (None: unknown), an interval, or a set of choices (None: any).
    """

    value: Any
    names: Names = ()


Range: TypeAlias = Callable[[Facts, Facts, Memo, str], Possible]
"""The facts of the dossier, those of the item at hand, what named nodes came to, and the path of the item."""

ANY_ITEM: Facts = MappingProxyType({})
"""An item of a list that is not stated: nothing is supposed of it."""


class Ranges:
    """Compiles nodes over the facts of a rule set, each once."""

    def __init__(self, facts: Vocabulary, scales: Scales, points: Points) -> None:
        """Take the facts that the nodes read, their scales, and what works out what is known."""
        self.facts, self.scales, self.points = facts, scales, points
        self.of: PerNode[Range] = PerNode(self._compile)
        """The closure of a node."""

    # ---- nodes

    def _compile(self, node: Node) -> Range:
        match node:
            case Const():
                return self._const(node)
            case Fact():
                return self._fact(node)
            case In():
                return self._in(node)
            case Compare():
                return self._compare(node)
            case Settled(of=of):
                return _settled(self.of(of))
            case nodes.All(parts=parts):
                return _group([self.of(part) for part in parts], settles=False)
            case nodes.Any(parts=parts):
                return _group([self.of(part) for part in parts], settles=True)
            case Not(of=of):
                return _negation(self.of(of))
            case Choose():
                return self._choose(node)
            case Apply():
                return self._apply(node)
            case Fold():
                return self._fold(node)
            case Named():
                return self._named(node)
            case _:
                assert_never(node)

    def _const(self, node: Const) -> Range:
        value = node.value
        if value is None:
            unknown = Possible(ANY if node.sort in ("number", "day") else None)
            return lambda facts, item, memo, prefix: unknown
        found: Any = alone(str(value)) if node.sort == "choice" else value
        known = Possible(found if node.sort in ("choice", "truth") else (found, found))
        return lambda facts, item, memo, prefix: known

    def _fact(self, node: Fact) -> Range:
        path = node.path
        _, inside, name = path.partition("[].")
        own = name if inside else path
        fact = None if path.startswith(ENGINE) else self.facts[path]
        scale = self.scales.of(node)
        choice = fact is not None and is_choice(fact)
        anything: Any
        read: Callable[[Any], Any]
        if fact is not None and choice:
            leaves, anything = leaves_of(fact), fact.domain
            read = alone if leaves is None else leaves.__getitem__
        else:
            finer = scale - self.scales.of_fact(path)
            read, anything = number_of(fact, finer), _lifted(unstated(fact), 10**finer)
        absent = None if node.absent is None else self.of(node.absent)
        lift = 1 if node.absent is None else 10 ** (scale - self.scales.of(node.absent))

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            here = prefix + own if inside else own
            value = (item if inside else facts).get(own)
            if value is not None:
                found = read(value)
                if choice:
                    return Possible(found, (here,) if len(found) > 1 else ())
                return Possible((found, found))
            if absent is None or item is ANY_ITEM:
                return Possible(anything, (here,))
            supposed = absent(facts, item, memo, prefix)
            # Stating the fact settles it, whatever is supposed where it is not stated.
            names = () if _is_known(supposed.value) else (here,)
            return Possible(supposed.value if choice else _lifted(supposed.value, lift), names)

        return possible

    def _in(self, node: In) -> Range:
        wanted, inner = frozenset(node.values), self.of(node.choice)

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = inner(facts, item, memo, prefix)
            truth = among(found.value, wanted)
            return Possible(truth, found.names if truth is None else ())

        return possible

    def _compare(self, node: Compare) -> Range:
        left, right = self.of(node.left), self.of(node.right)
        scale = max(self.scales.of(node.left), self.scales.of(node.right))
        up_left, up_right = (10 ** (scale - self.scales.of(side)) for side in (node.left, node.right))
        strict = node.strict

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            one, other = left(facts, item, memo, prefix), right(facts, item, memo, prefix)
            low, high = _lifted(one.value, up_left)
            other_low, other_high = _lifted(other.value, up_right)
            if high is not None and other_low is not None and (high < other_low or (high == other_low and not strict)):
                return Possible(True)
            if low is not None and other_high is not None and (low > other_high or (low == other_high and strict)):
                return Possible(False)
            return Possible(None, _joined((one.names, other.names)))

        return possible

    def _choose(self, node: Choose) -> Range:
        when, then, otherwise = self.of(node.when), self.of(node.then), self.of(node.otherwise)
        scale = self.scales.of(node)
        up_then, up_otherwise = (10 ** (scale - self.scales.of(side)) for side in (node.then, node.otherwise))
        sort = sort_of(node, self.facts)
        truth, choice = sort == "truth", sort == "choice"

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            guard = when(facts, item, memo, prefix)
            if guard.value is not None:
                found = (then if guard.value else otherwise)(facts, item, memo, prefix)
                up = up_then if guard.value else up_otherwise
                return found if up == 1 else Possible(_lifted(found.value, up), found.names)
            one, other = then(facts, item, memo, prefix), otherwise(facts, item, memo, prefix)
            if truth:
                value: Any = one.value if one.value is other.value else None
                known = value is not None
            elif choice:
                value = None if one.value is None or other.value is None else one.value | other.value
                known = value is not None and len(value) == 1
            else:
                value = intervals.hull(_lifted(one.value, up_then), _lifted(other.value, up_otherwise))
                known = _is_known(value)
            return Possible(value, () if known else _joined((guard.names, one.names, other.names)))

        return possible

    def _fold(self, node: Fold) -> Range:
        owner, inner = node.list, self._known_first(node.of)
        absent = None if node.absent is None else self.of(node.absent)
        if node.how != "add":
            return _each(owner, inner, absent, settles=node.how == "any")
        scale = self.scales.of(node)
        up: int = 10 ** (scale - self.scales.of(node.of))
        lift = 1 if node.absent is None else 10 ** (scale - self.scales.of(node.absent))

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            items = facts.get(owner)
            if items is None:
                if absent is None:
                    # Any number of items, each of which may be anything.
                    low, high = inner(facts, ANY_ITEM, memo, f"{owner}[].").value
                    value = 0 if low is not None and low >= 0 else None, 0 if high is not None and high <= 0 else None
                    return Possible(value, () if _is_known(value) else (owner,))
                found = absent(facts, item, memo, prefix)
                return Possible(_lifted(found.value, lift), found.names)
            parts = [inner(facts, each, memo, f"{owner}[{place}].") for place, each in enumerate(items)]
            value = _lifted(intervals.add([part.value for part in parts]), up)
            return Possible(value, () if _is_known(value) else _joined([part.names for part in parts]))

        return possible

    def _named(self, node: Named) -> Range:
        inner = self.of(node.of)
        if not self.points.is_kept(node):
            return inner
        key, inner = f"{key_of(node)}?", self._known_first(node, inner)

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found: Possible | None = memo.get(key)
            if found is None:
                found = memo[key] = inner(facts, item, memo, prefix)
            return found

        return possible

    def _known_first(self, node: Node, inner: Range | None = None) -> Range:
        """What is known of a number or a truth is worked out at once; a choice may be open where it is stated."""
        inner = self.of(node) if inner is None else inner
        sort = sort_of(node, self.facts)
        if sort == "choice":
            return inner
        often, written, truth = self.points.often, self.points.written, sort == "truth"

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            point = None if item is ANY_ITEM else written.get(id(node)) or often(node)
            known = None if point is None else point(facts, item, memo)
            if known is None:
                return inner(facts, item, memo, prefix)
            return Possible(known if truth else (known, known))

        return possible

    # ---- functions

    def _apply(self, node: Apply) -> Range:
        parts = [self.of(part) for part in node.parts]
        scales = [self.scales.of(part) for part in node.parts]
        match node.function:
            case "multiply":
                return _product(parts)
            case "round":
                return _monotone(parts[0], rounding_of(node, scales[0]))
            case "shift":
                by, unit = node.by, node.unit or "days"
                return _monotone(parts[0], lambda day: shifted(day, by, unit))
            case "quotient":
                return _quotient(node, parts, scales, 10 ** max(0, self.scales.of(node) - scales[2]))
            case function:
                scale = max(scales)
                ups = [10 ** (scale - each) for each in scales]
                return _ARITHMETIC[function](parts, ups)


# ---- truths


def _group(parts: Sequence[Range], *, settles: bool) -> Range:
    """A conjunction or a disjunction: ``settles`` is the truth of a part that decides."""
    otherwise = not settles

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        unknown: list[Names] = []
        open_ = False
        for part in parts:
            found = part(facts, item, memo, prefix)
            if found.value is settles:
                return Possible(settles)
            if found.value is None:
                open_ = True
                unknown.append(found.names)
        return Possible(None, _joined(unknown)) if open_ else Possible(otherwise)

    return possible


def _negation(inner: Range) -> Range:
    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = inner(facts, item, memo, prefix)
        return found if found.value is None else Possible(not found.value)

    return possible


def _settled(inner: Range) -> Range:
    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = inner(facts, item, memo, prefix)
        return Possible(None, found.names) if found.names or not _is_known(found.value) else Possible(True)

    return possible


def _each(owner: str, inner: Range, absent: Range | None, *, settles: bool) -> Range:
    """Something of each item of a list; of a list that is not stated it is unknown."""
    otherwise = not settles

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        items = facts.get(owner)
        if items is None:
            return Possible(None, (owner,)) if absent is None else absent(facts, item, memo, prefix)
        unknown: list[Names] = []
        open_ = False
        for place, each in enumerate(items):
            found = inner(facts, each, memo, f"{owner}[{place}].")
            if found.value is settles:
                return Possible(settles)
            if found.value is None:
                open_ = True
                unknown.append(found.names)
        return Possible(None, _joined(unknown)) if open_ else Possible(otherwise)

    return possible


# ---- numbers


def _sum(parts: Sequence[Range], ups: Sequence[int]) -> Range:
    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = [part(facts, item, memo, prefix) for part in parts]
        value = intervals.add([_lifted(each.value, up) for each, up in zip(found, ups, strict=True)])
        return Possible(value, _joined([each.names for each in found]))

    return possible


def _difference(parts: Sequence[Range], ups: Sequence[int]) -> Range:
    (left, right), (up_left, up_right) = parts, ups

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        one, other = left(facts, item, memo, prefix), right(facts, item, memo, prefix)
        value = intervals.subtract(_lifted(one.value, up_left), _lifted(other.value, up_right))
        return Possible(value, _joined((one.names, other.names)))

    return possible


def _product(parts: Sequence[Range]) -> Range:
    left, right = parts

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        one, other = left(facts, item, memo, prefix), right(facts, item, memo, prefix)
        value = intervals.multiply(one.value, other.value)
        return Possible(value, () if _is_known(value) else _joined((one.names, other.names)))

    return possible


def _extreme(
    of: Callable[[Sequence[Interval]], Interval],
    can_move: Callable[[Interval, Interval], bool],
) -> Callable[[Sequence[Range], Sequence[int]], Range]:
    def build(parts: Sequence[Range], ups: Sequence[int]) -> Range:
        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = [part(facts, item, memo, prefix) for part in parts]
            values = [_lifted(each.value, up) for each, up in zip(found, ups, strict=True)]
            result = of(values)
            if _is_known(result):
                return Possible(result)
            moving = [each.names for each, value in zip(found, values, strict=True) if can_move(value, result)]
            return Possible(result, _joined(moving))

        return possible

    return build


_ARITHMETIC: dict[str, Callable[[Sequence[Range], Sequence[int]], Range]] = {
    "add": _sum,
    "subtract": _difference,
    "least": _extreme(intervals.least, intervals.can_lower),
    "greatest": _extreme(intervals.greatest, intervals.can_raise),
}


def _quotient(node: Apply, parts: Sequence[Range], scales: Sequence[int], lift: int) -> Range:
    (over, under, zero), divide = parts, division_of(node, scales)

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        one, other = over(facts, item, memo, prefix), under(facts, item, memo, prefix)
        low, high = other.value
        if low is not None and low == high:
            if low == 0:
                found = zero(facts, item, memo, prefix)
                return Possible(_lifted(found.value, lift), found.names)
            ends = [None if end is None else divide(end, low) for end in one.value]
            value = tuple(ends if low > 0 else reversed(ends))
            return Possible(value, () if _is_known(value) else one.names)
        return Possible(ANY, _joined((one.names, other.names)))

    return possible


def _monotone(inner: Range, function: Callable[[int], int]) -> Range:
    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = inner(facts, item, memo, prefix)
        value = intervals.over(function, found.value)
        return Possible(value, () if _is_known(value) else found.names)

    return possible


def _lifted(value: Interval, up: int) -> Interval:
    if up == 1:
        return value
    low, high = value
    return (None if low is None else low * up), (None if high is None else high * up)


def _is_known(value: Any) -> bool:
    """Whether one possibility is left."""
    if isinstance(value, tuple):
        return value[0] is not None and value[0] == value[1]
    if isinstance(value, frozenset):
        return len(value) == 1
    return value is not None


def _joined(names: Iterable[Names]) -> Names:
    """Names in order, each once."""
    found = [each for each in names if each]
    if len(found) < 2:
        return found[0] if found else ()
    return tuple(dict.fromkeys(chain.from_iterable(found)))
