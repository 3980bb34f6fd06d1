"""What the operators over lists share."""

from __future__ import annotations

from relance_rules.language.base import Text
from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import Content, Lowered, Type, inner
from relance_rules.plan.nodes import Node


def supposed_of_list(
    if_absent: Expression | None, notice: Text | None, kind: Type, to: Lowering
) -> tuple[Node | None, str | None]:
    """What is supposed where a list is not stated, and the notice that says so."""
    if if_absent is None:
        return None, None
    absent = to.typed(if_absent, "if_absent", kinds=(kind.kind,))
    return (None if absent.wrong else absent.node), (None if notice is None else to.suppose(notice))


def where_words(where: Lowered | None) -> Content:
    """The condition of the items that count, in words."""
    return "" if where is None else inner(where)
