"""``every``: the condition holds for each item of a list."""

from __future__ import annotations

from typing import ClassVar

from relance_rules.language.base import FactPath
from relance_rules.language.expressions import Condition, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TRUTH, Lowered
from relance_rules.plan.nodes import Fold
from relance_rules.values import Message


class Every(Operator):
    """The condition holds for each item of the list. A list with no item leaves it unknown."""

    key: ClassVar[str] = "every"
    every: FactPath
    satisfies: Condition

    def lower(self, to: Lowering) -> Lowered:
        """The items combined."""
        owner = to.list(self.every, "every")
        if owner is None:
            return NOTHING
        part = to.within(owner).condition(self.satisfies, "satisfies")
        if part.wrong:
            return part
        values = {"list": to.list_words(owner), "inner": part.words}
        words = Message("pour chaque élément de « {list} », {inner}", values)
        return Lowered(Fold("all", owner, part.node), TRUTH, words, Message("chaque élément de « {list} »", values))
