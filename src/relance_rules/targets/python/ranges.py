"""Nodes to functions that give what is still possible of each, and the facts that would settle it.

They are asked only where the value itself is not known. A node that is asked often is written as the source of one
function, which passes ``compiled`` as its point does. Until then ``possible``, which defines what it gives, goes
through the nodes: one dossier alone is not made to wait for functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, TypeAlias, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.limits import unstated
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.plan.once import PerNode
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.plan.sorts import sort_of
from relance_rules.targets.python import intervals
from relance_rules.targets.python.arithmetic import division_of, rounding_of, shifted
from relance_rules.targets.python.lines import Lines, Part, every, nothing, number_is_open
from relance_rules.targets.python.points import OFTEN, Memo, Points, compiled, key_of, literal
from relance_rules.targets.python.possible import (
    ANY_ITEM,
    At,
    Names,
    Possible,
    Walk,
    divided,
    either,
    is_known,
    lifted,
    range_key,
    unlisted,
)
from relance_rules.targets.python.stated import Facts, alone, among, is_choice, itself, leaves_of, number_of

Range: TypeAlias = Callable[[Facts, Facts, Memo, str], Possible]
"""The facts of the dossier, those of the item at hand, what named nodes came to, and the path of the item."""

_DEEPEST = 15
"""How many nodes stand one below the other in one function: Python reads so many blocks in one another, and no more."""
_LONGEST = 500
"""How many lines a function has before what is left of it is written only where it is asked: a table has many rows."""


class Ranges:
    """Gives what is possible of nodes over the facts of a rule set."""

    def __init__(self, facts: Vocabulary, scales: Scales, points: Points) -> None:
        """Take the facts that the nodes read, their scales, and what works out what is known."""
        self.facts, self.scales, self.points = facts, scales, points
        self.of: PerNode[Range] = PerNode(self._begin)
        """What gives what is possible of a node."""
        self.function = PerNode(self._write)
        """The name of the function of a node."""
        self.walk = Walk(facts, scales, points.is_kept)
        self._names: dict[str, Any] = {**_NAMES}
        self._count = count()

    def _begin(self, node: Node) -> Range:
        asked = 0
        written: Range | None = None

        def possible(facts: Facts, item: Facts, memo: Memo, prefix: str) -> Possible:
            nonlocal asked, written
            if written is None:
                asked += 1
                if asked <= OFTEN:
                    return self.walk.of(node, At(facts, item, memo, prefix))
                written = self._names[self.function(node)]
                self.of.keep(node, written)
            return written(facts, item, memo, prefix)

        return possible

    def bare(self, node: Node) -> Node:
        """A node without the names around it under which nothing is kept."""
        while isinstance(node, Named) and not self.points.is_kept(node):
            node = node.of
        return node

    def _write(self, node: Node) -> str:
        if (bare := self.bare(node)) is not node:
            return self.function(bare)
        written, name = _Function(self).of(node), f"f{next(self._count)}"
        source = "\n ".join((f"def {name}(facts, item, memo, prefix):", *written))
        exec(compiled(name, source, _USED), self._names)  # noqa: S102 - nothing else passes "compiled"
        return name

    def bind(self, value: Any) -> str:
        """The name of a value that the functions use."""
        name = f"k{next(self._count)}"
        self._names[name] = value
        return name


class _Function(Lines):
    """The function of what is possible of one node."""

    def __init__(self, ranges: Ranges) -> None:
        super().__init__()
        self._ranges = ranges
        self._facts, self._scale, self._bind = ranges.facts, ranges.scales.of, ranges.bind
        self._point = ranges.points.of
        self._level = 0

    def of(self, node: Node) -> Sequence[str]:
        """The lines that give what is possible of a node."""
        match node:
            case Fold():
                self._fold(node)
            case Named():
                self._kept(node)
            case _:
                self.add(f"return {self._possible(self._part(node))}")
        return self.lines

    def _possible(self, part: Part) -> str:
        """A part with its names."""
        return f"possible(({part.text}, {self.gathered(part.gather)}))"

    def _kept(self, node: Named) -> None:
        """What a named node comes to, worked out once for a dossier."""
        key = literal(range_key(node))
        self.add(f"found = memo.get({key})")
        with self.block("if found is None:"):
            # It reads no item: it is the same whichever item is at hand.
            self.add("item = facts")
            self.add(f"found = memo[{key}] = {self._possible(self._part(node.of))}")
        self.add("return found")

    def _fold(self, node: Fold) -> None:
        """The items of a list combined: only those that their points don't know are looked at further."""
        owner, item = literal(node.list), self._ranges.function(node.of)
        self.add(f"items = facts.get({owner})")
        with self.block("if items is None:"):
            self.add(f"return {self._unlisted(node, item)}")
        known = f"{self._bind(self._point(node.of))}(facts, item, memo)"
        open_ = f"{item}(facts, item, memo, path({owner}, place))"
        if node.how == "add":
            up = literal(10 ** (self._scale(node) - self._scale(node.of)))
            self.add(
                "total = place = 0",
                "parts, names = [], []",
                "for item in items:",
                f" value = {known}",
                " if value is None:",
                f"  value, more = {open_}",
                "  parts += [value]",
                "  names += more",
                " else:",
                "  total += value",
                " place += 1",
                f"found = lifted(add([(total, total), *parts]), {up})",
                "return possible((found, () if known(found) else once(names)))",
            )
            return
        settles = node.how == "any"
        self.add(
            f"found = {not settles}",
            "names = []",
            "place = 0",
            "for item in items:",
            f" value = {known}",
            " if value is None:",
            f"  value, more = {open_}",
            "  names += more",
            f" if value is {settles}:",
            f"  return possible(({settles}, ()))",
            " if value is None:",
            "  found = None",
            " place += 1",
            "return possible((found, once(names)))",
        )

    def _unlisted(self, node: Fold, item: str) -> str:
        """What is possible of the items of a list that is not stated."""
        if node.absent is not None:
            return self._possible(self._lifted(node.absent, self._scale(node)))
        owner = literal(node.list)
        if node.how != "add":
            return f"possible((None, ({owner},)))"
        return f"unlisted({item}(facts, any_item, memo, {literal(f'{node.list}[].')}), {owner})"

    # ---- nodes

    def _part(self, node: Node) -> Part:
        """A node, once its lines are written; what is too deep or too long has a function of its own."""
        node = self._ranges.bare(node)
        if isinstance(node, Fold | Named):
            return self._call(node, self._ranges.function(node))
        if (self._level == _DEEPEST or len(self.lines) > _LONGEST) and not isinstance(node, Const):
            return self._call(node, self._bind(self._ranges.of(node)))
        self._level += 1
        part = self._written(node)
        self._level -= 1
        return part

    def _written(self, node: Node) -> Part:
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
                return self._settled(self._part(of))
            case Not(of=of):
                part = self._part(of)
                return self.truth(f"None if {part.text} is None else not {part.text}", part.gather)
            case nodes.All(parts=parts):
                return self._group(parts, settles=False)
            case nodes.Any(parts=parts):
                return self._group(parts, settles=True)
            case Choose():
                return self._choose(node)
            case Apply():
                return self._apply(node)
            case Fold() | Named():
                raise AssertionError("these have functions of their own")
            case _:
                assert_never(node)

    def _is_number(self, node: Node) -> bool:
        return sort_of(node, self._facts) not in ("truth", "choice")

    def _lifted(self, node: Node, scale: int) -> Part:
        """A number in the units of a scale that is as fine as its own or finer; anything else as it is."""
        plain, up = nodes.plain(node), 10 ** (scale - self._scale(node))
        if isinstance(plain, Const) and plain.sort == "number" and plain.value is not None:
            return Part((literal(int(plain.value) * up),) * 2, nothing)
        part = self._part(node)
        if up == 1 or len(part.ends) == 1:
            return part
        ends = self.variables()
        self.add(f"{', '.join(ends)} = lifted({part.text}, {literal(up)})")
        return Part(ends, part.gather)

    def _call(self, node: Node, function: str) -> Part:
        """What has a function of its own."""
        ends, (more,) = self.variables(1 + self._is_number(node)), self.variables(1)
        call = f"{function}(facts, item, memo, prefix)"
        if isinstance(node, Named):
            call = f"memo.get({literal(range_key(node))}) or {call}"
        ask = f"{Part(ends, nothing).text}, {more} = {call}"
        # A choice may be open where it is stated: what its point gives does not say that it is known.
        if not isinstance(node, Named) or sort_of(node, self._facts) == "choice":
            self.add(ask)
        else:
            self.add(f"{more} = memo.get({literal(key_of(node))})")
            self.add(f"if {more} is None:", f" {ask}", "else:", f" {' = '.join(ends)} = {more}", f" {more} = ()")
        return Part(ends, lambda names: self.add(f"{names} += {more}"))

    def _const(self, node: Const) -> Part:
        value = node.value
        if node.sort in ("number", "day"):
            return Part((_end(value),) * 2, nothing)
        return Part((self._bind(alone(value)) if isinstance(value, str) else _end(value),), nothing)

    def _fact(self, node: Fact) -> Part:
        fact = None if node.path.startswith(ENGINE) else self._facts[node.path]
        text, here = self._stated(node)
        (stated,) = self.variables(1)
        self.add(f"{stated} = {text}")
        if fact is not None and is_choice(fact):
            leaves = leaves_of(fact)
            read = f"alone({stated})" if leaves is None else f"{self._bind(leaves)}[{stated}]"
            ends = self._stated_or(node, stated, read, (self._bind(fact.domain),))
            # A choice may be open where it is stated.
            is_open = f"{stated} is None or " * (node.absent is None) + f"not known({ends[0]})"
        else:
            finer = self._scale(node) - self._ranges.scales.of_fact(node.path)
            number, anything = number_of(fact, finer), lifted(unstated(fact), 10**finer)
            read = stated if number is itself else f"{self._bind(number)}({stated})"
            ends = self._stated_or(node, stated, read, [*map(_end, anything)])
            is_open = f"{stated} is None" if node.absent is None else number_is_open(ends)
        # Stating the fact settles it, whatever is supposed where it is not stated.
        return Part(ends, self.where(is_open, lambda names: self.add(f"{names} += [{here}]")))

    def _stated_or(self, node: Fact, stated: str, read: str, anything: Sequence[str]) -> tuple[str, ...]:
        """What a fact is: what is read of it where it is stated, or what is supposed, or anything."""
        ends = self.variables(len(anything))
        with self.block(f"if {stated} is not None:"):
            self.add(f"{' = '.join(ends)} = {read}")
        if node.absent is not None:
            with self.block("elif item is not any_item:"):
                self.put(ends, self._lifted(node.absent, self._scale(node)).ends)
        with self.block("else:"):
            self.put(ends, anything)
        return ends

    def _stated(self, node: Fact) -> tuple[str, str]:
        """What is stated of a fact, and its path."""
        _, inside, name = node.path.partition("[].")
        if inside:
            return f"item.get({literal(name)})", f"prefix + {literal(name)}"
        return f"facts.get({literal(node.path)})", literal(node.path)

    def _in(self, node: In) -> Part:
        asked, wanted = nodes.plain(node.choice), frozenset(node.values)
        if isinstance(asked, Fact) and asked.absent is None:
            fact, (text, here) = self._facts[asked.path], self._stated(asked)
            leaves = leaves_of(fact)
            if leaves is not None:
                # What is stated says at once whether it is wanted, and so does that nothing is.
                table = {value: among(finest, wanted) for value, finest in {**leaves, None: fact.domain}.items()}
                return self.truth(f"{self._bind(table)}.get({text})", lambda names: self.add(f"{names} += [{here}]"))
        part = self._part(node.choice)
        return self.truth(f"among({part.text}, {self._bind(wanted)})", part.gather)

    def _compare(self, node: Compare) -> Part:
        scale = max(self._scale(node.left), self._scale(node.right))
        one, other = self._lifted(node.left, scale), self._lifted(node.right, scale)
        sign, opposite = ("<", "<=") if node.strict else ("<=", "<")
        truth = "None"
        if (no := _less(other.ends[1], opposite, one.ends[0])) is not None:
            truth = f"False if {no} else {truth}"
        if (yes := _less(one.ends[1], sign, other.ends[0])) is not None:
            truth = f"True if {yes} else {truth}"
        return self.truth(truth, one.gather, other.gather)

    def _settled(self, part: Part) -> Part:
        (more,) = self.variables(1)
        named = self.gathered(part.gather, more) != "()"
        known = f"known({part.text}) and not {more}" if named else f"known({part.text})"
        gathers = [lambda names: self.add(f"{names} += {more}")] if named else []
        return self.truth(f"True if {known} else None", *gathers)

    def _group(self, parts: Sequence[Node], *, settles: bool) -> Part:
        """A conjunction or a disjunction: ``settles`` is the truth of a part that decides."""
        if not parts:
            return Part((literal(not settles),), nothing)
        first, *others = parts
        found = self._part(first)
        if not others:
            return found
        truth = self.truth(found.text)
        (name,), gathers = truth.ends, [found.gather]
        for part in others:
            with self.block(f"if {name} is not {settles}:"):
                found = self._part(part)
                self.add(f"if {found.text} is not {not settles}:", f" {name} = {found.text}")
                gathers.append(found.gather)
        return truth._replace(gather=self.where(f"{name} is None", *gathers))

    def _choose(self, node: Choose) -> Part:
        scale = self._scale(node)
        guard = self._part(node.when)
        with self.block(f"if {guard.text} is not False:"):
            one = self._lifted(node.then, scale)
        with self.block(f"if {guard.text} is not True:"):
            other = self._lifted(node.otherwise, scale)
        ends = self.variables(len(one.ends))
        if len(ends) == 2:
            either, is_open = f"hull({one.text}, {other.text})", number_is_open(ends)
        elif sort_of(node, self._facts) == "truth":
            either, is_open = f"{one.text} if {one.text} is {other.text} else None", f"{ends[0]} is None"
        else:
            either, is_open = f"either({one.text}, {other.text})", f"not known({ends[0]})"
        with self.block(f"if {guard.text} is None:"):
            self.add(f"{', '.join(ends)} = {either}")
        with self.block(f"elif {guard.text}:"):
            self.put(ends, one.ends)
        with self.block("else:"):
            self.put(ends, other.ends)
        unsure = f"{guard.text} is None and ({is_open})"
        gathers = [
            self.where(unsure, guard.gather),
            self.where(f"{guard.text} or {unsure}", one.gather),
            self.where(f"{guard.text} is False or {unsure}", other.gather),
        ]
        return Part(ends, every(gathers))

    # ---- functions

    def _apply(self, node: Apply) -> Part:
        if all(isinstance(nodes.plain(part), Const) for part in node.parts):
            return Part(tuple(map(_end, self._ranges.walk.of(node, At({}, {}, {}, "")).value)), nothing)
        scales = [self._scale(part) for part in node.parts]
        match node.function:
            case "round":
                part = self._part(node.parts[0])
                return self.interval(f"over({self._bind(rounding_of(node, scales[0]))}, {part.text})", part.gather)
            case "shift":
                part, by, unit = self._part(node.parts[0]), node.by, node.unit or "days"
                moved = self._bind(lambda day: shifted(day, by, unit))
                return self.interval(f"over({moved}, {part.text})", part.gather)
            case "multiply":
                one, other = (self._part(part) for part in node.parts)
                return self.interval(f"multiply({one.text}, {other.text})", one.gather, other.gather)
            case "quotient":
                return self._quotient(node, scales)
        parts = [self._lifted(part, max(scales, default=0)) for part in node.parts]
        texts = ", ".join([part.text for part in parts])
        match node.function:
            case "add":
                found = self.interval(f"add([{texts}])")
                return found._replace(gather=every([part.gather for part in parts]))
            case "subtract":
                found = self.interval(f"subtract({texts})")
                return found._replace(gather=every([part.gather for part in parts]))
            case "least":
                found, can_move = self.interval(f"least([{texts}])"), "can_lower"
            case "greatest":
                found, can_move = self.interval(f"greatest([{texts}])"), "can_raise"
            case _:
                assert_never(node.function)
        moving = [self.where(f"{can_move}({part.text}, {found.text})", part.gather) for part in parts]
        return found._replace(gather=self.where(number_is_open(found.ends), *moving))

    def _quotient(self, node: Apply, scales: Sequence[int]) -> Part:
        one, other = self._part(node.parts[0]), self._part(node.parts[1])
        by, high = self.interval(other.text).ends
        ends, unsure = self.variables(), number_is_open((by, high))
        with self.block(f"if {unsure}:"):
            self.put(ends, ("None", "None"))
        with self.block(f"elif {by}:"):
            self.add(f"{', '.join(ends)} = divided({self._bind(division_of(node, scales))}, {one.text}, {by})")
        with self.block("else:"):
            zero = self._lifted(node.parts[2], max(scales[2], self._scale(node)))
            self.put(ends, zero.ends)
        gathers = [
            self.where(f"{unsure} or ({by} and ({number_is_open(ends)}))", one.gather),
            self.where(unsure, other.gather),
            self.where(f"{by} == 0 == {high}", zero.gather),
        ]
        return Part(ends, every(gathers))


