"""A dossier of a batch once read: all that its check and its outputs take of it, without the file it came from."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.batch.inputs import unforeseen
from relance_rules.batch.seen import Version
from relance_rules.batch.stated import identity_of
from relance_rules.batch.submissions import reference_of
from relance_rules.checking.projects import BatchPlace
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.dossiers.handling import Decision, Handling
from relance_rules.dossiers.reading import dossier_of, theme_of
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.values import Message


class Read(NamedTuple):
    """A dossier that waits for its check, as plain data: it crosses processes, and is kept on disk.

    ``dossier`` is None for one that can't be read: ``problems`` then says why, and ``facts`` holds what tells whose it
    is. Of one that is decided, ``facts`` is all that counts, whether it could be read or not. The others are as a
    submission has them.
    """

    place: BatchPlace
    origin: str
    handling: Handling
    notes: tuple[Message, ...]
    form: frozenset[str] | None
    reference: str | None
    theme: str | None
    dossier: Dossier | None
    facts: Facts
    problems: tuple[Problem, ...] = ()
    ours: bool = False
    version: Version | None = None

    @property
    def decision(self) -> Decision | None:
        """What was decided of it, if it is decided."""
        return self.handling.decision


def read_of(place: BatchPlace, record: Record, rules: Rules) -> Read:
    """A dossier, or as much of it as can be read; nothing is raised, whatever it holds."""
    document, data, ours = record.document, record.data, record.ours
    problems: tuple[Problem, ...] = () if record.error is None else record.error.problems
    if document is not None:
        try:
            theme, dossier = dossier_of(document, rules)
        except RelanceError as error:
            from relance_rules.dossiers.tables.records import is_of_the_table

            problems, ours = error.problems, ours or is_of_the_table(document, error.problems)
        except Exception as error:
            problems, ours = (unforeseen(error, record.origin),), True
        else:
            path = rules.plan.roles.reference
            reference = None if path is None else dossier.facts.get(path)
            return Read(
                place, record.origin, record.handling, record.notes, record.asked, reference, theme.code, dossier,
                dossier.facts if record.handling.decision is not None else {}, ours=ours,
            )  # fmt: skip
    roles = rules.plan.roles
    # Nobody is to mend one that is decided: what it counts in is all that is asked of it.
    more = (roles.reference, roles.way_in, roles.total and roles.total.path) if record.handling.decision else ()
    return Read(
        place, record.origin, record.handling, record.notes, record.asked, reference_of(data, rules.plan),
        theme_of(data, rules) if data or more else None, None, identity_of(data, rules.plan, *more), problems, ours,
    )  # fmt: skip
