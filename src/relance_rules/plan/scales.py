"""How many decimals the numbers of a plan have: every target computes with whole numbers of units of 10 ** -scale."""

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
)
from relance_rules.plan.once import PerNode

MONEY_SCALE = 2
ENGINE = "batch."
"""Facts that the engine states itself start with this: they are amounts."""
BATCH_COST = f"{ENGINE}cost"
"""The cost of all the dossiers that share a scope with this one, as far as they are known; no dossier alone has it."""


class Scales:
    """The scale of each node over some facts, worked out once."""

    def __init__(self, facts: Vocabulary) -> None:
        """Take the facts that the nodes read."""
        self._facts = facts
        self.of = PerNode(self._work_out)
        """The scale of a node."""

    def of_fact(self, path: str) -> int:
        """The scale of a fact."""
        return MONEY_SCALE if path.startswith(ENGINE) else self._facts[path].kind.scale

    def _work_out(self, node: Node) -> int:
        match node:
            case Const(scale=scale):
                return scale
            case Fact(path=path, absent=absent):
                return max(self.of_fact(path), 0 if absent is None else self.of(absent))
            case In() | Compare() | Settled() | All() | Any() | Not():
                return 0
            case Choose(then=then, otherwise=otherwise):
                return max(self.of(then), self.of(otherwise))
            case Apply(function="round" | "quotient", to=to):
                return 0 if to is None else to.scale
            case Apply(function="multiply", parts=parts):
                return sum(self.of(part) for part in parts)
            case Apply(parts=parts):
                return max((self.of(part) for part in parts), default=0)
            case Fold(of=part, absent=absent):
                return max(self.of(part), 0 if absent is None else self.of(absent))
            case Named(of=part):
                return self.of(part)
            case _:
                assert_never(node)
