"""``fact``: a fact, a derived fact or a parameter, by its name; and what is supposed where it is absent."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import FactPath
from relance_rules.language.expressions import Supposing
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import Lowered, misfit
from relance_rules.plan.nodes import Choose, Const, Fact, In
from relance_rules.values import Message


class FactOf(Supposing):
    """A fact. Where it is not stated, what depends on it is unknown, unless something is supposed and said."""

    key: ClassVar[str] = "fact"
    fact: FactPath = Field(description="Its name: first among those of the item at hand, then of the dossier.")

    def lower(self, to: Lowering) -> Lowered:
        """The fact, or what stands for it."""
        found = to.at("fact").name(self.fact)
        if found.wrong or self.if_absent is None:
            return found
        absent = to.quantity(self.if_absent, "if_absent", like=found.type)
        if absent.wrong:
            return absent
        if not found.type.takes(absent.type):
            return to.fault("if_absent", says=misfit(found.type, absent.type))
        notice = None if self.notice is None else to.suppose(self.notice)
        match found.node:
            case Fact(path=path):
                return Lowered(Fact(path, absent.node, notice), found.type, found.words, plain=True)
            case In(choice=Fact(path=path), values=values):
                yes, no = Const("choice", "true"), Const("choice", "false")
                node = absent.node
                supposed = (yes if node.value else no) if isinstance(node, Const) else Choose(node, yes, no)
                return Lowered(In(Fact(path, supposed, notice), values), found.type, found.words, plain=True)
        message = Message("« {fact} » n’est pas demandé au dossier : il n’est jamais absent", {"fact": self.fact})
        return to.fault("if_absent", says=message)