def _end(value: bool | int | str | None) -> str:
    return "None" if value is None else literal(value)


def _less(one: str, sign: str, other: str) -> str | None:
    """Whether an end is less than another; None where one of them is nowhere."""
    if "None" in (one, other):
        return None
    given = [f"{end} is not None" for end in (one, other) if end.startswith("v")]
    return " and ".join([*given, f"{one} {sign} {other}"])


def _once(names: list[str]) -> Names:
    """Names in order, each once."""
    return tuple(names) if len(names) < 2 else tuple(dict.fromkeys(names))


_NAMES: dict[str, Any] = {
    "__builtins__": {},
    "any_item": ANY_ITEM,
    "possible": partial(tuple.__new__, Possible),
    "once": _once,
    "path": lambda owner, place: f"{owner}[{place}].",
    "known": is_known,
    "lifted": lifted,
    "alone": alone,
    "among": among,
    "either": either,
    "unlisted": unlisted,
    "divided": divided,
    **{name: getattr(intervals, name) for name in ("add", "subtract", "multiply", "least", "greatest", "over", "hull")},
    "can_lower": intervals.can_lower,
    "can_raise": intervals.can_raise,
}
"""What every function may use."""

_USED = (_NAMES.keys() - {"__builtins__"}) | {"get"}
