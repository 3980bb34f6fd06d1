"""Which items of a list a finding or a notice is about, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from relance_rules.checking.report import Facts, Finding
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Fold, Named, Node
from relance_rules.plan.ruleset import Plan
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.values import Message
from relance_rules.values.words import Content, both

_NAMED = 3
"""How many items are named; the others are counted."""
_ITEM = re.compile(r"([^\[]+)\[([0-9]+)\]\.")

Item: TypeAlias = tuple[str, int]
"""A list and the place in it, from 0."""


def items_of(plan: Plan, facts: Facts, finding: Finding) -> tuple[Item, ...]:
    """The items that make a rule fail, or whose facts would settle it where it is unknown."""
    found: Iterator[Item] = iter(())
    if finding.outcome == "unknown":
        asked = map(_ITEM.match, finding.missing)
        found = ((each[1], int(each[2])) for each in asked if each is not None)
    elif finding.outcome == "fail" and finding.rule.require is not None:
        return deciding_items(plan, facts, finding.rule.require, False)
    return tuple(dict.fromkeys(found))


def deciding_items(plan: Plan, facts: Facts, node: Node, value: bool) -> tuple[Item, ...]:
    """The items because of which a condition that has a truth has it; none where all of them together do."""
    return tuple(dict.fromkeys(_Deciding(plan, facts).of(node, value)))


def items_words(plan: Plan, facts: Facts, items: tuple[Item, ...]) -> Content:
    """Items by their names; past the first ones, only how many."""
    named: list[Content] = [_item_words(plan, facts, *item) for item in items[:_NAMED]]
    if more := len(items) - _NAMED:
        if more == 1:
            named.append(Message("1 autre"))
        elif more > 1:
            named.append(Message("{count} autres", {"count": more}))
    return both(named)


def _item_words(plan: Plan, facts: Facts, owner: str, place: int) -> Message:
    """An item by its number, from 1, and what the dossier calls it."""
    roles, lists = plan.roles, plan.facts.lists
    lines = roles.lines
    if owner == roles.applicants:
        fact = roles.applicant_name
    elif lines is not None and owner == lines.list:
        fact = lines.label
    else:
        fact = next((name for name, each in lists[owner].items() if each.type == "text"), None)
    items = facts.get(owner, ())
    name = items[place].get(fact) if fact is not None and place < len(items) else None
    values = {"place": place + 1, "name": name, "list": plan.facts[owner].label}
    if owner == roles.applicants:
        return Message("porteur n° {place} « {name} »" if name else "porteur n° {place}", values)
    if lines is not None and owner == lines.list:
        return Message("ligne {place} « {name} »" if name else "ligne {place}", values)
    return Message("{list} n° {place} « {name} »" if name else "{list} n° {place}", values)


class _Deciding:
    """Finds the items that make a condition true or false."""

    def __init__(self, plan: Plan, facts: Facts) -> None:
        self.facts = facts
        self.program: Program = program_of(plan.facts)
        self.memo: Memo = {}

    def of(self, node: Node, value: bool) -> Iterator[Item]:
        """The items because of which a node that has a value has it; none where all of them together do."""
        match node:
            case Named(of=part):
                yield from self.of(part, value)
            case nodes.Not(of=part):
                yield from self.of(part, not value)
            case nodes.All(parts=parts) | nodes.Any(parts=parts):
                for part in parts:
                    if self.truth(part) is value:
                        yield from self.of(part, value)
            case Choose(when=when, then=then, otherwise=otherwise):
                holds = self.truth(when)
                if holds is not None:
                    yield from self.of(then if holds else otherwise, value)
            case Fold(how=how, list=owner, of=part) if how == ("any" if value else "all"):
                for place, item in enumerate(self.facts.get(owner, ())):
                    found = self.program.truth(part, self.facts, self.memo, item, f"{owner}[{place}].").value
                    if found is value:
                        yield owner, place

    def truth(self, node: Node) -> bool | None:
        value: bool | None = self.program.truth(node, self.facts, self.memo).value
        return value
