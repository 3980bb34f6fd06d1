"""Commitments and documents: what is given, and what is missing (readings R11 and R12)."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.checking.report import Requirements
from relance_rules.compiler.themes import CompiledRequirement
from relance_rules.dossiers.facts import Facts
from relance_rules.values import FALSE, TRUE

UNREADABLE = Requirements(known=False, given=(), missing=())


def compare(asked: Sequence[CompiledRequirement] | None, facts: Facts) -> Requirements:
    """Compare what the theme asks with what the dossier gives.

    A requirement whose condition is not known to hold is not missing: the fact that decides it is asked first.
    """
    if asked is None:
        return UNREADABLE
    given = tuple([requirement for requirement in asked if facts.get(requirement.fact) is True])
    if len(given) == len(asked):
        return Requirements(True, given, ())
    missing = []
    unsettled: dict[str, None] = {}
    for requirement in asked:
        if facts.get(requirement.fact) is True:
            continue
        applies = TRUE if requirement.when is None else requirement.when.test(facts, facts)
        if applies is TRUE:
            missing.append(requirement)
        elif applies is not FALSE and requirement.when is not None:
            unsettled.update(dict.fromkeys(requirement.when.explain(facts, facts, "").missing))
    return Requirements(True, given, tuple(missing), tuple(unsettled))
