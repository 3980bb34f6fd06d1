"""Where a condition that does not hold is to be corrected: the first fact that was met on the way to its refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from relance_rules.plan import nodes
from relance_rules.plan.nodes import All, Choose, Fact, Fold, Named, Node, Not
from relance_rules.targets.python import Facts, Program


class Met(NamedTuple):
    """A fact that is stated: its path, as ``list[0].name`` in a list, and its value."""

    path: str
    value: Any


def met(node: Node, program: Program, facts: Facts) -> Met | None:
    """The first fact met where a node that is settled was decided; None where it meets none."""
    return next(_deciding(node, program, facts, facts, ""), None)


def _deciding(node: Node, program: Program, facts: Facts, item: Facts, prefix: str) -> Iterator[Met]:
    def truth(part: Node, within: Facts = item, start: str = prefix) -> bool | None:
        found: bool | None = program.truth(part, facts, {}, within, start).value
        return found

    match node:
        case Fact(path=path):
            _, inside, name = path.partition("[].")
            value = (item if inside else facts).get(name if inside else path)
            if value is not None:
                yield Met(f"{prefix}{name}" if inside else path, value)
        case Named(of=of) | Not(of=of):
            yield from _deciding(of, program, facts, item, prefix)
        case All(parts=parts) | nodes.Any(parts=parts):
            # One part decides a conjunction that fails, and a disjunction that holds.
            settles = isinstance(node, nodes.Any)
            first = next((part for part in parts if truth(part) is settles), None)
            for part in parts if first is None else (first,):
                yield from _deciding(part, program, facts, item, prefix)
        case Choose(when=when, then=then, otherwise=otherwise):
            yield from _deciding(then if truth(when) else otherwise, program, facts, item, prefix)
            yield from _deciding(when, program, facts, item, prefix)
        case Fold(how=how, list=owner, of=of):
            places = [(f"{owner}[{place}].", each) for place, each in enumerate(facts.get(owner, ()))]
            if how != "add":
                settling = [(start, each) for start, each in places if truth(of, each, start) is (how == "any")]
                places = settling[:1] or places
            for start, each in places:
                yield from _deciding(of, program, facts, each, start)
        case _:
            for part in nodes.parts_of(node):
                yield from _deciding(part, program, facts, item, prefix)
