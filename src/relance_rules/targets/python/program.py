"""Nodes to closures, two for each: ``point`` where all is known, ``range`` for what is still possible.

``point`` gives a value, or None at the first fact that is missing: whole numbers and truths, fast. ``range`` gives what
is possible, and the facts that would settle it; it is asked only where ``point`` gave nothing.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef, Vocabulary
from relance_rules.plan.limits import unstated
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled, Unit, Way
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.targets.python import intervals
from relance_rules.targets.python.intervals import ANY, Interval

Facts: TypeAlias = Mapping[str, Any]
"""Facts by path. Amounts are Money, rates and decimals Fraction, days date; a list is a tuple of the Facts of its
items.

What is not stated is not there: no value is ever None.
"""

Names: TypeAlias = tuple[str, ...]
Memo: TypeAlias = dict[str, Any]
Point: TypeAlias = Callable[[Facts, Facts, Memo], Any]
Range: TypeAlias = Callable[[Facts, Facts, Memo, str], "Possible"]


class Possible(NamedTuple):
    """What is possible of a node, and the facts that would settle it; none where it is known.

    ``value`` is a truth (None: unknown), an interval, or a set of choices (None: any).
    """

    value: Any
    names: Names = ()


class Closure(NamedTuple):
    """A compiled node."""

    point: Point
    range: Range


_MISSING = object()
ANY_ITEM: Facts = MappingProxyType({})
"""An item of a list that is not stated: nothing is supposed of it."""


def program_of(facts: Vocabulary) -> Program:
    """The program over some facts, made once."""
    return facts.made_once(__name__, lambda: Program(facts))


class Program:
    """Compiles nodes over the facts of a rule set, each once."""

    def __init__(self, facts: Vocabulary) -> None:
        """Take the facts that the nodes read."""
        self.facts = facts
        self.scales = Scales(facts)
        self._compiled: dict[int, tuple[Node, Closure]] = {}
        self._open: dict[int, bool] = {}

    def of(self, node: Node) -> Closure:
        """The closures of a node."""
        if id(node) not in self._compiled:
            # The node is kept, so that nothing else takes its identity.
            self._compiled[id(node)] = node, self._compile(node)
        return self._compiled[id(node)][1]

    # ---- what callers ask

    def truth(self, node: Node, facts: Facts, memo: Memo, item: Facts | None = None, prefix: str = "") -> Possible:
        """The truth of a node, with the facts that would settle it where it is unknown."""
        closure = self.of(node)
        found = closure.point(facts, facts if item is None else item, memo)
        if found is not None:
            return Possible(found)
        return closure.range(facts, facts if item is None else item, memo, prefix)

    def interval(self, node: Node, facts: Facts, memo: Memo) -> Possible:
        """A number as an interval in units of its scale."""
        closure = self.of(node)
        found = closure.point(facts, facts, memo)
        return Possible((found, found)) if found is not None else closure.range(facts, facts, memo, "")

    # ---- nodes

    def _compile(self, node: Node) -> Closure:
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
                return self._settled(self.of(of))
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

    def is_truth(self, node: Node) -> bool:
        """Whether a node is a truth."""
        match node:
            case Const(sort=sort):
                return sort == "truth"
            case In() | Compare() | Settled() | nodes.All() | nodes.Any() | Not():
                return True
            case Choose(then=then):
                return self.is_truth(then)
            case Named(of=of):
                return self.is_truth(of)
            case Fold(how=how):
                return how != "add"
            case _:
                return False

    def is_choice(self, node: Node) -> bool:
        """Whether a node is a choice."""
        match node:
            case Const(sort=sort):
                return sort == "choice"
            case Fact(path=path):
                return not path.startswith(ENGINE) and self.facts[path].kind.sort in ("choice", "truth")
            case Choose(then=then, otherwise=otherwise):
                return self.is_choice(then) or self.is_choice(otherwise)
            case Named(of=of):
                return self.is_choice(of)
            case _:
                return False

    def _const(self, node: Const) -> Closure:
        value = node.value
        if value is None:
            unknown = Possible(ANY if node.sort in ("number", "day") else None)
            return Closure(lambda facts, item, memo: None, lambda facts, item, memo, prefix: unknown)
        only = frozenset({str(value)}) if node.sort == "choice" else value
        known = Possible(only if node.sort in ("choice", "truth") else (only, only))
        return Closure(lambda facts, item, memo: only, lambda facts, item, memo, prefix: known)

    def _fact(self, node: Fact) -> Closure:
        path = node.path
        _, inside, name = path.partition("[].")
        own = name if inside else path
        fact = None if path.startswith(ENGINE) else self.facts[path]
        scale = self.scales.of(node)
        choice = fact is not None and fact.kind.sort in ("choice", "truth")
        read = _leaves(fact) if choice else _reader(fact, scale - self.scales.of_fact(path))
        absent = None if node.absent is None else self.of(node.absent)
        lift = 1 if node.absent is None else 10 ** (scale - self.scales.of(node.absent))

        def point(facts: Facts, item: Facts, memo: Memo) -> Any:
            value = (item if inside else facts).get(own)
            if value is not None:
                return read(value)
            if absent is None:
                return None
            found = absent.point(facts, item, memo)
            return found if found is None or lift == 1 else found * lift

        anything: Any
        if choice:
            anything = None if fact is None else fact.domain
        else:
            anything = _lifted(unstated(fact), 10 ** (scale - self.scales.of_fact(path)))

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
            supposed = absent.range(facts, item, memo, prefix)
            # Stating the fact settles it, whatever is supposed where it is not stated.
            names = () if _is_known(supposed.value) else (here,)
            return Possible(supposed.value if choice else _lifted(supposed.value, lift), names)

        return Closure(point, possible)

    def _in(self, node: In) -> Closure:
        wanted = frozenset(node.values)
        asked = nodes.plain(node.choice)
        inner = self.of(node.choice)

        def decide(values: frozenset[str] | None) -> bool | None:
            if values is None:
                return None
            return True if values <= wanted else False if not values & wanted else None

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = inner.range(facts, item, memo, prefix)
            truth = decide(found.value)
            return Possible(truth, found.names if truth is None else ())

        if isinstance(asked, Fact) and asked.absent is None:
            fact = self.facts[asked.path]
            _, inside, name = asked.path.partition("[].")
            own = name if inside else asked.path
            if fact.type == "boolean":
                true, false = "true" in wanted, "false" in wanted
                table: Mapping[Any, bool | None] = {True: true, False: false}
            elif fact.type == "enumeration":
                table = {value: decide(leaves) for value, leaves in fact.leaves.items()}
            else:

                def of_country(facts: Facts, item: Facts, memo: Memo) -> bool | None:
                    value = (item if inside else facts).get(own)
                    return None if value is None else value in wanted

                return Closure(of_country, possible)
            if inside:
                return Closure(lambda facts, item, memo: table.get(item.get(own)), possible)
            return Closure(lambda facts, item, memo: table.get(facts.get(own)), possible)

        def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
            return decide(inner.point(facts, item, memo))

        return Closure(point, possible)

    def _compare(self, node: Compare) -> Closure:
        left, right = self.of(node.left), self.of(node.right)
        scale = max(self.scales.of(node.left), self.scales.of(node.right))
        up_left, up_right = (10 ** (scale - self.scales.of(side)) for side in (node.left, node.right))
        strict = node.strict
        point = _comparison(node, left.point, right.point, up_left, up_right)

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            one, other = left.range(facts, item, memo, prefix), right.range(facts, item, memo, prefix)
            low, high = _lifted(one.value, up_left)
            other_low, other_high = _lifted(other.value, up_right)
            if high is not None and other_low is not None and (high < other_low or (high == other_low and not strict)):
                return Possible(True)
            if low is not None and other_high is not None and (low > other_high or (low == other_high and strict)):
                return Possible(False)
            return Possible(None, _joined((one.names, other.names)))

        return Closure(point, possible)

    def _settled(self, inner: Closure) -> Closure:
        def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
            found = inner.point(facts, item, memo)
            return None if found is None or (type(found) is frozenset and len(found) > 1) else True

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = inner.range(facts, item, memo, prefix)
            return Possible(None, found.names) if found.names or not _is_known(found.value) else Possible(True)

        return Closure(point, possible)

    def _choose(self, node: Choose) -> Closure:
        when, then, otherwise = self.of(node.when), self.of(node.then), self.of(node.otherwise)
        scale = self.scales.of(node)
        up_then, up_otherwise = (10 ** (scale - self.scales.of(side)) for side in (node.then, node.otherwise))
        truth, choice = self.is_truth(node), self.is_choice(node)

        def point(facts: Facts, item: Facts, memo: Memo) -> Any:
            holds = when.point(facts, item, memo)
            if holds is None:
                return None
            found = (then if holds else otherwise).point(facts, item, memo)
            up = up_then if holds else up_otherwise
            return found if found is None or up == 1 else found * up

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            guard = when.range(facts, item, memo, prefix)
            if guard.value is not None:
                found = (then if guard.value else otherwise).range(facts, item, memo, prefix)
                up = up_then if guard.value else up_otherwise
                return found if up == 1 else Possible(_lifted(found.value, up), found.names)
            one, other = then.range(facts, item, memo, prefix), otherwise.range(facts, item, memo, prefix)
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

        return Closure(point, possible)

    def _fold(self, node: Fold) -> Closure:
        owner, inner = node.list, self.of(node.of)
        absent = None if node.absent is None else self.of(node.absent)
        if node.how != "add":
            return _each(owner, inner, absent, settles=node.how == "any")
        scale = self.scales.of(node)
        up: int = 10 ** (scale - self.scales.of(node.of))
        lift = 1 if node.absent is None else 10 ** (scale - self.scales.of(node.absent))

        def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
            items = facts.get(owner)
            if items is None:
                found: int | None = None if absent is None else absent.point(facts, item, memo)
                return found if found is None or lift == 1 else found * lift
            total: int = 0
            for each in items:
                part: int | None = inner.point(facts, each, memo)
                if part is None:
                    return None
                total += part
            return total * up

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            items = facts.get(owner)
            if items is None:
                if absent is None:
                    # Any number of items, each of which may be anything.
                    low, high = inner.range(facts, ANY_ITEM, memo, f"{owner}[].").value
                    value = 0 if low is not None and low >= 0 else None, 0 if high is not None and high <= 0 else None
                    return Possible(value, () if _is_known(value) else (owner,))
                found = absent.range(facts, item, memo, prefix)
                return Possible(_lifted(found.value, lift), found.names)
            parts = [inner.range(facts, each, memo, f"{owner}[{place}].") for place, each in enumerate(items)]
            value = _lifted(intervals.add(part.value for part in parts), up)
            return Possible(value, () if _is_known(value) else _joined(part.names for part in parts))

        return Closure(point, possible)

    def _named(self, node: Named) -> Closure:
        inner = self.of(node.of)
        if not node.id or self.reads_item(node.of):
            return inner
        # A rule and a step may have the same id.
        name = f"{node.kind}:{node.id}"

        def point(facts: Facts, item: Facts, memo: Memo) -> Any:
            found = memo.get(name, _MISSING)
            if found is _MISSING:
                found = memo[name] = inner.point(facts, item, memo)
            return found

        key = f"{name}?"

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = memo.get(key)
            if found is None:
                found = memo[key] = inner.range(facts, item, memo, prefix)
            known: Possible = found
            return known

        return Closure(point, possible)

    def reads_item(self, node: Node) -> bool:
        """Whether a node reads facts of an item that it does not go through itself."""
        if id(node) not in self._open:
            self._open[id(node)] = self._reads_item(node)
        return self._open[id(node)]

    def _reads_item(self, node: Node) -> bool:
        match node:
            case Fact(path=path, absent=absent):
                return "[]." in path or (absent is not None and self.reads_item(absent))
            case Fold(absent=absent):
                return absent is not None and self.reads_item(absent)
            case _:
                return any(self.reads_item(part) for part in nodes.parts_of(node))

    # ---- functions

    def _apply(self, node: Apply) -> Closure:
        parts = [self.of(part) for part in node.parts]
        scales = [self.scales.of(part) for part in node.parts]
        match node.function:
            case "multiply":
                return _product(parts)
            case "round":
                step, way = _step(node), node.way or "down"
                drop = 10 ** max(0, scales[0] - (0 if node.to is None else node.to.scale))
                raise_ = 10 ** max(0, (0 if node.to is None else node.to.scale) - scales[0])
                return _monotone(parts[0], lambda value: _rounded(value * raise_, drop, step, way))
            case "shift":
                by, unit = node.by, node.unit or "days"
                return _monotone(parts[0], lambda day: shifted(day, by, unit))
            case "quotient":
                return self._quotient(node, parts, scales)
            case function:
                scale = max(scales)
                ups = [10 ** (scale - each) for each in scales]
                return _ARITHMETIC[function](parts, ups)

    def _quotient(self, node: Apply, parts: Sequence[Closure], scales: Sequence[int]) -> Closure:
        over, under, zero = parts
        step, way = _step(node), node.way or "down"
        to = 0 if node.to is None else node.to.scale
        # over / 10**a divided by under / 10**b, in units of 10**-to
        up, down = 10 ** max(0, scales[1] - scales[0] + to), 10 ** max(0, scales[0] - scales[1] - to)
        lift = 10 ** max(0, to - scales[2])

        def divide(one: int, other: int) -> int:
            if other < 0:
                one, other = -one, -other
            return _rounded(one * up, other * down, step, way)

        def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
            one, other = over.point(facts, item, memo), under.point(facts, item, memo)
            if one is None or other is None:
                return None
            if other == 0:
                found: int | None = zero.point(facts, item, memo)
                return None if found is None else found * lift
            return divide(one, other)

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            one, other = over.range(facts, item, memo, prefix), under.range(facts, item, memo, prefix)
            low, high = other.value
            if low is not None and low == high:
                if low == 0:
                    found = zero.range(facts, item, memo, prefix)
                    return Possible(_lifted(found.value, lift), found.names)
                ends = [None if end is None else divide(end, low) for end in one.value]
                value = tuple(ends if low > 0 else reversed(ends))
                return Possible(value, () if _is_known(value) else one.names)
            return Possible(ANY, _joined((one.names, other.names)))

        return Closure(point, possible)


# ---- truths


def _group(parts: Sequence[Closure], *, settles: bool) -> Closure:
    """A conjunction or a disjunction: ``settles`` is the truth of a part that decides."""
    points = tuple(part.point for part in parts)
    otherwise = not settles

    def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
        result: bool | None = otherwise
        for part in points:
            truth = part(facts, item, memo)
            if truth is settles:
                return not otherwise
            if truth is None:
                result = None
        return result

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        unknown: list[Names] = []
        open_ = False
        for part in parts:
            found = part.range(facts, item, memo, prefix)
            if found.value is settles:
                return Possible(settles)
            if found.value is None:
                open_ = True
                unknown.append(found.names)
        return Possible(None, _joined(unknown)) if open_ else Possible(otherwise)

    return Closure(point, possible)


def _negation(inner: Closure) -> Closure:
    def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
        found = inner.point(facts, item, memo)
        return None if found is None else not found

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = inner.range(facts, item, memo, prefix)
        return found if found.value is None else Possible(not found.value)

    return Closure(point, possible)


def _each(owner: str, inner: Closure, absent: Closure | None, *, settles: bool) -> Closure:
    """Something of each item of a list; of a list that is not stated it is unknown."""
    otherwise = not settles

    def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
        items = facts.get(owner)
        if items is None:
            return None if absent is None else absent.point(facts, item, memo)
        result: bool | None = otherwise
        for each in items:
            truth = inner.point(facts, each, memo)
            if truth is settles:
                return not otherwise
            if truth is None:
                result = None
        return result

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        items = facts.get(owner)
        if items is None:
            return Possible(None, (owner,)) if absent is None else absent.range(facts, item, memo, prefix)
        unknown: list[Names] = []
        open_ = False
        for place, each in enumerate(items):
            found = inner.range(facts, each, memo, f"{owner}[{place}].")
            if found.value is settles:
                return Possible(settles)
            if found.value is None:
                open_ = True
                unknown.append(found.names)
        return Possible(None, _joined(unknown)) if open_ else Possible(otherwise)

    return Closure(point, possible)


def _comparison(node: Compare, left: Point, right: Point, up_left: int, up_right: int) -> Point:
    """Two numbers compared where both are known; a constant is worked out once."""
    strict = node.strict
    if isinstance(node.right, Const) and node.right.value is not None and up_left == 1:
        roof = int(node.right.value) * up_right - (1 if strict else 0)

        def below(facts: Facts, item: Facts, memo: Memo) -> bool | None:
            value = left(facts, item, memo)
            return None if value is None else value <= roof

        return below
    if isinstance(node.left, Const) and node.left.value is not None and up_right == 1:
        floor = int(node.left.value) * up_left + (1 if strict else 0)

        def above(facts: Facts, item: Facts, memo: Memo) -> bool | None:
            value = right(facts, item, memo)
            return None if value is None else value >= floor

        return above

    def point(facts: Facts, item: Facts, memo: Memo) -> bool | None:
        one, other = left(facts, item, memo), right(facts, item, memo)
        if one is None or other is None:
            return None
        one, other = one * up_left, other * up_right
        return bool(one < other if strict else one <= other)

    return point


# ---- numbers


def _sum(parts: Sequence[Closure], ups: Sequence[int]) -> Closure:
    def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
        total = 0
        for part, up in zip(parts, ups, strict=True):
            value = part.point(facts, item, memo)
            if value is None:
                return None
            total += value * up
        return total

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = [part.range(facts, item, memo, prefix) for part in parts]
        value = intervals.add(_lifted(each.value, up) for each, up in zip(found, ups, strict=True))
        return Possible(value, _joined(each.names for each in found))

    return Closure(point, possible)


def _difference(parts: Sequence[Closure], ups: Sequence[int]) -> Closure:
    (left, right), (up_left, up_right) = parts, ups

    def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
        one, other = left.point(facts, item, memo), right.point(facts, item, memo)
        return None if one is None or other is None else one * up_left - other * up_right

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        one, other = left.range(facts, item, memo, prefix), right.range(facts, item, memo, prefix)
        value = intervals.subtract(_lifted(one.value, up_left), _lifted(other.value, up_right))
        return Possible(value, _joined((one.names, other.names)))

    return Closure(point, possible)


def _product(parts: Sequence[Closure]) -> Closure:
    left, right = parts

    def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
        one, other = left.point(facts, item, memo), right.point(facts, item, memo)
        return None if one is None or other is None else one * other

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        one, other = left.range(facts, item, memo, prefix), right.range(facts, item, memo, prefix)
        value = intervals.multiply(one.value, other.value)
        return Possible(value, () if _is_known(value) else _joined((one.names, other.names)))

    return Closure(point, possible)


def _extreme(
    pick: Callable[[Iterable[int]], int],
    of: Callable[[Sequence[Interval]], Interval],
    can_move: Callable[[Interval, Interval], bool],
) -> Callable[[Sequence[Closure], Sequence[int]], Closure]:
    def build(parts: Sequence[Closure], ups: Sequence[int]) -> Closure:
        def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
            values = []
            for part, up in zip(parts, ups, strict=True):
                value = part.point(facts, item, memo)
                if value is None:
                    return None
                values.append(value * up)
            return pick(values)

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            found = [part.range(facts, item, memo, prefix) for part in parts]
            values = [_lifted(each.value, up) for each, up in zip(found, ups, strict=True)]
            result = of(values)
            if _is_known(result):
                return Possible(result)
            moving = [each.names for each, value in zip(found, values, strict=True) if can_move(value, result)]
            return Possible(result, _joined(moving))

        return Closure(point, possible)

    return build


_ARITHMETIC: dict[str, Callable[[Sequence[Closure], Sequence[int]], Closure]] = {
    "add": _sum,
    "subtract": _difference,
    "least": _extreme(min, intervals.least, intervals.can_lower),
    "greatest": _extreme(max, intervals.greatest, intervals.can_raise),
}


def _monotone(inner: Closure, function: Callable[[int], int]) -> Closure:
    def point(facts: Facts, item: Facts, memo: Memo) -> int | None:
        value = inner.point(facts, item, memo)
        return None if value is None else function(value)

    def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
        found = inner.range(facts, item, memo, prefix)
        value = intervals.over(function, found.value)
        return Possible(value, () if _is_known(value) else found.names)

    return Closure(point, possible)


def _step(node: Apply) -> int:
    return 1 if node.to is None or not node.to.value else int(node.to.value)


def _rounded(value: int, over: int, step: int, way: Way) -> int:
    """``value / over`` to a multiple of ``step``."""
    over *= step
    if way == "down":
        return value // over * step
    if way == "up":
        return -(-value // over) * step
    return (2 * value + over) // (2 * over) * step


def shifted(day: int, by: int, unit: Unit) -> int:
    """A day, as an ordinal, so many units later; the last day of the month where there is no such day."""
    if unit == "days":
        return max(1, min(date.max.toordinal(), day + by))
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + by * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return 1
    if year > 9999:
        return date.max.toordinal()
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


# ---- facts


def _reader(fact: FactDef | None, up: int) -> Callable[[Any], Any]:
    """A stated value as closures compute with it; ``up`` is how many decimals more it is given."""
    lift = 10**up
    sort = "money" if fact is None else fact.kind.sort
    if sort == "day":
        return lambda value: value.toordinal()
    if fact is not None and fact.kind.python is Fraction:
        unit = 10**fact.kind.scale * lift
        return lambda value: value.numerator * unit // value.denominator
    if sort in ("money", "number"):
        return int if lift == 1 else lambda value: value * lift
    return lambda value: value


def _leaves(fact: FactDef | None) -> Callable[[Any], frozenset[str]]:
    """The finest values that a stated one may stand for."""
    if fact is None or fact.type != "enumeration":
        return lambda value: frozenset({str(value).lower() if isinstance(value, bool) else value})
    leaves = fact.leaves
    return lambda value: leaves[value]


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
    found: dict[str, None] = {}
    for each in names:
        if each:
            found.update(dict.fromkeys(each))
    return tuple(found)
