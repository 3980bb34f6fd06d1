"""What the operators on numbers share: quantities of one type, brackets, rounding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from pydantic import Field

from relance_rules.language.base import Node as Model
from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import KIND_WORDS, NOTHING, Lowered, number
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Node
from relance_rules.values import Message


class RoundedTo(Model):
    """A multiple of what, and which way."""

    to: Expression = Field(description="The step, of the type of what is rounded: an amount, `1`, `0.1 %`.")
    way: Literal["down", "up", "nearest"] = "down"


class Bracket(Model):
    """A bracket: the rate up to ``up_to``, included; the last bracket may have no end."""

    rate: Expression
    up_to: Expression | None = Field(None, description="The end of the bracket, included; the last bracket has none.")


_OPEN_ENDED = Message("chaque tranche porte « up_to », sauf la dernière")


def alike(expressions: Sequence[Expression], key: str, to: Lowering) -> list[Lowered] | None:
    """Numbers, or days, that must all be of one type; None where one is wrong."""
    parts = [to.quantity(part, key, place) for place, part in enumerate(expressions)]
    if any(part.wrong for part in parts):
        return None
    for place, part in enumerate(parts):
        first = parts[0].type
        if not (part.type.numeric or (part.type.kind == "day" and key in ("least", "greatest"))):
            to.fault(key, place, says=Message("il faut un nombre, pas {found}", {"found": KIND_WORDS[part.type.kind]}))
            return None
        if part.type.kind != first.kind:
            names = {"expected": KIND_WORDS[first.kind], "found": KIND_WORDS[part.type.kind]}
            to.fault(key, place, says=Message("il faut {expected}, pas {found}", names))
            return None
    return parts


Ends: TypeAlias = "list[tuple[Lowered | None, Lowered]]"
"""The end, if it has one, and the rate of each bracket."""


def ends_of(of: Lowered, brackets: Sequence[Bracket], to: Lowering) -> Ends | None:
    """The end and the rate of each bracket, which must go up; None where one is wrong."""
    found: Ends = []
    wrong = False
    for place, bracket in enumerate(brackets):
        end = None if bracket.up_to is None else to.typed(bracket.up_to, place, "up_to", kinds=(of.type.kind,))
        rate = to.typed(bracket.rate, place, "rate", kinds=("rate",))
        if bracket.up_to is None and place < len(brackets) - 1:
            to.fault(place, says=_OPEN_ENDED)
            wrong = True
        wrong = wrong or rate.wrong or (end is not None and end.wrong)
        found.append((end, rate))
    ends = [end.node for end, _ in found if end is not None and isinstance(end.node, Const)]
    values = [int(end.value or 0) * 10 ** (12 - end.scale) for end in ends]
    if not wrong and any(low >= high for low, high in zip([0, *values], values, strict=False)):
        to.fault(says=Message("les tranches vont croissant"))
        wrong = True
    return None if wrong else found


def marginal(of: Lowered, ends: Ends | None, to: Lowering) -> Lowered:
    """What marginal brackets give of a quantity: exact, and each bracket looks at it once."""
    if ends is None:
        return NOTHING
    if ends[-1][0] is not None:
        return to.fault(len(ends) - 1, says=_OPEN_ENDED)
    parts: list[Node] = []
    start: Node | None = None
    words = []
    for end, rate in ends:
        part: Node = of.node if start is None else Apply("greatest", (Apply("subtract", (of.node, start)), number(0)))
        if end is not None:
            part = Apply("least", (part, end.node if start is None else _length(start, end.node)))
            start = end.node
            words.append(Message("{rate} jusqu’à {end}", {"rate": rate.words, "end": end.words}))
        else:
            words.append(
                Message("{rate} au-delà", {"rate": rate.words})
                if start is not None
                else Message("{rate}", {"rate": rate.words})
            )
        if not (isinstance(rate.node, Const) and rate.node.value == 0):
            parts.append(Apply("multiply", (part, rate.node)))
    node = parts[0] if len(parts) == 1 else Apply("add", tuple(parts)) if parts else number(0)
    says = Message("{brackets} de {of}", {"brackets": words, "of": of.words})
    return Lowered(node, of.type, says)


def _length(start: Node, end: Node) -> Node:
    """How long a bracket is; one whose ends are not fixed may be empty."""
    length = Apply("subtract", (end, start))
    if isinstance(start, Const) and isinstance(end, Const):
        return length
    return Apply("greatest", (length, number(0)))


def whole_slab(of: Lowered, ends: Ends | None, to: Lowering) -> Lowered:
    """What one bracket gives of the whole of a quantity; nothing is known past the last end."""
    if ends is None:
        return NOTHING
    node: Node = Const("number", None, gap=to.book.say(Message("au-delà de la dernière tranche")))
    for end, rate in reversed(ends):
        part = Apply("multiply", (of.node, rate.node))
        node = part if end is None else Choose(Compare(of.node, end.node), part, node)
    words = [
        Message("{rate}", {"rate": rate.words})
        if end is None
        else Message("{rate} si au plus {end}", {"rate": rate.words, "end": end.words})
        for end, rate in ends
    ]
    return Lowered(node, of.type, Message("{brackets} de {of}", {"brackets": words, "of": of.words}))
