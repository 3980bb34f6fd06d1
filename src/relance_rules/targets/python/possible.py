"""What is still possible of a node, and the facts that would settle it: the definition, which goes through the nodes.

It answers for the nodes that are asked now and then, since nothing is made beforehand. What ``ranges`` writes of those
that are asked often gives the same.
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
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.plan.sorts import sort_of
from relance_rules.targets.python import intervals
from relance_rules.targets.python.arithmetic import division_of, rounding_of, shifted
from relance_rules.targets.python.intervals import ANY, Interval
from relance_rules.targets.python.points import Memo, key_of
from relance_rules.targets.python.stated import Facts, alone, among, is_choice, leaves_of, number_of

Names: TypeAlias = tuple[str, ...]


class Possible(NamedTuple):
    """What is possible of a node, and the facts that would settle it; none where it is known.

    ``value`` is a truth (None: unknown), an interval, or a set of choices (None: any).
    """

    value: Any
    names: Names = ()


ANY_ITEM: Facts = MappingProxyType({})
"""An item of a list that is not stated: nothing is supposed of it."""


class At(NamedTuple):
    """Where a node is asked.

    ``item`` holds the facts of the item at hand, or again those of the dossier, ``prefix`` the path of that item, and
    ``memo`` what named nodes came to.
    """

    facts: Facts
    item: Facts
    memo: Memo
    prefix: str


class Walk:
    """Goes through nodes over the facts of a rule set."""

    def __init__(self, facts: Vocabulary, scales: Scales, is_kept: Callable[[Named], bool]) -> None:
        """Take the facts that the nodes read, their scales, and whether what a node comes to is kept for a dossier."""
        self._facts, self._scales, self._is_kept = facts, scales, is_kept

    def of(self, node: Node, at: At) -> Possible:
        """What is possible of a node."""
        match node:
            # Those that are met most come first.
            case Named():
                return self._named(node, at)
            case Fact():
                return self._fact(node, at)
            case In(choice=choice, values=values):
                found = self.of(choice, at)
                truth = among(found.value, frozenset(values))
                return Possible(truth, found.names if truth is None else ())
            case nodes.All(parts=parts):
                return _group((self.of(part, at) for part in parts), settles=False)
            case Const():
                return Possible(_constant(node))
            case Compare():
                return self._compare(node, at)
            case Not(of=of):
                found = self.of(of, at)
                return found if found.value is None else Possible(not found.value)
            case Choose():
                return self._choose(node, at)
            case nodes.Any(parts=parts):
                return _group((self.of(part, at) for part in parts), settles=True)
            case Apply():
                return self._apply(node, at)
            case Fold():
                return self._fold(node, at)
            case Settled(of=of):
                found = self.of(of, at)
                return Possible(None, found.names) if found.names or not is_known(found.value) else Possible(True)
            case _:
                assert_never(node)

    def _lifted(self, node: Node, scale: int, at: At) -> Possible:
        """A number in the units of a scale that is as fine as its own or finer."""
        value, names = self.of(node, at)
        return Possible(lifted(value, 10 ** (scale - self._scales.of(node))), names)

    def _fact(self, node: Fact, at: At) -> Possible:
        _, inside, name = node.path.partition("[].")
        own = name if inside else node.path
        here = (at.prefix + own if inside else own,)
        fact = None if node.path.startswith(ENGINE) else self._facts[node.path]
        scale = self._scales.of(node)
        value = (at.item if inside else at.facts).get(own)
        if fact is not None and is_choice(fact):
            if value is not None:
                leaves = leaves_of(fact)
                found = alone(value) if leaves is None else leaves[value]
                return Possible(found, here if len(found) > 1 else ())
            anything: Any = fact.domain
        else:
            finer = scale - self._scales.of_fact(node.path)
            if value is not None:
                number = number_of(fact, finer)(value)
                return Possible((number, number))
            anything = lifted(unstated(fact), 10**finer)
        if node.absent is None or at.item is ANY_ITEM:
            return Possible(anything, here)
        supposed = self.of(node.absent, at).value
        if isinstance(supposed, tuple):
            supposed = lifted(supposed, 10 ** (scale - self._scales.of(node.absent)))
        # Stating the fact settles it, whatever is supposed where it is not stated.
        return Possible(supposed, () if is_known(supposed) else here)

    def _compare(self, node: Compare, at: At) -> Possible:
        scale = max(self._scales.of(node.left), self._scales.of(node.right))
        one, other = self._lifted(node.left, scale, at), self._lifted(node.right, scale, at)
        (low, high), (other_low, other_high), strict = one.value, other.value, node.strict
        if high is not None and other_low is not None and (high < other_low or (high == other_low and not strict)):
            return Possible(True)
        if low is not None and other_high is not None and (low > other_high or (low == other_high and strict)):
            return Possible(False)
        return Possible(None, joined((one.names, other.names)))

    def _choose(self, node: Choose, at: At) -> Possible:
        sort, scale = sort_of(node, self._facts), self._scales.of(node)

        def side(part: Node) -> Possible:
            return self.of(part, at) if sort in ("truth", "choice") else self._lifted(part, scale, at)

        guard = self.of(node.when, at)
        if guard.value is not None:
            return side(node.then if guard.value else node.otherwise)
        one, other = side(node.then), side(node.otherwise)
        if sort == "truth":
            value: Any = one.value if one.value is other.value else None
        elif sort == "choice":
            value = either(one.value, other.value)
        else:
            value = intervals.hull(one.value, other.value)
        return Possible(value, () if is_known(value) else joined((guard.names, one.names, other.names)))

    def _fold(self, node: Fold, at: At) -> Possible:
        owner, items, scale = node.list, at.facts.get(node.list), self._scales.of(node)
        if items is None:
            if node.absent is not None:
                return self._lifted(node.absent, scale, at) if node.how == "add" else self.of(node.absent, at)
            if node.how != "add":
                return Possible(None, (owner,))
            return unlisted(self.of(node.of, at._replace(item=ANY_ITEM, prefix=f"{owner}[].")), owner)
        parts = (
            self.of(node.of, at._replace(item=item, prefix=f"{owner}[{place}].")) for place, item in enumerate(items)
        )
        if node.how != "add":
            return _group(parts, settles=node.how == "any")
        found = [*parts]
        value = lifted(intervals.add([part.value for part in found]), 10 ** (scale - self._scales.of(node.of)))
        return Possible(value, () if is_known(value) else joined([part.names for part in found]))

    def _named(self, node: Named, at: At) -> Possible:
        if not self._is_kept(node):
            return self.of(node.of, at)
        key = range_key(node)
        found: Possible | None = at.memo.get(key)
        if found is None:
            # It reads no item: it is the same whichever item is at hand.
            found = at.memo[key] = self.of(node.of, At(at.facts, at.facts, at.memo, ""))
        return found

    # ---- functions

    def _apply(self, node: Apply, at: At) -> Possible:
        scales = [self._scales.of(part) for part in node.parts]
        match node.function:
            case "round":
                return _grown(rounding_of(node, scales[0]), self.of(node.parts[0], at))
            case "shift":
                by, unit = node.by, node.unit or "days"
                return _grown(lambda day: shifted(day, by, unit), self.of(node.parts[0], at))
            case "multiply":
                one, other = (self.of(part, at) for part in node.parts)
                value = intervals.multiply(one.value, other.value)
                return Possible(value, () if is_known(value) else joined((one.names, other.names)))
            case "quotient":
                return self._quotient(node, scales, at)
        found = [self._lifted(part, max(scales, default=0), at) for part in node.parts]
        match node.function:
            case "add":
                return Possible(intervals.add([each.value for each in found]), joined(each.names for each in found))
            case "subtract":
                one, other = found
                return Possible(intervals.subtract(one.value, other.value), joined((one.names, other.names)))
            case "least":
                return _extreme(found, intervals.least, intervals.can_lower)
            case "greatest":
                return _extreme(found, intervals.greatest, intervals.can_raise)
            case _:
                assert_never(node.function)

    def _quotient(self, node: Apply, scales: Sequence[int], at: At) -> Possible:
        over, under, zero = node.parts
        one, other = self.of(over, at), self.of(under, at)
        if not is_known(other.value):
            return Possible(ANY, joined((one.names, other.names)))
        if other.value[0] == 0:
            return self._lifted(zero, max(scales[2], self._scales.of(node)), at)
        value = divided(division_of(node, scales), one.value, other.value[0])
        return Possible(value, () if is_known(value) else one.names)


def range_key(node: Named) -> str:
    """What is possible of a named node is kept under this."""
    return f"{key_of(node)}?"


def _constant(node: Const) -> Any:
    if node.value is None:
        return ANY if node.sort in ("number", "day") else None
    match node.sort:
        case "choice":
            return alone(str(node.value))
        case "truth":
            return node.value
        case _:
            return node.value, node.value


def _group(parts: Iterable[Possible], *, settles: bool) -> Possible:
    """A conjunction or a disjunction: ``settles`` is the truth of a part that decides, and none is asked after it."""
    unknown: list[Names] = []
    value: bool | None = not settles
    for part in parts:
        if part.value is settles:
            return Possible(settles)
        if part.value is None:
            value = None
            unknown.append(part.names)
    return Possible(value, joined(unknown))


def _grown(function: Callable[[int], int], part: Possible) -> Possible:
    value = intervals.over(function, part.value)
    return Possible(value, () if is_known(value) else part.names)


def _extreme(
    parts: Sequence[Possible],
    of: Callable[[Sequence[Interval]], Interval],
    can_move: Callable[[Interval, Interval], bool],
) -> Possible:
    value = of([part.value for part in parts])
    if is_known(value):
        return Possible(value)
    return Possible(value, joined(part.names for part in parts if can_move(part.value, value)))


# ---- values


def lifted(value: Interval, up: int) -> Interval:
    """An interval in units of which there are ``up`` in each of its own."""
    if up == 1:
        return value
    low, high = value
    return (None if low is None else low * up), (None if high is None else high * up)


def divided(divide: Callable[[int, int], int], value: Interval, by: int) -> Interval:
    """An interval divided by a number that is not nought."""
    low, high = (None if end is None else divide(end, by) for end in value)
    return (low, high) if by > 0 else (high, low)


def unlisted(item: Possible, owner: str) -> Possible:
    """The sum of any number of items, of each of which the same is possible."""
    low, high = item.value
    value = 0 if low is not None and low >= 0 else None, 0 if high is not None and high <= 0 else None
    return Possible(value, () if is_known(value) else (owner,))


def either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """What one of two choices may be."""
    return None if one is None or other is None else one | other


def is_known(value: Any) -> bool:
    """Whether one possibility is left."""
    if isinstance(value, tuple):
        return value[0] is not None and value[0] == value[1]
    if isinstance(value, frozenset):
        return len(value) == 1
    return value is not None


def joined(names: Iterable[Names]) -> Names:
    """Names in order, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(names)))
