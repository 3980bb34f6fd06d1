"""The total cost and the expense lines of a dossier, which must say the same (reading R8)."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.dossiers.facts import Facts
from relance_rules.values import Euro, Message

TOTAL, LINES, AMOUNT = "projet.cout_total_ttc", "depenses", "montant_ttc"


class Settled(NamedTuple):
    """The facts to check, and the contradiction between them, if any.

    Facts that contradict each other are left out, so that nothing is computed from either.
    """

    facts: Facts
    contradiction: Message | None


def set_aside(path: str) -> bool:
    """Whether a fact is one that a contradiction leaves out: it is to be corrected, and it is not missing."""
    return path == TOTAL or path.startswith(LINES)


def settle_total(facts: Facts) -> Settled:
    """Compare the total with the lines; take the sum of the lines for the total where none is stated."""
    lines = facts.get(LINES)
    if lines is None:
        return Settled(facts, None)
    total = facts.get(TOTAL)
    known = [line[AMOUNT] for line in lines if AMOUNT in line]
    whole = Euro(sum(known))
    complete = len(known) == len(lines)
    if total is None:
        return Settled({**facts, TOTAL: whole}, None) if complete else Settled(facts, None)
    if whole == total or (not complete and whole < total):
        return Settled(facts, None)
    message = Message(
        "Le coût total annoncé ({total}) et la somme des dépenses ({sum}) diffèrent : corrigez l’un ou l’autre. "
        "Rien n’est calculé à partir d’eux.",
        {"total": total, "sum": whole},
    )
    return Settled({path: value for path, value in facts.items() if path not in (TOTAL, LINES)}, message)
