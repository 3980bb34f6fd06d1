"""``least``: the smallest of some quantities."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.arithmetic import alike
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, Lowered
from relance_rules.plan.nodes import Apply
from relance_rules.values import Message


class Least(Quantity):
    """The smallest of some quantities of one type."""

    key: ClassVar[str] = "least"
    least: Annotated[tuple[Expression, ...], Field(min_length=1)]

    def lower(self, to: Lowering) -> Lowered:
        """The smallest of them."""
        parts = alike(self.least, "least", to)
        if parts is None:
            return NOTHING
        words = Message("le plus petit de ({parts})", {"parts": [part.words for part in parts]})
        return Lowered(Apply("least", tuple(part.node for part in parts)), parts[0].type, words)
