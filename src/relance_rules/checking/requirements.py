"""Commitments and documents: what is given, and what is missing."""

from __future__ import annotations

from relance_rules.checking.report import Requirements
from relance_rules.plan import ruleset
from relance_rules.targets.python import Answers


class Required:
    """What a theme asks: the paths of the facts that give it, and what is said where all of it is given."""

    def __init__(self, asked: ruleset.Requirements) -> None:
        """Take what is asked."""
        readable = asked.unknown is None
        self.asked = asked.asked if readable else ()
        self.paths = tuple([each.fact for each in self.asked])
        self.given = Requirements(readable, self.asked, ())


def compare(required: Required, answers: Answers) -> Requirements:
    """Compare what the theme asks with what the dossier gives.

    A requirement whose condition is not known to hold is not missing: the fact that decides it is asked first.
    """
    stated = answers.facts.get
    for path in required.paths:
        if stated(path) is not True:
            return _lacking(required, answers)
    return required.given


def _lacking(required: Required, answers: Answers) -> Requirements:
    given, missing = [], []
    unsettled: dict[str, None] = {}
    for requirement in required.asked:
        if answers.facts.get(requirement.fact) is True:
            given.append(requirement)
        elif requirement.when is None:
            missing.append(requirement)
        else:
            applies = answers.truth(requirement.when)
            if applies.value is True:
                missing.append(requirement)
            elif applies.value is None:
                unsettled.update(dict.fromkeys(applies.names))
    return Requirements(True, tuple(given), tuple(missing), tuple(unsettled))
