"""``add``: some quantities added up."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import alike
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered
from relance_rules.plan.nodes import Apply
from relance_rules.values import Message


class Add(Quantity):
    """The sum of some quantities of one type."""

    key: ClassVar[str] = "add"
    add: Annotated[tuple[Expression, ...], Field(min_length=1)]

    def lower(self, to: Lowering) -> Lowered:
        """Their sum."""
        parts = alike(self.add, "add", to)
        if parts is None:
            return NOTHING
        words = Message("la somme de ({parts})", {"parts": [part.words for part in parts]})
        return Lowered(Apply("add", tuple(part.node for part in parts)), parts[0].type, words)
