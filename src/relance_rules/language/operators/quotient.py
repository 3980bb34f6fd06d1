"""``quotient``: a quantity divided by another, to a stated rounding."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import RoundedTo
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered, Type, number
from relance_rules.plan.nodes import Apply, Const, Node
from relance_rules.values import Message


class Quotient(Quantity):
    """The first of two quantities over the second. It says how it is rounded, and what it is where that is nought."""

    key: ClassVar[str] = "quotient"
    quotient: Annotated[tuple[Expression, ...], Field(min_length=2, max_length=2)]
    rounded: RoundedTo | None = None
    if_zero: Expression | None = Field(None, description="Its value where the second quantity is nought.")

    def lower(self, to: Lowering) -> Lowered:
        """The quotient, to a multiple of ``rounded.to``."""
        over, under = (
            to.typed(part, "quotient", place, kinds=("money", "rate", "number"))
            for place, part in enumerate(self.quotient)
        )
        if over.wrong or under.wrong:
            return NOTHING
        if under.type.kind == "money" and over.type.kind != "money":
            return to.fault("quotient", says=Message("rien ne se divise par un montant, sinon un montant"))
        if self.rounded is None:
            return to.fault(says=Message("un quotient dit comment il est arrondi : « rounded »"))
        step = to.typed(self.rounded.to, "rounded", "to", kinds=("rate", "number", "money"))
        if step.wrong:
            return step
        kind = self._type(over, under, step)
        if kind is None or not isinstance(step.node, Const) or not step.node.value:
            return to.fault("rounded", says=Message("ce quotient ne s’arrondit pas à un multiple de cela"))
        never = isinstance(under.node, Const) and under.node.value
        if self.if_zero is None and not never:
            return to.fault(says=Message("{what} peut être nul : donnez « if_zero »", {"what": under.words}))
        zero: Node = number(0)
        if self.if_zero is not None:
            given = to.typed(self.if_zero, "if_zero", kinds=(kind.kind,))
            if given.wrong:
                return given
            # What stands for the quotient is as fine as it is.
            zero = Apply("round", (given.node,), step.node, self.rounded.way)
        node = Apply("quotient", (over.node, under.node, zero), step.node, self.rounded.way)
        return Lowered(node, kind, Message("{over} sur {under}", {"over": over.words, "under": under.words}))

    @staticmethod
    def _type(over: Lowered, under: Lowered, step: Lowered) -> Type | None:
        if over.type.kind == "money":
            if under.type.kind == "money":
                return step.type if step.type.kind in ("rate", "number") else None
            return over.type if step.type.kind == "money" else None
        return step.type if step.type.kind in ("rate", "number") else None
