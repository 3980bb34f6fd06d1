"""``all``: every one of the conditions holds."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.expressions import Condition, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TRUTH, Lowered, inner
from relance_rules.plan.nodes import All as AllNode
from relance_rules.values import Message


class All(Operator):
    """Every one of the conditions holds."""

    key: ClassVar[str] = "all"
    all: Annotated[tuple[Condition, ...], Field(min_length=1, description="Each of these must hold.")]

    def lower(self, to: Lowering) -> Lowered:
        """Kleene's conjunction."""
        parts = [to.condition(part, "all", place) for place, part in enumerate(self.all)]
        if any(part.wrong for part in parts):
            return NOTHING
        *first, last = (inner(part) for part in parts)
        words = Message("{first}, et {last}", {"first": first, "last": last}) if first else last
        return Lowered(AllNode(tuple(part.node for part in parts)), TRUTH, words, Message("tout ce qui suit"))
