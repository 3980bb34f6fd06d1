"""Commitments and documents: what is given, and what is missing."""

from __future__ import annotations

from relance_rules.checking.report import Facts, Requirements
from relance_rules.plan import ruleset
from relance_rules.targets.python import Program
from relance_rules.targets.python.program import Memo

UNREADABLE = Requirements(known=False, given=(), missing=())


def compare(asked: ruleset.Requirements, program: Program, facts: Facts, memo: Memo) -> Requirements:
    """Compare what the theme asks with what the dossier gives.

    A requirement whose condition is not known to hold is not missing: the fact that decides it is asked first.
    """
    if asked.unknown is not None:
        return UNREADABLE
    given = tuple([requirement for requirement in asked.asked if facts.get(requirement.fact) is True])
    if len(given) == len(asked.asked):
        return Requirements(True, given, ())
    missing = []
    unsettled: dict[str, None] = {}
    for requirement in asked.asked:
        if facts.get(requirement.fact) is True:
            continue
        if requirement.when is None:
            missing.append(requirement)
            continue
        applies = program.truth(requirement.when, facts, memo)
        if applies.value is True:
            missing.append(requirement)
        elif applies.value is None:
            unsettled.update(dict.fromkeys(applies.names))
    return Requirements(True, given, tuple(missing), tuple(unsettled))
