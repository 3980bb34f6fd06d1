"""What kind of value a node has, over some facts."""

from __future__ import annotations

from typing import assert_never

from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import (
    All,
    Any,
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    In,
    Named,
    Node,
    Not,
    Settled,
    Sort,
)
from relance_rules.plan.scales import ENGINE


def sort_of(node: Node, facts: Vocabulary) -> Sort | None:
    """The sort of a node; a yes or no that is stated is a choice of two, and what nothing compares has none."""
    match node:
        case Const(sort=sort):
            return sort
        case Fact(path=path):
            return "number" if path.startswith(ENGINE) else _of_fact(facts[path].kind.sort)
        case In() | Compare() | Settled() | All() | Any() | Not():
            return "truth"
        case Choose(then=then, otherwise=otherwise):
            # What the source does not give stands as a number, whatever it would be.
            found = sort_of(then, facts)
            return sort_of(otherwise, facts) if found == "number" else found
        case Apply(function=function, parts=parts):
            return "day" if function == "shift" or any(sort_of(part, facts) == "day" for part in parts) else "number"
        case Fold(how=how):
            return "number" if how == "add" else "truth"
        case Named(of=of):
            return sort_of(of, facts)
        case _:
            assert_never(node)


def _of_fact(sort: str) -> Sort | None:
    match sort:
        case "truth" | "choice":
            return "choice"
        case "day":
            return "day"
        case "text" | "group":
            return None
        case _:
            return "number"
