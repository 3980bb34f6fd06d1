"""``subtract``: a quantity less another."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import alike
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered
from relance_rules.plan.nodes import Apply
from relance_rules.values import Message


class Subtract(Quantity):
    """The first of two quantities of one type, less the second."""

    key: ClassVar[str] = "subtract"
    subtract: Annotated[tuple[Expression, ...], Field(min_length=2, max_length=2)]

    def lower(self, to: Lowering) -> Lowered:
        """Their difference."""
        parts = alike(self.subtract, "subtract", to)
        if parts is None:
            return NOTHING
        words = Message("{first} moins {second}", {"first": parts[0].words, "second": parts[1].words})
        return Lowered(Apply("subtract", tuple(part.node for part in parts)), parts[0].type, words)
