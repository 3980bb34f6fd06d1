"""The dossiers that a jury may note: the eligible ones of a theme that offers a grid."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.batch.selection.criteria import criteria_of
from relance_rules.batch.submissions import Submission
from relance_rules.values import Money


class Candidate(NamedTuple):
    """An eligible dossier that a jury may note: where it is, and the grant that is proposed to it."""

    theme: str
    window: str | None
    reference: str | None
    origin: str
    project: str | None
    grant: Money


def candidate_of(submission: Submission) -> Candidate | None:
    """A dossier as one that a jury may note; None for one that is not eligible, or whose theme offers no grid."""
    if submission.report is None or submission.grant is None or not criteria_of(submission.report.theme):
        return None
    window = submission.window
    return Candidate(
        submission.report.theme.code,
        None if window is None else window.id,
        submission.reference,
        submission.origin,
        submission.project_name,
        submission.grant,
    )
