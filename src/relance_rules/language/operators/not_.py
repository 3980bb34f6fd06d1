"""``not``: the condition does not hold."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from relance_rules.language.expressions import Condition, Operator
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import TRUTH, Lowered, inner
from relance_rules.plan.nodes import Not as NotNode
from relance_rules.values import Message


class Not(Operator):
    """The condition does not hold."""

    key: ClassVar[str] = "not"
    not_: Condition = Field(alias="not")

    def lower(self, to: Lowering) -> Lowered:
        """Kleene's negation."""
        part = to.condition(self.not_, "not")
        if part.wrong:
            return part
        words = Message("il est faux que {inner}", {"inner": inner(part)})
        return Lowered(NotNode(part.node), TRUTH, words, Message("le contraire de ceci"))
