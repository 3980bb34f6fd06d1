"""``product``: quantities multiplied."""

from __future__ import annotations

from functools import reduce
from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered
from relance_rules.plan.nodes import Apply
from relance_rules.values import Message
from relance_rules.values.words import both


class Product(Quantity):
    """The product of an amount and of rates or numbers; never of two amounts."""

    key: ClassVar[str] = "product"
    product: Annotated[tuple[Expression, ...], Field(min_length=2)]

    def lower(self, to: Lowering) -> Lowered:
        """Their product."""
        parts = [
            to.typed(part, "product", place, kinds=("money", "rate", "number"))
            for place, part in enumerate(self.product)
        ]
        if any(part.wrong for part in parts):
            return NOTHING
        money = [part for part in parts if part.type.kind == "money"]
        if len(money) > 1:
            return to.fault("product", says=Message("deux montants ne se multiplient pas"))
        kind = money[0].type if money else max((part.type for part in parts), key=lambda each: each.kind == "rate")
        node = reduce(lambda left, right: Apply("multiply", (left, right)), [part.node for part in parts])
        return Lowered(node, kind, Message("le produit de {parts}", {"parts": both([part.words for part in parts])}))
