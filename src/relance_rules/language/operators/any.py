"""``any``: at least one of the conditions holds."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from relance_rules.language.expressions import Condition, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TRUTH, Lowered, inner
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.values import Message


class AnyOf(Operator):
    """At least one of the conditions holds."""

    key: ClassVar[str] = "any"
    any: Annotated[tuple[Condition, ...], Field(min_length=1, description="One of these must hold.")]

    def lower(self, to: Lowering) -> Lowered:
        """Kleene's disjunction."""
        parts = [to.condition(part, "any", place) for place, part in enumerate(self.any)]
        if any(part.wrong for part in parts):
            return NOTHING
        *first, last = (inner(part) for part in parts)
        words = Message("soit {first}, soit {last}", {"first": first, "last": last}) if first else last
        head = Message("l’une au moins de ces conditions")
        return Lowered(AnyNode(tuple(part.node for part in parts)), TRUTH, words, head)
