"""Why a node is what it is: the named nodes below it, each with its value, what was met and what is missing.

A trace follows the names that a plan gives: what stands between two names is not shown. The items of a list are gone
through one by one, and of two branches only those that may apply are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Const, Fact, Fold, Named, Node
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python.program import Facts, Memo, Names, Program

Met: TypeAlias = Mapping[str, Any]
"""Facts that a node reads and that the dossier states, by path."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A named node, or a gap of the source, and what it came to.

    ``value`` is what is possible of it: a truth (None: unknown), an interval in units of its scale, or a set of
    choices. ``shown`` is the interval of the quantity that is shown beside it. ``missing`` are the facts that would
    settle it.
    ``item`` is the list and the place, from 0, of the item it was asked of, where it is asked of each.
    """

    node: Named | Const
    value: Any
    met: Met
    missing: Names = ()
    shown: tuple[int | None, int | None] | None = None
    parts: tuple[Trace, ...] = ()
    item: tuple[str, int] | None = None


def trace(program: Program, node: Named, facts: Facts, item: Facts | None = None, prefix: str = "") -> Trace:
    """Trace a named node over the facts of a dossier.

    Args:
        program: Compiles the nodes of the rule set.
        node: The node.
        facts: The facts of the dossier.
        item: The facts of the item at hand, for a node about the items of a list.
        prefix: The path of that item, such as ``depenses[0].``.
    """
    return _Tracer(program, facts).named(node, facts if item is None else item, prefix)


class _Tracer:
    """Traces nodes over the facts of one dossier."""

    def __init__(self, program: Program, facts: Facts) -> None:
        self.program, self.facts = program, facts
        self.memo: Memo = {}

    def named(self, node: Named, item: Facts, prefix: str) -> Trace:
        found = self.program.range(node)(self.facts, item, self.memo, prefix)
        shown = None
        if node.dimension is not None:
            quantity = node if node.shows is None else node.shows
            shown = self.program.range(quantity)(self.facts, item, self.memo, prefix).value
        parts = tuple(self.parts(node.of, item, prefix))
        return Trace(node, found.value, met(node, self.facts, item, prefix), found.names, shown, _once(parts))

    def truth(self, node: Node, item: Facts, prefix: str) -> bool | None:
        value: bool | None = self.program.truth(node, self.facts, self.memo, item, prefix).value
        return value

    def parts(self, node: Node, item: Facts, prefix: str) -> Iterator[Trace]:
        """The traces of the first names met on each way down from a node."""
        match node:
            case Named():
                yield self.named(node, item, prefix)
            case Const(gap=gap):
                if gap is not None:
                    yield Trace(node, None, {})
            case Fact(path=path, absent=absent):
                _, inside, name = path.partition("[].")
                if absent is not None and (item if inside else self.facts).get(name if inside else path) is None:
                    yield from self.parts(absent, item, prefix)
            case nodes.Any(parts=(first, Const(gap=gap))) if gap is not None and self.truth(first, item, prefix):
                # What holds is not left to be judged.
                yield from self.parts(first, item, prefix)
            case Choose(when=when, then=then, otherwise=otherwise):
                yield from self.parts(when, item, prefix)
                holds = self.truth(when, item, prefix)
                if holds is not False:
                    yield from self.parts(then, item, prefix)
                if holds is not True:
                    yield from self.parts(otherwise, item, prefix)
            case Fold():
                yield from self.items(node, item, prefix)
            case _:
                for part in nodes.parts_of(node):
                    yield from self.parts(part, item, prefix)

    def items(self, fold: Fold, item: Facts, prefix: str) -> Iterator[Trace]:
        """The traces of each item of a list, which show what the item adds."""
        listed = self.facts.get(fold.list)
        if listed is None:
            if fold.absent is not None:
                yield from self.parts(fold.absent, item, prefix)
            return
        for place, each in enumerate(listed):
            here = f"{fold.list}[{place}]."
            if fold.how == "add" and self.is_idle(fold.of, each, here):
                continue
            added = met(_first_amount(fold.of), self.facts, each, here) if fold.how == "add" else {}
            for part in self.parts(fold.of, each, here):
                yield replace(part, met={**added, **part.met}, item=(fold.list, place))

    def is_idle(self, node: Node, item: Facts, prefix: str) -> bool:
        """Whether an item adds the same whatever is answered of it: a line of nought."""
        if not isinstance(node, Choose):
            return False
        found = [
            self.program.range(side)(self.facts, item, self.memo, prefix).value for side in (node.then, node.otherwise)
        ]
        return found[0] == found[1] and found[0][0] is not None and found[0][0] == found[0][1]


def _first_amount(node: Node) -> Node:
    """What an item adds to a sum where it counts."""
    return node.then if isinstance(node, Choose) else node


def _once(parts: tuple[Trace, ...]) -> tuple[Trace, ...]:
    """Traces in order, without those of a node that was asked of the same item before."""
    found = {(id(part.node), part.item): part for part in reversed(parts)}
    return tuple(reversed(found.values()))


def met(node: Node, facts: Facts, item: Facts, prefix: str) -> dict[str, Any]:
    """The facts that a node reads and that are stated, by path.

    Args:
        node: The node.
        facts: The facts of the dossier.
        item: The facts of the item at hand; those of the dossier where there is none.
        prefix: The path of that item.
    """
    found: dict[str, Any] = {}
    match node:
        case Fact(path=path, absent=absent):
            _, inside, name = path.partition("[].")
            value = (item if inside else facts).get(name if inside else path)
            if value is not None:
                if not path.startswith(ENGINE):
                    found[prefix + name if inside else path] = value
            elif absent is not None:
                found.update(met(absent, facts, item, prefix))
        case Fold(list=owner, of=part, absent=absent):
            listed = facts.get(owner)
            for place, each in enumerate(listed or ()):
                found.update(met(part, facts, each, f"{owner}[{place}]."))
            if listed is None and absent is not None:
                found.update(met(absent, facts, item, prefix))
        case _:
            for part in nodes.parts_of(node):
                found.update(met(part, facts, item, prefix))
    return found
