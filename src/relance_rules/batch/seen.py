"""What tells a dossier of a batch from the others, before any is checked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from relance_rules.batch.digests import content_of, digest_of, unread_content
from relance_rules.checking.projects import BatchPlace
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.handling import StatedDecision
from relance_rules.dossiers.records import Record
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.python.totals import settle_total
from relance_rules.values.spelling import normal, same_reference

if TYPE_CHECKING:
    # What is read of a dossier knows its version.
    from relance_rules.batch.reads import Read


class Seen(NamedTuple):
    """A dossier, its place in the batch and what it is known by; None for what is not known.

    ``number`` is the platform's, ``modified`` when it last changed there, ``decided`` whether it was decided,
    ``content`` the digest of what it states, None where nobody knows it, ``project`` that of its theme, its first
    applicant, its project's name and phase, and its cost.
    """

    place: BatchPlace
    origin: str
    reference: str | None
    number: str | None
    modified: datetime | None
    decided: bool
    content: str | None
    project: str | None = None

    @property
    def name(self) -> str | None:
        """What it is called: its number, or else its reference."""
        return self.number or self.reference

    @property
    def version(self) -> Version:
        """What later batches know it again by."""
        modified = None if self.modified is None else self.modified.isoformat()
        return Version(known_by(self.name), self.content, modified)


class Version(NamedTuple):
    """What a dossier is known by, compared as references are, the digest of what it states, and when it changed."""

    known_by: str | None
    content: str | None
    modified: str | None = None


def known_by(name: str | None) -> str | None:
    """The name of a dossier as others are compared with it; None where it has none."""
    return (same_reference(name) or name) if name else None


def seen_of(read: Read, record: Record, plan: Plan) -> Seen:
    """What tells a dossier from the others; ``read`` is what was read of the record."""
    handling, project = record.handling, None
    if read.dossier is None or read.theme is None:
        content = unread_content(record.data)
    else:
        content = content_of(read.dossier.facts, plan.roles)
        project = _project(plan.themes[read.theme], read.dossier.facts, plan)
    decided = handling.decision is not None
    return Seen(read.place, read.origin, read.reference, handling.number, handling.modified, decided, content, project)


def seen_outside(place: BatchPlace, stated: StatedDecision, plan: Plan) -> Seen:
    """The same of a decision whose dossier is not in the batch: what its file says of it."""
    content = content_of(stated.facts, plan.roles)
    return Seen(place, stated.origin, stated.reference, None, None, decided=True, content=content)


def _project(theme: Theme, facts: Facts, plan: Plan) -> str | None:
    """What dossiers filed twice for one project have in common; None where a dossier does not state all of it.

    Of one project under two references, whose ceilings are counted apart, :mod:`relance_rules.batch.twins` tells.
    """
    roles = plan.roles
    applicants = () if roles.applicants is None else facts.get(roles.applicants) or ()
    identifiers = (each.get(roles.applicant_identifier) for each in applicants)
    applicant = next(filter(None, identifiers), None)
    name = None if roles.project_name is None else facts.get(roles.project_name)
    cost = None if roles.total is None else settle_total(facts, roles).facts.get(roles.total.path)
    if applicant is None or not name or cost is None:
        return None
    phase = None if roles.project_phase is None else facts.get(roles.project_phase)
    stated = [facts.get(path) for scope in sorted(theme.scopes) for _, path in plan.scopes[scope].key]
    references = [same_reference(each) for each in stated if isinstance(each, str)]
    return digest_of(theme.code, applicant, normal(name), phase, cost, *references)
