"""``count``: how many items of a list."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import FactPath
from relance_rules.language.expressions import Condition, Supposing
from relance_rules.language.folding import supposed_of_list, where_words
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, NUMBER, Lowered, number
from relance_rules.plan.nodes import Choose, Fold
from relance_rules.values import Message


class Count(Supposing):
    """The number of items of a list."""

    key: ClassVar[str] = "count"
    count: FactPath = Field(description="The list.")
    where: Condition | None = Field(None, description="Only the items for which this holds count.")

    def lower(self, to: Lowering) -> Lowered:
        """One for each item."""
        owner = to.list(self.count, "count")
        if owner is None:
            return NOTHING
        where = None if self.where is None else to.within(owner).condition(self.where, "where")
        if where is not None and where.wrong:
            return where
        item = number(1) if where is None else Choose(where.node, number(1), number(0))
        absent, notice = supposed_of_list(self.if_absent, self.notice, NUMBER, to)
        values = {"list": to.list_words(owner), "where": where_words(where)}
        words = (
            Message("nombre d’éléments de « {list} »", values)
            if where is None
            else Message("nombre d’éléments de « {list} » où {where}", values)
        )
        return Lowered(Fold("add", owner, item, absent, notice), NUMBER, words)
