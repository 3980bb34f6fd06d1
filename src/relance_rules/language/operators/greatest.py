"""``greatest``: the largest of some quantities."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import alike
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered
from relance_rules.plan.nodes import Apply
from relance_rules.values import Message


class Greatest(Quantity):
    """The largest of some quantities of one type."""

    key: ClassVar[str] = "greatest"
    greatest: Annotated[tuple[Expression, ...], Field(min_length=1)]

    def lower(self, to: Lowering) -> Lowered:
        """The largest of them."""
        parts = alike(self.greatest, "greatest", to)
        if parts is None:
            return NOTHING
        words = Message("le plus grand de ({parts})", {"parts": [part.words for part in parts]})
        return Lowered(Apply("greatest", tuple(part.node for part in parts)), parts[0].type, words)
