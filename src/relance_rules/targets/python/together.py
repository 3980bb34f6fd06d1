"""Several nodes over the facts of one dossier at once: one function, in which what they share is worked out once.

A theme asks some fifty nodes of every dossier, and most are made of the same parts. Nodes that say the same, names
aside, are one here; what stands under several is kept in a variable, and so is each fact that is read; a list is gone
through once for all that is asked of its items. The rest is written, and looked at, as ``points`` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Const, Fact, Fold, In, Node
from relance_rules.plan.once import PerNode
from relance_rules.targets.python.points import DEEPEST, Part, Point, Points, literal

_Variables = dict[int | str, str]
"""The variable of each node, by its identity, and of each fact that is read, by its path."""


class Each(Fold):
    """What a node comes to for each item of a list, in a list: what is asked of items, and no node of a plan."""


class Together(Points):
    """Writes one function of some nodes: it gives a tuple of what each of them comes to, None where it is not known."""

    def __init__(self, points: Points, asked: Sequence[Node]) -> None:
        """Take what writes nodes one by one, and the nodes."""
        super().__init__(points.facts, points.scales)
        self._points = points
        self._same = PerNode(self._one_of)
        """The one node that stands for all those that say the same."""
        self._met: dict[Any, Node] = {}
        self._level = PerNode(self._level_of)
        """How many lists are gone through one after the other before a node is known."""
        self._roots = [self._same(node) for node in asked]
        below = list(nodes.walk(nodes.All(tuple(self._roots))))
        self._folds = [node for node in below if isinstance(node, Fold) and not self.reads_item(node)]
        self._uses = Counter(id(part) for node in below for part in self._used_by(node))
        self._lines: list[str] = []
        self._variables: _Variables = {}
        self._item_lines: list[str] = []
        self._item_variables: _Variables = {}

    def function(self) -> Point:
        """The function."""
        found = ", ".join(self._part(root).text for root in self._roots)
        made: Point = self._names[self._define([*self._lines, f"return ({found},)"])]
        return made

    # ---- what is shared

    def _one_of(self, node: Node) -> Node:
        node, values = nodes.plain(node), []
        for each in fields(node):
            value = getattr(node, each.name)
            if isinstance(value, Node):
                value = self._same(value)
            elif isinstance(value, tuple):
                value = tuple([self._same(part) if isinstance(part, Node) else part for part in value])
            values.append(value)
        return self._met.setdefault((type(node), *map(_told_apart, values)), type(node)(*values))

    def _level_of(self, node: Node) -> int:
        return isinstance(node, Fold) + max((self._level(part) for part in nodes.parts_of(node)), default=0)

    def _used_by(self, node: Node) -> Sequence[Node]:
        """The parts that a node works with; what is the same for each item, twice, so that it is worked out before."""
        if isinstance(node, In) and isinstance(node.choice, Fact) and node.choice.absent is None:
            return ()
        parts = nodes.parts_of(node)
        if isinstance(node, Fold) or self.reads_item(node):
            return [*parts, *(part for part in parts if not self.reads_item(part))]
        return parts

    # ---- what is written

    def _part(self, node: Node) -> Part:
        node = self._same(node)
        if isinstance(node, Const):
            return self._const(node)
        inside = self.reads_item(node)
        variables, lines = (self._item_variables, self._item_lines) if inside else (self._variables, self._lines)
        if id(node) in variables:
            return Part(variables[id(node)], variable=True)
        if isinstance(node, Fold):
            if inside:
                # Of a list within an item of another, what is supposed is of the item.
                return Part(f"{self._bind(self._points.of(node))}(facts, item, memo)")
            self._go_through(node.list, self._level(node))
            return Part(variables[id(node)], variable=True)
        part = self._expression(node)
        if self._uses[id(node)] < 2 and part.depth <= DEEPEST:
            return part
        name = variables[id(node)] = self._variable()
        lines.append(f"{name} = {part.text}")
        return Part(name, variable=True)

    def _read(self, node: Fact) -> Part:
        inside = "[]." in node.path
        variables, lines = (self._item_variables, self._item_lines) if inside else (self._variables, self._lines)
        if node.path not in variables:
            variables[node.path] = self._variable()
            lines.append(f"{variables[node.path]} = {super()._read(node).text}")
        return Part(variables[node.path], variable=True)

    def _go_through(self, owner: str, level: int) -> None:
        """The lines that go through a list, for all that is asked of its items and waits for as many others."""
        around, self._item_lines, self._item_variables = (self._item_lines, self._item_variables), [], {}
        unstated, before, after = [], [], []
        for fold in self._folds:
            if fold.list != owner or self._level(fold) != level:
                continue
            name = self._variable()
            absent = "None" if fold.absent is None else self._lifted(fold.absent, self.scales.of(fold)).text
            unstated.append(f"{name} = {absent}")
            value, of = self._variable(), self._part(fold.of).text
            self._variables[id(fold)] = name
            if isinstance(fold, Each):
                before.append(f"{name} = []")
                self._item_lines.append(f"{name} += [{of}]")
                continue
            if fold.how == "add":
                before.append(f"{name} = 0")
                each = f"None if {name} is None or ({value} := {of}) is None else {name} + {value}"
                up = 10 ** (self.scales.of(fold) - self.scales.of(fold.of))
                if up > 1:
                    after.append(f"{name} = None if {name} is None else {name} * {literal(up)}")
            else:
                settles = fold.how == "any"
                before.append(f"{name} = {not settles}")
                each = f"{name} if {name} is {settles} or ({value} := {of}) is {not settles} else {value}"
            self._item_lines.append(f"{name} = {each}")
        items, lines = self._variable(), self._item_lines
        self._lines += (
            f"{items} = facts.get({literal(owner)})",
            f"if {items} is None:",
            *(f"    {line}" for line in unstated),
            "else:",
            *(f"    {line}" for line in before),
            f"    for item in {items}:",
            *(f"        {line}" for line in lines),
            *(f"    {line}" for line in after),
        )
        self._item_lines, self._item_variables = around


def _told_apart(value: Any) -> Any:
    """What tells a value of a node from others: nodes by their identity."""
    if isinstance(value, tuple):
        return tuple(map(_told_apart, value))
    return id(value) if isinstance(value, Node) else (type(value), value)
