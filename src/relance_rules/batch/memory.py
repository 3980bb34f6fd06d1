"""What a batch leaves in JSON for the next one, and what changed since the one before, as JSON data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance_rules.batch.changes import Changes, Standing
from relance_rules.batch.since import standing_of
from relance_rules.values import Money

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.changes import Change
    from relance_rules.batch.shapes import ChangeData, ChangesData, MemoryData
    from relance_rules.batch.submissions import Submission


def memory_data(submission: Submission) -> MemoryData:
    """What the next batch knows a dossier again by, and what it can't read in its report."""
    version, standing = submission.version, standing_of(submission)
    return {
        "known_by": None if version is None else version.known_by,
        "content": None if version is None else version.content,
        "modified": None if version is None else version.modified,
        "decision": standing.decision,
        "awarded": _amount(standing.awarded),
    }


def change_data(change: Change | None) -> ChangeData | None:
    """What became of a dossier since an earlier batch; None in a batch that is compared with no other."""
    if change is None:
        return None
    before, now = change.before or Standing(None), change.now or Standing(None)
    return {
        "kind": change.kind,
        "status": {"from": before.status, "to": now.status},
        "grant": {"from": _amount(before.grant), "to": _amount(now.grant)},
        "decision": {"from": before.decision, "to": now.decision},
        "causes": list(change.causes),
    }


def changes_data(changes: Changes | None) -> ChangesData | None:
    """What changed in all."""
    if changes is None:
        return None
    count = changes.counts.get
    return {
        "since": changes.since,
        "rules": changes.rules,
        "tool": changes.tool,
        "count": changes.count,
        "counts": {
            "new": count("new", 0),
            "amended": count("amended", 0),
            "decided": count("decided", 0),
            "status": count("status", 0),
            "amount": count("amount", 0),
            "unchanged": count("unchanged", 0),
            "gone": count("gone", 0),
        },
        "listed": [
            {"name": name, "dossier": origin, "change": data}
            for name, origin, change in changes.listed
            if (data := change_data(change)) is not None
        ],
    }


def _amount(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
