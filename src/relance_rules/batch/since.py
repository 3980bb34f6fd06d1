"""A dossier beside what became of it the last time."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.batch.changes import Cause, Change, Kind, Standing
from relance_rules.batch.last import Last
from relance_rules.batch.submissions import Submission
from relance_rules.checking.report import digest_of
from relance_rules.showing.plain import tool_name


def standing_of(submission: Submission) -> Standing:
    """How a dossier stands now."""
    decision = submission.decision
    if decision is not None:
        return Standing(None, None, decision.outcome, decision.amount)
    return Standing("error" if submission.report is None else submission.report.status, submission.grant)


def change_of(submission: Submission, last: Last | None) -> Change:
    """What became of a dossier; ``last`` is what it was the last time, None where it was not there."""
    now = standing_of(submission)
    if last is None:
        return Change("new", None, now)
    version, before = submission.version, last.standing
    # One that stays decided is not judged: what it states makes no difference.
    judged = None in (now.decision, before.decision)
    told = None if version is None else version.content
    if judged and None not in (told, last.content) and told != last.content:
        return Change(
            "amended",
            before,
            now,
            tuple(_other_readings(submission, last, None if version is None else version.modified)),
        )
    if before == now:
        return Change("unchanged", before, now)
    return Change(_kind(before, now), before, now, tuple(_causes(submission, last)))


def _kind(before: Standing, now: Standing) -> Kind:
    if before[2:] != now[2:]:
        return "decided"
    return "status" if before.status != now.status else "amount"


def _other_readings(submission: Submission, last: Last, modified: str | None) -> Iterator[Cause]:
    """What may explain that a dossier is read otherwise, whatever its applicant did."""
    if last.rules is not None and last.rules != digest_of(submission.plan):
        yield "rules"
    if modified is not None and modified == last.modified:
        yield "reading"


def _causes(submission: Submission, last: Last) -> Iterator[Cause]:
    """What may explain that a dossier that states the same stands otherwise."""
    if submission.decision is not None or last.standing.decision is not None:
        # Who decides explains it.
        return
    if last.rules is not None and last.rules != digest_of(submission.plan):
        yield "rules"
    if last.tool is not None and last.tool != tool_name():
        yield "tool"
    if submission.report is not None and submission.report.theme.scopes:
        yield "others"
