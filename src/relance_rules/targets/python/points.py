"""Nodes to functions that give their value where it is known: whole numbers and truths, fast.

Each node that is asked for is written as the source of one function, and so costs no call for what stands below it. A
function gives None at the first fact that is missing, even where the value could still be known of a number: what is
then possible is for ``ranges`` to tell. A truth is known as soon as a part decides it. A choice is the set of all that
it may be.

What a rule set or a saved plan says is never source: it stands there as a literal that :func:`literal` writes, or under
a name that is made here; what a dossier says is not written at all. :func:`compiled` then looks at each function before
it is run, and takes only the names and the attributes that are used here: whatever a text could slip in would find
nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from fractions import Fraction
from itertools import count
from types import CodeType
from typing import Any, NamedTuple, TypeAlias, assert_never

from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef, Vocabulary
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.plan.once import PerNode
from relance_rules.plan.scales import ENGINE, Scales
from relance_rules.targets.python.arithmetic import division_of, scale_to, shifted, step_of
from relance_rules.targets.python.stated import Facts, alone, among, is_choice, leaves_of
from relance_rules.values import Money

Memo: TypeAlias = dict[str, Any]
Point: TypeAlias = Callable[[Facts, Facts, Memo], Any]
"""The facts of the dossier, those of the item at hand or again those of the dossier, and what named nodes came to."""

DEEPEST = 15
"""How deep one function goes: Python reads so many brackets one in the other, and no more."""
OFTEN = 20
"""How many times something is asked before it has a function: about as many as take the time of writing one."""
_WIDEST = 100
"""How many numbers are added by signs: to Python each sign stands below the next, and only so many may."""


class Part(NamedTuple):
    """An expression of Python for a node. A constant is known; it may stand several times, and so may a variable."""

    text: str
    depth: int = 0
    constant: bool = False
    variable: bool = False


class Points:
    """Writes the functions of nodes over the facts of a rule set, each once."""

    def __init__(self, facts: Vocabulary, scales: Scales) -> None:
        """Take the facts that the nodes read, and their scales."""
        self.facts, self.scales = facts, scales
        self._written: dict[int, Point] = {}
        self._names: dict[str, Any] = {**_NAMES}
        self._count = count()
        self._function = PerNode(self._write)
        """The name of the function of a node."""
        self.reads_item = PerNode(self._reads_item)
        """Whether a node reads facts of an item that it does not go through itself."""
        self._asked: dict[int, int] = {}

    def often(self, node: Node) -> Point | None:
        """The function of a node that is asked often; None until then, for what gives all that is possible of it."""
        asked = self._asked.get(id(node), 0)
        if asked < OFTEN:
            # What takes the identity of a node that is gone has its function a little sooner.
            self._asked[id(node)] = asked + 1
            return None
        return self.of(node)

    def of(self, node: Node) -> Point:
        """The function of a node."""
        found = self._written.get(id(node))
        if found is None:
            found = self._written[id(node)] = self._names[self._function(node)]
        return found

    # ---- functions

    def _write(self, node: Node) -> str:
        match node:
            case Fold():
                return self._define(self._loop(node))
            case Named(of=of) if self.is_kept(node):
                # A rule and a step may have the same id.
                key = literal(key_of(node))
                return self._define(
                    [
                        f"found = memo.get({key}, missing)",
                        "if found is missing:",
                        f"    found = memo[{key}] = {self._part(of).text}",
                        "return found",
                    ]
                )
            case _:
                return self._define([f"return {self._expression(node).text}"])

    def _define(self, lines: Iterable[str]) -> str:
        name = f"f{next(self._count)}"
        source = "\n    ".join((f"def {name}(facts, item, memo):", *lines))
        exec(compiled(name, source), self._names)  # noqa: S102 - nothing else passes "compiled"
        return name

    def _bind(self, value: Any) -> str:
        """The name of a value that the functions use."""
        name = f"k{next(self._count)}"
        self._names[name] = value
        return name

    def is_kept(self, node: Named) -> bool:
        """Whether what a named node comes to is kept for the dossier: a rule is asked for once."""
        of_dossier = bool(node.id) and not self.reads_item(node.of)
        return of_dossier and node.kind != "rule" and not isinstance(node.of, Const)

    def _reads_item(self, node: Node) -> bool:
        match node:
            case Fact(path=path, absent=absent):
                return "[]." in path or (absent is not None and self.reads_item(absent))
            case Fold(absent=absent):
                return absent is not None and self.reads_item(absent)
            case _:
                return any(self.reads_item(part) for part in nodes.parts_of(node))

    def _loop(self, node: Fold) -> list[str]:
        """The lines of a function that goes through the items of a list."""
        absent = "None" if node.absent is None else self._lifted(node.absent, self.scales.of(node)).text
        start = [f"items = facts.get({literal(node.list)})", "if items is None:", f"    return {absent}"]
        each = ["for item in items:", f"    value = {self._part(node.of).text}"]
        if node.how == "add":
            up = 10 ** (self.scales.of(node) - self.scales.of(node.of))
            end = [
                "    if value is None:",
                "        return None",
                "    total += value",
                f"return total * {literal(up)}" if up > 1 else "return total",
            ]
            return [*start, "total = 0", *each, *end]
        settles = node.how == "any"
        end = [
            f"    if value is {settles}:",
            f"        return {settles}",
            "    if value is None:",
            "        found = None",
        ]
        return [*start, f"found = {not settles}", *each, *end, "return found"]

    # ---- expressions

    def _part(self, node: Node) -> Part:
        """A node as an expression; what is too deep for one is a function of its own."""
        match node:
            case Fold():
                return Part(f"{self._function(node)}(facts, item, memo)")
            case Named(of=of):
                if not self.is_kept(node):
                    return self._part(of)
                found, key = self._variable(), key_of(node)
                call = f"{self._function(node)}(facts, item, memo)"
                return Part(f"({found} if ({found} := memo.get({literal(key)}, missing)) is not missing else {call})")
        part = self._expression(node)
        if part.depth > DEEPEST:
            name = self._define([f"return {part.text}"])
            self._function.keep(node, name)
            return Part(f"{name}(facts, item, memo)")
        return part

    def _variable(self) -> str:
        return f"v{next(self._count)}"

    def _expression(self, node: Node) -> Part:
        match node:
            case Const():
                return self._const(node)
            case Fact():
                return self._fact(node)
            case In():
                return self._in(node)
            case Compare():
                sign, scale = "<" if node.strict else "<=", max(self.scales.of(node.left), self.scales.of(node.right))
                sides = [self._lifted(side, scale) for side in (node.left, node.right)]
                return self._known(sides, lambda one, other: f"{one} {sign} {other}")
            case Settled(of=of):
                part = self._part(of)
                return Part(f"settled({part.text})", part.depth + 1)
            case nodes.All(parts=parts):
                return self._group(parts, settles=False)
            case nodes.Any(parts=parts):
                return self._group(parts, settles=True)
            case Not(of=of):
                return self._known([self._part(of)], lambda truth: f"not {truth}")
            case Choose():
                scale = self.scales.of(node)
                when, then, otherwise = (
                    self._part(node.when),
                    self._lifted(node.then, scale),
                    self._lifted(node.otherwise, scale),
                )
                return self._known(
                    [when], lambda truth: f"{then.text} if {truth} else {otherwise.text}", then.depth, otherwise.depth
                )
            case Apply():
                return self._apply(node)
            case Fold() | Named():
                return self._part(node)
            case _:
                assert_never(node)

    def _known(self, parts: Sequence[Part], give: Callable[..., str], *depths: int) -> Part:
        """What some parts give where each is known."""
        named = [self._named(part) for part in parts]
        given = give(*(name for name, _ in named))
        unknown = [f"{text} is None" for part, (_, text) in zip(parts, named, strict=True) if not part.constant]
        depth = 1 + max((*depths, *(part.depth for part in parts)), default=0)
        return Part(f"(None if {' or '.join(unknown)} else {given})" if unknown else f"({given})", depth)

    def _named(self, part: Part) -> tuple[str, str]:
        """A name for what a part comes to, and the text that works it out: where that stands first, the name is set."""
        if part.constant or part.variable:
            return part.text, part.text
        name = self._variable()
        return name, f"({name} := {part.text})"

    def _lifted(self, node: Node, scale: int) -> Part:
        """A number in the units of a scale that is as fine as its own or finer; anything else as it is."""
        up = 10 ** (scale - self.scales.of(node))
        if up == 1:
            return self._part(node)
        if isinstance(node, Const) and node.value is not None:
            return Part(literal(int(node.value) * up), constant=True)
        return self._known([self._part(node)], lambda number: f"{number} * {literal(up)}")

    def _const(self, node: Const) -> Part:
        if node.value is None:
            return Part("None")
        text = self._bind(alone(str(node.value))) if node.sort == "choice" else literal(node.value)
        return Part(text, constant=True)

    def _fact(self, node: Fact) -> Part:
        stated = self._stated(node)
        if node.absent is None:
            return stated
        (found, text), absent = self._named(stated), self._lifted(node.absent, self.scales.of(node))
        depth = 1 + max(stated.depth, absent.depth)
        return Part(f"({absent.text} if {text} is None else {found})", depth)

    def _stated(self, node: Fact) -> Part:
        """What is stated of a fact."""
        read, fact = self._read(node), None if node.path.startswith(ENGINE) else self.facts[node.path]
        if fact is not None and is_choice(fact):
            leaves = leaves_of(fact)
            if leaves is not None:
                return Part(f"{self._bind(leaves)}.get({read.text})", 1)
            return self._known([read], lambda value: f"{self._bind(alone)}({value})")
        up = 10 ** (self.scales.of(node) - self.scales.of_fact(node.path))
        return self._known([read], lambda value: _number(fact, value, up))

    def _read(self, node: Fact) -> Part:
        """The value of a fact, as it is stated."""
        _, inside, name = node.path.partition("[].")
        return Part(f"item.get({literal(name)})" if inside else f"facts.get({literal(node.path)})")

    def _in(self, node: In) -> Part:
        asked, wanted = nodes.plain(node.choice), frozenset(node.values)
        if isinstance(asked, Fact) and asked.absent is None:
            leaves, read = leaves_of(self.facts[asked.path]), self._read(asked)
            if leaves is None:
                name = self._bind(wanted)
                return self._known([read], lambda value: f"{value} in {name}")
            table = {value: among(finest, wanted) for value, finest in leaves.items()}
            return Part(f"{self._bind(table)}.get({read.text})", 1)
        part = self._part(node.choice)
        return Part(f"among({part.text}, {self._bind(wanted)})", part.depth + 1)

    def _group(self, nodes_: Sequence[Node], *, settles: bool) -> Part:
        """A conjunction or a disjunction: ``settles`` is the truth of a part that decides."""
        parts = [self._part(node) for node in nodes_]
        if len(parts) < 2:
            return parts[0] if parts else Part(literal(not settles), constant=True)
        named = [self._named(part) for part in parts]
        decided = " or ".join(f"{text} is {settles}" for _, text in named)
        unknown = " or ".join(f"{name} is None" for name, _ in named)
        text = f"({settles} if {decided} else None if {unknown} else {not settles})"
        return Part(text, 1 + max(part.depth for part in parts))

    def _apply(self, node: Apply) -> Part:
        scale, scales = self.scales.of(node), [self.scales.of(part) for part in node.parts]
        match node.function:
            case "add" if len(node.parts) > _WIDEST:
                parts = [self._lifted(part, scale) for part in node.parts]
                return self._known(parts, lambda *all_: f"added({', '.join(all_)})")
            case "add" | "subtract":
                sign = " + " if node.function == "add" else " - "
                return self._known(
                    [self._lifted(part, scale) for part in node.parts], lambda *all_: sign.join(all_) or "0"
                )
            case "least" | "greatest":
                pick = "min" if node.function == "least" else "max"
                parts = [self._lifted(part, scale) for part in node.parts]
                return self._known(parts, lambda *all_: f"{pick}({', '.join(all_)})") if len(parts) > 1 else parts[0]
            case "multiply":
                return self._known([self._part(part) for part in node.parts], lambda *all_: " * ".join(all_))
            case "round":
                return self._known([self._part(node.parts[0])], lambda value: _rounded(value, node, scales[0]))
            case "shift":
                rest = f"{literal(node.by)}, {literal(node.unit or 'days')}"
                return self._known([self._part(node.parts[0])], lambda day: f"shifted({day}, {rest})")
            case "quotient":
                over, under, zero = node.parts
                otherwise, name = self._lifted(zero, max(scale, scales[2])), self._bind(division_of(node, scales))
                return self._known(
                    [self._part(over), self._part(under)],
                    lambda one, other: f"{name}({one}, {other}) if {other} else {otherwise.text}",
                    otherwise.depth,
                )
            case _:
                assert_never(node.function)


def _number(fact: FactDef | None, value: str, up: int) -> str:
    """What reads a number or a day that is stated, in units of its scale or in finer ones, as ``number_of`` does."""
    if fact is not None and fact.kind.sort == "day":
        return f"{value}.toordinal()"
    if fact is not None and fact.kind.python is Fraction:
        return f"{value}.numerator * {literal(10**fact.kind.scale * up)} // {value}.denominator"
    if fact is None or fact.kind.python is Money:
        # As a plain number: amounts check what they are computed with.
        value = f"{value}.numerator"
    return value if up == 1 else f"{value} * {literal(up)}"


def _rounded(value: str, node: Apply, scale: int) -> str:
    """What rounds a number of some scale, as ``rounding_of`` does."""
    step, to = step_of(node), scale_to(node)
    up, over = 10 ** max(0, to - scale), 10 ** max(0, scale - to) * step
    if up > 1:
        value = f"({value} * {literal(up)})"
    match node.way:
        case "up":
            found = f"-(-{value} // {literal(over)})"
        case "nearest":
            found = f"(2 * {value} + {literal(over)}) // {literal(2 * over)}"
        case _:
            found = f"{value} // {literal(over)}"
    return found if step == 1 else f"{found} * {literal(step)}"


def literal(value: object) -> str:
    """A text, a whole number or a truth as source: what Python itself writes of it, and of nothing derived from it.

    Raises:
        TypeError: It is anything else.
    """
    if value is True or value is False:
        return "True" if value else "False"
    if isinstance(value, str):
        return str.__repr__(value)
    if isinstance(value, int):
        number = int.__int__(value)
        # In hexadecimal there is no limit to the digits.
        return f"{number}" if abs(number) < _LONG else f"{number:#x}"
    raise TypeError(f"{type(value).__name__} is no literal of a node")


_LONG = 10**18


def compiled(name: str, source: str, used: Container[str] | None = None) -> CodeType:
    """The source of a function, compiled, once it is seen to be one function that uses nothing but what nodes do.

    Args:
        name: Of the function.
        source: Of the function.
        used: The names and the attributes that it may use, if not those of a point.

    Raises:
        ValueError: It is anything else.
    """
    module = compile(source, "<node>", "exec", dont_inherit=True)
    inner = [each for each in module.co_consts if isinstance(each, CodeType)]
    if module.co_names == (name,) and len(inner) == 1:
        (code,) = inner
        plain = all(map(_is_plain, code.co_consts))
        # Whatever code reads, calls, imports or reaches into goes by one of these names: there are no builtins.
        used = _USED if used is None else used
        if plain and not code.co_cellvars and all(each in used or _MADE.fullmatch(each) for each in code.co_names):
            return module
    raise ValueError("a function of a node uses what no node does")


def _is_plain(value: object) -> bool:
    """Whether a constant is one that nodes are written with, or a tuple of such."""
    return value is None or type(value) in (str, int, bool) or (type(value) is tuple and all(map(_is_plain, value)))


def _settled(value: Any) -> bool | None:
    """Whether a value is known."""
    return None if value is None or (type(value) is frozenset and len(value) > 1) else True


_NAMES: dict[str, Any] = {
    "__builtins__": {},
    "min": min,
    "max": max,
    "missing": object(),
    "added": lambda *numbers: sum(numbers),
    "among": among,
    "settled": _settled,
    "shifted": shifted,
}
"""What every function may use."""

_USED = (_NAMES.keys() - {"__builtins__"}) | {"get", "numerator", "denominator", "toordinal"}
_MADE = re.compile("[fk][0-9]+")


def key_of(node: Named) -> str:
    """What a named node is told by among those of a theme: a rule and a step may have the same id."""
    return f"{node.kind}:{node.id}"
