"""``sum``: a quantity of each item of a list, added up."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import FactPath
from relance_rules.language.expressions import Condition, Expression, Supposing
from relance_rules.language.folding import supposed_of_list, where_words
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered, number
from relance_rules.plan.nodes import Choose, Fold
from relance_rules.values import Message


class Sum(Supposing):
    """The sum of a quantity over the items of a list."""

    key: ClassVar[str] = "sum"
    sum: Expression = Field(description="A quantity of each item.")
    over: FactPath = Field(description="The list.")
    where: Condition | None = Field(None, description="Only the items for which this holds count.")

    def lower(self, to: Lowering) -> Lowered:
        """The items added up."""
        owner = to.list(self.over, "over")
        if owner is None:
            return NOTHING
        inside = to.within(owner)
        amount = inside.typed(self.sum, "sum", kinds=("money", "number"))
        where = None if self.where is None else inside.condition(self.where, "where")
        if amount.wrong or (where is not None and where.wrong):
            return NOTHING
        item = amount.node if where is None else Choose(where.node, amount.node, number(0))
        absent, notice = supposed_of_list(self.if_absent, self.notice, amount.type, to)
        values = {"amount": amount.words, "list": to.list_words(owner), "where": where_words(where)}
        words = (
            Message("somme de {amount} sur « {list} »", values)
            if where is None
            else Message("somme de {amount} sur « {list} », là où {where}", values)
        )
        return Lowered(Fold("add", owner, item, absent, notice), amount.type, words)
