"""``fact``: a fact, a derived fact or a parameter, by its name; and the only way to suppose something where it is absent."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import FactPath, Text
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import Lowered
from relance_rules.plan.nodes import Const, Fact, In
from relance_rules.values import Message


class FactOf(Quantity):
    """A fact. Where it is not stated, what depends on it is unknown, unless something is supposed and said."""

    key: ClassVar[str] = "fact"
    fact: FactPath = Field(description="Its name: first among those of the item at hand, then of the dossier.")
    if_absent: Expression | None = Field(None, description="What is supposed where it is not stated.")
    notice: Text | None = Field(None, description="What the report then says.")

    def lower(self, to: Lowering) -> Lowered:
        """The fact, or what stands for it."""
        found = to.at("fact").name(self.fact)
        if found.wrong or self.if_absent is None:
            return found
        absent = to.quantity(self.if_absent, "if_absent", like=found.type)
        if absent.wrong:
            return absent
        if absent.type.kind != found.type.kind:
            return to.fault(
                "if_absent", says=Message("ce qui est supposé n’est pas du type de « {fact} »", {"fact": self.fact})
            )
        notice = None if self.notice is None else to.suppose(self.notice)
        match found.node:
            case Fact(path=path):
                return Lowered(Fact(path, absent.node, notice), found.type, found.words, plain=True)
            case In(choice=Fact(path=path), values=values) if isinstance(absent.node, Const):
                supposed = Const("choice", "true" if absent.node.value else "false")
                return Lowered(In(Fact(path, supposed, notice), values), found.type, found.words, plain=True)
        message = Message("« {fact} » n’est pas demandé au dossier : il n’est jamais absent", {"fact": self.fact})
        return to.fault("if_absent", says=message)
