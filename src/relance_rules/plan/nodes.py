"""The twelve nodes of the core. The value of a node is what is still possible.

A truth is true, false or unknown; a number or a day is an interval; a choice is a set. Known means that one
possibility is left. Numbers are exact decimals: a whole number of units of ``10 ** -scale``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias, assert_never

from relance_rules.values import Text
from relance_rules.values.records import dataclass

Sort: TypeAlias = Literal["truth", "number", "day", "choice"]
Function: TypeAlias = Literal["add", "subtract", "multiply", "least", "greatest", "round", "quotient", "shift"]
Way: TypeAlias = Literal["down", "up", "nearest"]
Unit: TypeAlias = Literal["days", "months", "years"]
Kind: TypeAlias = Literal[
    "rule",
    "window",
    "range",
    "choice",
    "derived",
    "parameter",
    "total",
    "excluded",
    "base",
    "rate",
    "bonus",
    "ceiling",
    "request",
    "minimum",
    "grant",
    "share",
    "test",
]


Dimension: TypeAlias = Literal["money", "rate", "number", "day"]


@dataclass(frozen=True)
class Citation:
    """A passage: the document (None for the first of the rule set), how it is cited, and the place in it."""

    by: str
    place: str
    document: str | None = None


@dataclass(frozen=True)
class Const:
    """A known value, or a gap: nothing is known of it, and no fact would settle it.

    ``value`` is a truth, a number in units of ``10 ** -scale``, a day as its proleptic ordinal, the name of a choice,
    or None for a gap, whose reason is ``gap``.
    """

    sort: Sort
    value: bool | int | str | None
    scale: int = 0
    gap: Text | None = None


@dataclass(frozen=True)
class Fact:
    """A fact of the dossier, or of the item at hand where its path is ``list[].name``.

    Where it is not stated, it is ``absent``, or else all that its type allows. ``notice`` is the id of the notice that
    says what ``absent`` supposes.
    """

    path: str
    absent: Node | None = None
    notice: str | None = None


@dataclass(frozen=True)
class In:
    """Whether a choice is one of some values: true if all that is possible is inside, false if none is."""

    choice: Node
    values: tuple[str, ...]


@dataclass(frozen=True)
class Compare:
    """Whether a number or a day is less than another, or equal unless ``strict``."""

    left: Node
    right: Node
    strict: bool = False


@dataclass(frozen=True)
class Settled:
    """Whether something is known: true or unknown, never false."""

    of: Node


@dataclass(frozen=True)
class All:
    """Kleene's conjunction; of no part, true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """Kleene's disjunction; of no part, false."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Kleene's negation."""

    of: Node


@dataclass(frozen=True)
class Choose:
    """One of two values; where it is not known which, all that either may be."""

    when: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Apply:
    """A function of numbers or days.

    ``round`` and ``quotient`` go to a multiple of ``to``, a number, in a ``way``; the third part of ``quotient`` is its
    value where the second is nought. ``shift`` moves a day by so many units: the 31st less a month is the last day of
    that month.
    """

    function: Function
    parts: tuple[Node, ...]
    to: Const | None = None
    way: Way | None = None
    by: int = 0
    unit: Unit | None = None


@dataclass(frozen=True)
class Fold:
    """The items of a list combined; of a list that is not stated, ``absent``, or else all that is possible.

    ``add`` sums amounts and counts, which are never negative where a list is not stated. ``notice`` is the id of the
    notice that says what ``absent`` supposes.
    """

    how: Literal["add", "all", "any"]
    list: str
    of: Node
    absent: Node | None = None
    notice: str | None = None


@dataclass(frozen=True)
class Named:
    """A value that has a name, an explanation and a passage; it is computed once a dossier.

    ``id`` is empty for a ``test``, a part of a condition, and for a ``choice``: those are not shared. ``label`` says
    what it is; ``readings`` are the codes of the readings it rests on, the nearest first. ``dimension`` says how its
    value is written, and ``shows`` is the quantity to show beside a condition about it.
    """

    id: str
    kind: Kind
    of: Node
    label: Text | None = None
    source: Citation | None = None
    readings: tuple[str, ...] = ()
    dimension: Dimension | None = None
    shows: Node | None = None


Node: TypeAlias = Const | Fact | In | Compare | Settled | All | Any | Not | Choose | Apply | Fold | Named

TRUE, FALSE = Const("truth", True), Const("truth", False)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below one, in the order they are read."""
    match node:
        case Const():
            return ()
        case Fact(absent=absent):
            return () if absent is None else (absent,)
        case In(choice=part) | Settled(of=part) | Not(of=part) | Named(of=part):
            return (part,)
        case Compare(left=left, right=right):
            return (left, right)
        case All(parts=parts) | Any(parts=parts) | Apply(parts=parts):
            return parts
        case Choose(when=when, then=then, otherwise=otherwise):
            return (when, then, otherwise)
        case Fold(of=part, absent=absent):
            return (part,) if absent is None else (part, absent)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """A node and all those below it, each before its parts; what is shared comes once."""
    met: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if id(here) not in met:
            met.add(id(here))
            yield here
            waiting.extend(reversed(parts_of(here)))


def depth(node: Node) -> int:
    """How many nodes stand one below the other, at most."""
    found: dict[int, int] = {}
    waiting = [node]
    while waiting:
        here = waiting[-1]
        parts = parts_of(here)
        unknown = [part for part in parts if id(part) not in found]
        if unknown:
            waiting += unknown
        else:
            waiting.pop()
            found[id(here)] = 1 + max((found[id(part)] for part in parts), default=0)
    return found[id(node)]


def plain(node: Node) -> Node:
    """A node without the names around it."""
    while isinstance(node, Named):
        node = node.of
    return node
