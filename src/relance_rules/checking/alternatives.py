"""What would settle a condition: facts that are all asked, and facts of which one is enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from relance_rules.checking.report import Facts, Finding
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Choose, Fold, Named, Node, Not
from relance_rules.plan.ruleset import Plan
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo, Names

Choice: TypeAlias = tuple[Names, ...]
"""Ways to make something hold, each of them facts to state together. One way is enough, if what it states is right."""


def choices_of(plan: Plan, facts: Facts, finding: Finding) -> tuple[Choice, ...]:
    """What an unknown finding asks: each choice is to be made, and one of a single way is no choice.

    Together they name every fact that the finding lacks.
    """
    rule = finding.rule
    if not finding.missing or rule.require is None:
        return ()
    asking = _Asking(program_of(plan.facts), facts)
    required = _Part(rule.require, True, facts, "")
    found = [] if rule.when is None else _all_of(asking.names(_Part(rule.when, True, facts, "")))
    if asking.truth(required) is None:
        found += asking.choices(required)
    # What contradicts itself is to be corrected, and is not missing.
    lacking = frozenset(finding.missing)
    kept = (tuple(way for way in choice if lacking.issuperset(way)) for choice in found)
    return tuple(dict.fromkeys(choice for choice in kept if choice))


def _all_of(names: Names) -> list[Choice]:
    return [((name,),) for name in names]


class _Part(NamedTuple):
    """A condition, the truth that is wanted of it, and the item that it is asked of, with its path."""

    node: Node
    wanted: bool
    item: Facts
    prefix: str


class _Asking:
    """Goes through the conditions of one dossier that are not settled."""

    def __init__(self, program: Program, facts: Facts) -> None:
        self.program, self.facts = program, facts
        self.memo: Memo = {}

    def truth(self, part: _Part) -> bool | None:
        value: bool | None = self.program.truth(part.node, self.facts, self.memo, part.item, part.prefix).value
        return value

    def names(self, part: _Part) -> Names:
        return self.program.truth(part.node, self.facts, self.memo, part.item, part.prefix).names

    def choices(self, part: _Part) -> Iterator[Choice]:
        """What makes an unknown condition come to the truth that is wanted."""
        enough, parts = self.split(part)
        if not parts:
            yield from _all_of(self.names(part))
        elif len(parts) == 1 or not enough:
            for each in parts:
                yield from self.choices(each)
        else:
            yield from _chosen(tuple(dict.fromkeys(self.ways(parts))))

    def ways(self, parts: list[_Part]) -> Iterator[Names]:
        """The facts of each part, those of a part of which one is enough too being so many ways."""
        for part in parts:
            enough, inner = self.split(part)
            if enough and inner:
                yield from self.ways(inner)
            elif names := self.names(part):
                yield names

    def split(self, part: _Part) -> tuple[bool, list[_Part]]:
        """The parts of a condition that are unknown, and whether one of them is enough; none where it has no parts."""
        node, wanted, item, prefix = part
        match node:
            case Named(of=of):
                return self.split(part._replace(node=of))
            case Not(of=of):
                return self.split(part._replace(node=of, wanted=not wanted))
            case nodes.All(parts=parts):
                return not wanted, self.open(_Part(each, wanted, item, prefix) for each in parts)
            case nodes.Any(parts=parts):
                return wanted, self.open(_Part(each, wanted, item, prefix) for each in parts)
            case Choose(when=when, then=then, otherwise=otherwise):
                holds = self.truth(part._replace(node=when))
                return (False, []) if holds is None else self.split(part._replace(node=then if holds else otherwise))
            case Fold(how=how, list=owner, of=of) if how != "add" and owner in self.facts:
                items = enumerate(self.facts[owner])
                found = self.open(_Part(of, wanted, each, f"{owner}[{place}].") for place, each in items)
                return wanted is (how == "any"), found
            case _:
                return False, []

    def open(self, parts: Iterator[_Part]) -> list[_Part]:
        return [part for part in parts if self.truth(part) is None]


def _chosen(ways: Choice) -> list[Choice]:
    """Ways as a choice; where one of them is a part of another, there is none."""
    sets = [frozenset(way) for way in ways]
    if any(one <= other for place, one in enumerate(sets) for other in (*sets[:place], *sets[place + 1 :])):
        return _all_of(tuple(dict.fromkeys(name for way in ways for name in way)))
    return [ways]
