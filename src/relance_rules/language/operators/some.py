"""``some``: the condition holds for at least one item of a list."""

from __future__ import annotations

from typing import ClassVar

from relance_rules.language.base import FactPath
from relance_rules.language.expressions import Condition, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TRUTH, Lowered
from relance_rules.plan.nodes import Fold
from relance_rules.values import Message


class Some(Operator):
    """The condition holds for at least one item of the list. A list with no item leaves it unknown."""

    key: ClassVar[str] = "some"
    some: FactPath
    satisfies: Condition

    def lower(self, to: Lowering) -> Lowered:
        """The items combined."""
        owner = to.list(self.some, "some")
        if owner is None:
            return NOTHING
        part = to.within(owner).condition(self.satisfies, "satisfies")
        if part.wrong:
            return part
        values = {"list": to.list_words(owner), "inner": part.words}
        words = Message("pour un élément au moins de « {list} », {inner}", values)
        return Lowered(
            Fold("any", owner, part.node), TRUTH, words, Message("l’un au moins des éléments de « {list} »", values)
        )
