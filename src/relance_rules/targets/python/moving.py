"""Nodes as functions of one number of the dossier, exact around where it stands.

A node is worked out where the number stands, with all that it was decided by: which of two amounts is less, which part
of a smallest holds, which choice is taken. Each decision says how far the number may go before it is taken otherwise;
over all of that the node is one function. Where only sums and constant rates are met that function is a line, within
what roundings take away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled, walk
from relance_rules.plan.once import PerNode
from relance_rules.targets.python.arithmetic import division_of, rounding_of, scale_to, shifted, step_of
from relance_rules.targets.python.possible import ANY_ITEM
from relance_rules.targets.python.program import Facts, Memo, Program
from relance_rules.targets.python.stated import among


class Line(NamedTuple):
    """What a number comes to, in units of its scale, as a function of the one that moves.

    ``at`` gives it exactly. Where ``slope`` is not None, it is ``slope * x + start``, and from ``under`` to ``over``
    more. ``way`` is 1 where it never falls, -1 where it never rises, 0 where it stays, None where it may do either.
    """

    at: Callable[[int], int]
    slope: Fraction | None
    start: Fraction
    under: Fraction
    over: Fraction
    way: int | None

    @property
    def is_exact(self) -> bool:
        """Whether it is a line that nothing rounds."""
        return self.slope is not None and self.under == self.over == 0


Ends: TypeAlias = tuple[Line | None, Line | None]
"""The least and the most that a number may be; None for no end. What is known has the same line twice."""

_NOUGHT = Fraction(0)


def still(value: int) -> Line:
    """A number that stays."""
    return Line(lambda x: value, _NOUGHT, Fraction(value), _NOUGHT, _NOUGHT, 0)


_ZERO = still(0)


class Moving:
    """A dossier as one of its numbers moves: each answer narrows ``low`` and ``high``, between which it stays right."""

    def __init__(
        self, program: Program, facts: Facts, moved: Mapping[str, int], here: int, span: tuple[int, int]
    ) -> None:
        """Take what moves.

        Args:
            program: What works out the nodes that do not move.
            facts: The facts where the number stands.
            moved: By path, the facts that move, and how many units more than the number each is: ``lines[0].amount``.
            here: Where the number stands, in units of the scale of its fact.
            span: How far it may go.
        """
        self.program, self.facts, self.moved, self.here = program, facts, moved, here
        self.low, self.high = span
        self._general = {_general(path): path for path in moved}
        self._memo: Memo = {}
        self._named: dict[int, Any] = {}
        self._is_moved = PerNode(self._reads_moved)
        """Whether a node reads what moves, of any item."""

    def decide(self, node: Node) -> None:
        """Take all the decisions that a node rests on."""
        self._of(node, self.facts, "")

    def ends(self, node: Node) -> Ends:
        """What a number may be."""
        found: Ends = self._of(node, self.facts, "")
        return found

    # ---- decisions

    def _keep(self, holds: Callable[[int], bool]) -> None:
        """Go no further than where something holds, which changes once at most each way."""
        if not holds(self.here):
            self.low = self.high = self.here
            return
        if not holds(self.high):
            inside, outside = self.here, self.high
            while outside - inside > 1:
                middle = (inside + outside) // 2
                inside, outside = (middle, outside) if holds(middle) else (inside, middle)
            self.high = inside
        if not holds(self.low):
            inside, outside = self.here, self.low
            while inside - outside > 1:
                middle = (inside + outside) // 2
                inside, outside = (middle, outside) if holds(middle) else (inside, middle)
            self.low = inside

    def _less(self, one: Line, other: Line, *, strict: bool) -> bool:
        """Whether a number is less than another, or equal unless ``strict``."""
        gap = _sum([one, _times(other, -1)])
        here = gap.at(self.here) < (0 if strict else 1)
        if gap.way == 0:
            return here
        if gap.way is not None:
            self._keep(lambda x: (gap.at(x) < (0 if strict else 1)) is here)
        elif gap.slope is None:
            self.low = self.high = self.here
        else:
            # Whatever the roundings do.
            slope, start = gap.slope, gap.start + (gap.over if here else gap.under)
            self._keep(lambda x: ((reach := slope * x + start) < 0 or (reach == 0 and not strict)) is here)
        return here

    def _sign(self, line: Line) -> int:
        """Whether a number is above nought, below, or nought."""
        if self._less(line, _ZERO, strict=True):
            return -1
        return 0 if self._less(line, _ZERO, strict=False) else 1

    def _least(self, lines: Sequence[Line]) -> Line:
        found = lines[0]
        for line in lines[1:]:
            if self._less(line, found, strict=True):
                found = line
        return found

    def _greatest(self, lines: Sequence[Line]) -> Line:
        found = lines[0]
        for line in lines[1:]:
            if self._less(found, line, strict=True):
                found = line
        return found

    def _known(self, ends: Ends) -> Line | None:
        """The one number that is left, if it is known."""
        low, high = ends
        if low is None or high is None:
            return None
        if low is high or (self._less(low, high, strict=False) and self._less(high, low, strict=False)):
            return low
        return None

    # ---- nodes

    def _reads_moved(self, node: Node) -> bool:
        return any(isinstance(each, Fact) and each.path in self._general for each in walk(node))

    def _of(self, node: Node, item: Facts, prefix: str) -> Any:
        """A truth, the ends of a number, or the set of what a choice may be."""
        if not self._is_moved(node):
            return self._stays(node, item, prefix)
        match node:
            case Const():
                raise AssertionError("a constant does not move")
            case Fact():
                return self._fact(node, item, prefix)
            case In(choice=choice, values=values):
                return among(self._of(choice, item, prefix), frozenset(values))
            case Compare():
                return self._compare(node, item, prefix)
            case Settled(of=of):
                value = self._of(of, item, prefix)
                known = self._known(value) if isinstance(value, tuple) else value
                return None if known is None or (isinstance(known, frozenset) and len(known) != 1) else True
            case nodes.All(parts=parts):
                return _settled((self._of(part, item, prefix) for part in parts), by=False)
            case nodes.Any(parts=parts):
                return _settled((self._of(part, item, prefix) for part in parts), by=True)
            case Not(of=of):
                truth = self._of(of, item, prefix)
                return None if truth is None else not truth
            case Choose():
                return self._choose(node, item, prefix)
            case Apply():
                return self._apply(node, item, prefix)
            case Fold():
                return self._fold(node, item, prefix)
            case Named(of=of):
                if self.program.reads_item(of):
                    return self._of(of, item, prefix)
                if id(node) not in self._named:
                    self._named[id(node)] = self._of(of, self.facts, "")
                return self._named[id(node)]
            case _:
                assert_never(node)

    def _stays(self, node: Node, item: Facts, prefix: str) -> Any:
        """What a node comes to, which does not move."""
        value = self.program.range(node)(self.facts, item, self._memo, prefix).value
        if not isinstance(value, tuple):
            return value
        low, high = (None if end is None else still(end) for end in value)
        return (low, low) if value[0] is not None and value[0] == value[1] else (low, high)

    def _fact(self, node: Fact, item: Facts, prefix: str) -> Any:
        _, inside, name = node.path.partition("[].")
        shift = self.moved.get(f"{prefix}{name}" if inside else node.path)
        if shift is not None:
            up = 10 ** (self.program.scales.of(node) - self.program.scales.of_fact(node.path))
            line = Line(
                lambda x: (x + shift) * up, Fraction(up), Fraction(shift * up), under=_NOUGHT, over=_NOUGHT, way=1
            )
            return line, line
        own = name if inside else node.path
        if node.absent is not None and own not in (item if inside else self.facts) and item is not ANY_ITEM:
            up = 10 ** (self.program.scales.of(node) - self.program.scales.of(node.absent))
            supposed = self._of(node.absent, item, prefix)
            return _lifted(supposed, up) if isinstance(supposed, tuple) else supposed
        return self._stays(node, item, prefix)

    def _compare(self, node: Compare, item: Facts, prefix: str) -> bool | None:
        of = self.program.scales.of
        scale = max(of(node.left), of(node.right))
        low, high = _lifted(self._of(node.left, item, prefix), 10 ** (scale - of(node.left)))
        other_low, other_high = _lifted(self._of(node.right, item, prefix), 10 ** (scale - of(node.right)))
        if high is not None and other_low is not None and self._less(high, other_low, strict=node.strict):
            return True
        if low is not None and other_high is not None and self._less(other_high, low, strict=not node.strict):
            return False
        return None

    def _choose(self, node: Choose, item: Facts, prefix: str) -> Any:
        of = self.program.scales.of
        guard = self._of(node.when, item, prefix)
        sides = [side for side, truth in ((node.then, True), (node.otherwise, False)) if guard in (None, truth)]
        found = [
            _lifted(value, 10 ** (of(node) - of(side))) if isinstance(value, tuple) else value
            for side, value in ((side, self._of(side, item, prefix)) for side in sides)
        ]
        one, other = found[0], found[-1]
        if one is other:
            return one
        if isinstance(one, tuple):
            (low, high), (other_low, other_high) = one, other
            return (
                None if low is None or other_low is None else self._least([low, other_low]),
                None if high is None or other_high is None else self._greatest([high, other_high]),
            )
        if isinstance(one, frozenset) and isinstance(other, frozenset):
            return one | other
        return None

    def _fold(self, node: Fold, item: Facts, prefix: str) -> Any:
        items = self.facts.get(node.list)
        of = self.program.scales.of
        if items is None:
            if node.absent is not None:
                value = self._of(node.absent, item, prefix)
                return _lifted(value, 10 ** (of(node) - of(node.absent))) if node.how == "add" else value
            if node.how != "add":
                return None
            low, high = self._of(node.of, ANY_ITEM, f"{node.list}[].")
            least = low is not None and not self._less(low, _ZERO, strict=True)
            most = high is not None and self._less(high, _ZERO, strict=False)
            return _ZERO if least else None, _ZERO if most else None
        parts = (self._of(node.of, each, f"{node.list}[{place}].") for place, each in enumerate(items))
        if node.how != "add":
            return _settled(parts, by=node.how == "any")
        return _lifted(_added(list(parts)), 10 ** (of(node) - of(node.of)))

    def _apply(self, node: Apply, item: Facts, prefix: str) -> Ends:
        of = self.program.scales.of
        parts: list[Ends] = [self._of(part, item, prefix) for part in node.parts]
        scales = [of(part) for part in node.parts]
        match node.function:
            case "multiply":
                return self._product(*parts)
            case "round":
                return _over(parts[0], lambda line: _rounded(node, line, scales[0]))
            case "shift":
                by, unit = node.by, node.unit or "days"
                return _over(parts[0], lambda line: _bent(lambda x: shifted(line.at(x), by, unit), line.way))
            case "quotient":
                return self._quotient(node, parts, scales)
        lifted = [_lifted(part, 10 ** (max(scales) - scale)) for part, scale in zip(parts, scales, strict=True)]
        lows, highs = ([part[end] for part in lifted] for end in (0, 1))
        known = all(low is high is not None for low, high in lifted)
        match node.function:
            case "add":
                return _added(lifted)
            case "subtract":
                low, high = _over(lifted[1], lambda line: _times(line, -1))
                return _added([lifted[0], (high, low)])
            case "least":
                low = None if None in lows else self._least(_given(lows))
                if known:
                    return low, low
                return low, self._least(_given(highs)) if _given(highs) else None
            case "greatest":
                high = None if None in highs else self._greatest(_given(highs))
                if known:
                    return high, high
                return self._greatest(_given(lows)) if _given(lows) else None, high
            case _:
                assert_never(node.function)

    def _product(self, one: Ends, other: Ends) -> Ends:
        if one[0] is not None and one[0] is one[1] and other[0] is not None and other[0] is other[1]:
            line = self._multiplied(one[0], other[0])
            return line, line
        lines: list[Line] = []
        endless = set()
        for left, left_sign in zip(one, (-1, 1), strict=True):
            for right, right_sign in zip(other, (-1, 1), strict=True):
                if left is not None and right is not None:
                    lines.append(self._multiplied(left, right))
                    continue
                sign = (left_sign if left is None else self._sign(left)) * (
                    right_sign if right is None else self._sign(right)
                )
                if sign:
                    endless.add(sign)
                else:
                    lines.append(_ZERO)
        low = None if -1 in endless or not lines else self._least(lines)
        high = None if 1 in endless or not lines else self._greatest(lines)
        return low, high

    def _multiplied(self, one: Line, other: Line) -> Line:
        if one.way == 0:
            return _times(other, one.at(self.here))
        if other.way == 0:
            return _times(one, other.at(self.here))
        # Both move: bent, and one way only where their signs are the same all along.
        left, right = self._sign(one), self._sign(other)
        ways = [None if way is None else way * (sign or 1) for way, sign in ((one.way, right), (other.way, left))]
        return _bent(lambda x: one.at(x) * other.at(x), ways[0] if ways[0] == ways[1] else None)

    def _quotient(self, node: Apply, parts: Sequence[Ends], scales: Sequence[int]) -> Ends:
        over, under, zero = parts
        by = self._known(under)
        if by is None:
            return None, None
        sign = self._sign(by)
        if not sign:
            return _lifted(zero, 10 ** max(0, self.program.scales.of(node) - scales[2]))
        low, high = _over(over, lambda line: self._divided(node, line, by, scales))
        return (low, high) if sign > 0 else (high, low)

    def _divided(self, node: Apply, one: Line, other: Line, scales: Sequence[int]) -> Line:
        divide = division_of(node, scales)

        def at(x: int) -> int:
            return divide(one.at(x), other.at(x))

        if other.way == 0:
            by = other.at(self.here)
            ratio = Fraction(10) ** (scales[1] - scales[0] + scale_to(node)) / by
            return _stepped(_scaled(one, ratio), at, node)
        way = None
        if one.is_exact and other.is_exact and one.slope is not None and other.slope is not None:
            turn = one.slope * other.start - one.start * other.slope
            way = (turn > 0) - (turn < 0)
            if way == 0:
                way = None
        return _bent(at, way)


# ---- lines


def _bent(at: Callable[[int], int], way: int | None) -> Line:
    """What is no line."""
    return Line(at, None, _NOUGHT, _NOUGHT, _NOUGHT, way)


def _scaled(line: Line, by: Fraction) -> Line:
    """The shape of a line times a number; ``at`` stays as it was."""
    way = None if line.way is None else line.way * ((by > 0) - (by < 0))
    if line.slope is None:
        return line._replace(way=way)
    ends = sorted((line.under * by, line.over * by))
    return Line(line.at, line.slope * by, line.start * by, ends[0], ends[1], way)


def _times(line: Line, by: int) -> Line:
    if by == 1:
        return line
    if by == 0 or line.way == 0:
        return still(line.at(0) * by) if by else _ZERO
    return _scaled(line, Fraction(by))._replace(at=lambda x: line.at(x) * by)


def _sum(lines: Sequence[Line]) -> Line:
    """Numbers added; what stays is added once."""
    moving = [line for line in lines if line.way != 0]
    rest = sum(line.at(0) for line in lines if line.way == 0)
    if not moving:
        return still(rest)
    if len(moving) == 1 and not rest:
        return moving[0]
    ways = {line.way for line in moving}
    way = ways.pop() if len(ways) == 1 else None
    ats = [line.at for line in moving]

    def at(x: int) -> int:
        return sum(each(x) for each in ats) + rest

    if any(line.slope is None for line in moving):
        return _bent(at, way)
    slope = sum((line.slope for line in moving if line.slope is not None), _NOUGHT)
    start = sum((line.start for line in moving), Fraction(rest))
    under, over = sum((line.under for line in moving), _NOUGHT), sum((line.over for line in moving), _NOUGHT)
    if under == over == 0:
        way = (slope > 0) - (slope < 0)
    return Line(at, slope, start, under, over, way)


def _rounded(node: Apply, line: Line, scale: int) -> Line:
    change = rounding_of(node, scale)
    if line.way == 0:
        return still(change(line.at(0)))
    ratio = Fraction(10) ** (scale_to(node) - scale)
    return _stepped(_scaled(line, ratio), lambda x: change(line.at(x)), node)


def _stepped(line: Line, at: Callable[[int], int], node: Apply) -> Line:
    """A line that goes to multiples of what a node says."""
    if line.way == 0:
        return still(at(0))
    if line.slope is None:
        return line._replace(at=at)
    step = Fraction(step_of(node))
    if step == 1 and line.is_exact and line.slope.denominator == line.start.denominator == 1:
        return line._replace(at=at)
    ways = {"down": (-step, _NOUGHT), "up": (_NOUGHT, step), "nearest": (-step / 2, step / 2)}
    under, over = ways[node.way or "down"]
    return line._replace(at=at, under=line.under + under, over=line.over + over)


# ---- what may be


def _over(ends: Ends, change: Callable[[Line], Line]) -> Ends:
    low, high = ends
    first = None if low is None else change(low)
    return (first, first) if low is high else (first, None if high is None else change(high))


def _lifted(ends: Ends, by: int) -> Ends:
    return ends if by == 1 else _over(ends, lambda line: _times(line, by))


def _added(parts: Sequence[Ends]) -> Ends:
    lows, highs = ([part[end] for part in parts] for end in (0, 1))
    low = None if None in lows else _sum(_given(lows))
    if all(each is other for each, other in parts):
        return low, low
    return low, None if None in highs else _sum(_given(highs))


def _given(lines: Iterable[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None]


def _settled(truths: Iterable[bool | None], *, by: bool) -> bool | None:
    """A conjunction or a disjunction, no further than the part that decides: ``by`` is its truth."""
    open_ = False
    for truth in truths:
        if truth is by:
            return by
        open_ = open_ or truth is None
    return None if open_ else not by


def _general(path: str) -> str:
    before, inside, after = path.partition("[")
    return f"{before}[]{after.partition(']')[2]}" if inside else path
