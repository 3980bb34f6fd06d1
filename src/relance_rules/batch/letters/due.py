"""Who gets a letter: the one place that decides it, and says why where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from relance_rules.batch.letters.formats import Template
from relance_rules.batch.letters.parts import asked_of, is_without_grant, open_points
from relance_rules.batch.submissions import Submission
from relance_rules.checking.report import Status
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.values import Message
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion


class LetterSettings(NamedTuple):
    """How letters are written, which crosses to every process: ``statuses`` are those that get one, None for all."""

    template: Template
    statuses: frozenset[Status] | None = None
    day: date | None = None


DECIDED = Message("déjà décidé")
NOT_WANTED = Message("d’un autre état que ceux de --letters-for")
OURS = Message("la table, la correspondance ou l’export est à corriger, et non le dossier")
NOBODY = Message("sans référence ni thème : on ne sait pas à qui écrire")
NOT_ASKED = Message("il y manque ce que la table, la correspondance ou l’export ne donne pas, et rien d’autre")
UNSETTLED = Message("un point reste à trancher qui ne dépend pas du porteur")


def withheld(submission: Submission, statuses: frozenset[Status] | None) -> Message | None:
    """Why no letter is written about a dossier; None where one is."""
    if submission.handling.decision is not None:
        return DECIDED
    if statuses is not None and submission.status not in statuses:
        return NOT_WANTED
    if submission.ours:
        return OURS
    if submission.theme is None and submission.reference is None:
        return NOBODY
    return _nothing_to_answer(submission)


def _nothing_to_answer(submission: Submission) -> Message | None:
    """Why there is nothing that the applicant of an incomplete dossier could do or should know."""
    report = submission.report
    if report is None or report.status != "incomplete" or asked_of(submission).all or open_points(report):
        return None
    if report.missing_facts or report.commitments.missing or report.documents.missing:
        return NOT_ASKED
    return None if is_without_grant(report) else UNSETTLED


_STATUSES: tuple[Status, ...] = ("ready", "incomplete", "ineligible", "error")
_SPELLED: dict[str, Status] = {
    **{normal(word): status for status in _STATUSES for word in (status, str(STATUS_WORDS[status]))},
    **{"incomplet": "incomplete", "refuse": "ineligible", "erreur": "error"},
}
"""The statuses by what people call them."""


def statuses_of(words: Iterable[str]) -> frozenset[Status] | None:
    """The statuses that are named, in French or as programs read them; None where none is.

    Raises:
        DossierError: A word names none.
    """
    found: set[Status] = set()
    for word in words:
        status = _SPELLED.get(normal(word))
        if status is None:
            values = {
                "word": word[:40],
                "near": suggestion(word[:40], [*map(str, STATUS_WORDS.values()), *STATUS_WORDS]),
            }
            raise DossierError([Problem(Message("état inconnu : « {word} » ; {near}", values))])
        found.add(status)
    return frozenset(found) or None
