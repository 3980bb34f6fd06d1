"""The total cost and the expense lines of a dossier, which must say the same."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.plan.ruleset import Roles
from relance_rules.targets.python.program import Facts
from relance_rules.values import Message, Money


class Settled(NamedTuple):
    """The facts to check, and the contradiction between them, if any.

    Facts that contradict each other are left out, so that nothing is computed from either.
    """

    facts: Facts
    contradiction: Message | None


def set_aside(path: str, roles: Roles) -> bool:
    """Whether a fact is one that a contradiction leaves out: it is to be corrected, and it is not missing."""
    total, lines = roles.total, roles.lines
    return (total is not None and path == total.path) or (lines is not None and path.partition("[")[0] == lines.list)


def settle_total(facts: Facts, roles: Roles) -> Settled:
    """Compare the total with the lines; take the sum of the lines for the total where none is stated."""
    if roles.total is None or roles.lines is None:
        return Settled(facts, None)
    path, amount = roles.total.path, roles.lines.amount
    lines = facts.get(roles.lines.list)
    if lines is None:
        return Settled(facts, None)
    total = facts.get(path)
    known = [line[amount] for line in lines if amount in line]
    # As plain numbers: amounts check what they are computed with.
    whole = sum(map(int, known))
    complete = len(known) == len(lines)
    if total is None:
        return Settled({**facts, path: Money(whole)}, None) if complete else Settled(facts, None)
    if whole == total or (not complete and whole < total):
        return Settled(facts, None)
    message = Message(
        "Le coût total annoncé ({total}) et la somme des dépenses ({sum}) diffèrent : corrigez l’un ou l’autre. "
        "Rien n’est calculé à partir d’eux.",
        {"total": total, "sum": Money(whole)},
    )
    left = {name: value for name, value in facts.items() if name not in (path, roles.lines.list)}
    return Settled(left, message)
