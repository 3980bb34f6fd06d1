"""``share``: the part of a sum that some items make. It only serves to compare, and nothing is divided for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import FactPath
from relance_rules.language.comparing import joined_words
from relance_rules.language.expressions import Condition, Expression, Quantity
from relance_rules.language.folding import where_words
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, RATE, TRUTH, Content, Lowered, number
from relance_rules.plan.nodes import All, Apply, Choose, Compare, Const, Fold, Node
from relance_rules.values import Message
from relance_rules.values.words import both

_DECIDES: dict[str, Callable[[Node], tuple[Node, ...]]] = {
    "at_least": lambda excess: (Compare(number(0), excess),),
    "more_than": lambda excess: (Compare(number(0), excess, strict=True),),
    "at_most": lambda excess: (Compare(excess, number(0)),),
    "less_than": lambda excess: (Compare(excess, number(0), strict=True),),
    "is_": lambda excess: (Compare(number(0), excess), Compare(excess, number(0))),
}


class Share(Quantity):
    """The sum of a quantity over the items for which ``where`` holds, over the sum of all. A share of nothing fails."""

    key: ClassVar[str] = "share"
    share: Expression = Field(description="A quantity of each item.")
    over: FactPath = Field(description="The list.")
    where: Condition = Field(description="The items whose part is measured.")

    def lower(self, to: Lowering) -> Lowered:
        """The share itself, to be shown; what decides is in ``compared``."""
        owner = to.list(self.over, "over")
        if owner is None:
            return NOTHING
        inside = to.within(owner)
        amount = inside.typed(self.share, "share", kinds=("money", "number"))
        where = inside.condition(self.where, "where")
        if amount.wrong or where.wrong:
            return NOTHING
        if not self.comparisons:
            return to.fault("share", says=Message("une part ne sert qu’à comparer : at_least, more_than, at_most…"))
        part = Fold("add", owner, Choose(where.node, amount.node, number(0)))
        gap = Const("number", None)
        share = Apply("quotient", (part, Fold("add", owner, amount.node), gap), Const("number", 1, 6), "down")
        values = {"amount": amount.words, "list": to.list_words(owner), "where": where_words(where)}
        return Lowered(share, RATE, Message("part de {amount} sur « {list} », là où {where}", values))

    def compared(self, quantity: Lowered, to: Lowering) -> Lowered:
        """What exceeds the share, summed over the items, against nought; and there must be something."""
        inside = to.within(self.over)
        amount, where = inside.quantity(self.share, "share").node, inside.condition(self.where, "where").node
        parts: list[Node] = [Compare(number(0), Fold("add", self.over, amount), strict=True)]
        words: dict[str, Content] = {}
        for name, value in self.comparisons.items():
            key = name.rstrip("_")
            if name not in _DECIDES:
                return to.fault(
                    key, says=Message("une part se compare avec at_least, more_than, at_most, less_than ou is")
                )
            rate = to.typed(value, key, kinds=("rate",))
            if rate.wrong:
                return rate
            over = Apply("multiply", (amount, Apply("subtract", (number(1), rate.node))))
            under = Apply("multiply", (amount, Apply("subtract", (number(0), rate.node))))
            parts += _DECIDES[name](Fold("add", self.over, Choose(where, over, under)))
            words[name] = rate.words
        says = Message("{quantity} : {tests}", {"quantity": quantity.words, "tests": both(list(joined_words(words)))})
        return Lowered(All(tuple(parts)), TRUTH, says, measure=quantity)
