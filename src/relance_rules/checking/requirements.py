"""Commitments and documents: what is given, and what is missing."""

from __future__ import annotations

from relance_rules.checking.report import Requirements
from relance_rules.plan import ruleset
from relance_rules.targets.python import Answers

UNREADABLE = Requirements(known=False, given=(), missing=())


def compare(asked: ruleset.Requirements, answers: Answers) -> Requirements:
    """Compare what the theme asks with what the dossier gives.

    A requirement whose condition is not known to hold is not missing: the fact that decides it is asked first.
    """
    if asked.unknown is not None:
        return UNREADABLE
    facts = answers.facts
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
        applies = answers.truth(requirement.when)
        if applies.value is True:
            missing.append(requirement)
        elif applies.value is None:
            unsettled.update(dict.fromkeys(applies.names))
    return Requirements(True, given, tuple(missing), tuple(unsettled))
