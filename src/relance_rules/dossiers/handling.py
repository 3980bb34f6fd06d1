"""How a dossier stands with the service that handles it, beside the facts that it states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from relance_rules.dossiers.facts import Facts
from relance_rules.loading.problems import Problem
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Roles
from relance_rules.values import Message, Money, Text
from relance_rules.values.spelling import same_reference

Outcome = Literal["awarded", "refused", "withdrawn"]
"""What was decided of a dossier: withdrawn is closed without a decision on what it asks."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a dossier, which nothing judges again.

    ``amount`` is what was awarded, in hundredths of the currency, and None where it is not said. ``source`` names
    where the decision was read: a file and its line, or the export of the platform.
    """

    outcome: Outcome
    amount: Money | None = None
    note: str | None = None
    instructor: str | None = None
    source: str | None = None

    @property
    def awarded(self) -> Money | None:
        """What it takes of a ceiling or of an envelope: None where that is not said, nothing unless it is awarded."""
        return self.amount if self.outcome == "awarded" else Money(0)


@dataclass(frozen=True, slots=True)
class Handling:
    """What the platform, or the service, knows of a dossier: who filed it, in whose hands it is, and since when.

    ``state`` is the platform's own word for its state (``en_instruction``), ``modified`` when it last changed, with
    its offset, ``group`` the group of instructors it was sent to. What is not known is None.
    """

    number: str | None = None
    state: str | None = None
    organisation: str | None = None
    siret: str | None = None
    contact: str | None = None
    group: str | None = None
    instructors: tuple[str, ...] = ()
    modified: datetime | None = None
    decision: Decision | None = None


UNHANDLED = Handling()
"""Nothing is known of it: most dossiers come by a file."""


class StatedDecision(NamedTuple):
    """A decision of the file: the reference it is for, and what else it says of the dossier.

    ``facts`` is by path: its theme, its filing day, what tells which dossiers share a ceiling with it. ``place`` is
    the file and the line, with nothing said.
    """

    reference: str
    decision: Decision
    facts: Facts
    place: Problem

    @property
    def origin(self) -> str:
        """The file and the line."""
        return origin_of(self.place)


@dataclass(frozen=True)
class Decisions:
    """The decisions of a file, by reference, whatever way it is spelled.

    ``notes`` is what is to be known of the file: its columns that are not read, its lines where nothing is decided.
    """

    by_reference: Mapping[str, StatedDecision] = field(default_factory=dict)
    name: str = ""
    notes: tuple[Message, ...] = ()

    def of(self, *names: str | None) -> StatedDecision | None:
        """The decision of a dossier that bears these names: the first that has one counts."""
        found = (self.by_reference.get(same_reference(name)) for name in names if name is not None)
        return next((each for each in found if each is not None), None)


def origin_of(place: Problem) -> str:
    """The file and the line of a place, where it is known."""
    return f"{place.file}" if place.line is None else f"{place.file}:{place.line}"


OUTCOMES: dict[str, Outcome] = {"accepte": "awarded", "refuse": "refused", "sans_suite": "withdrawn"}
"""What each state of the platform that ends a dossier means."""

DECISION_FACTS = {
    "decision.montant": FactDef(
        "money",
        Text({"fr": "Montant accordé", "en": "Amount awarded"}),
        Text({"fr": "Quel montant est accordé ?", "en": "What amount is awarded?"}),
    ),
    "decision.note": FactDef(
        "text",
        Text({"fr": "Motif de la décision", "en": "Reason for the decision"}),
        Text({"fr": "Pourquoi cette décision ?", "en": "Why this decision?"}),
    ),
    "decision.instructeur": FactDef(
        "text",
        Text({"fr": "Instructeur", "en": "Instructor"}),
        Text({"fr": "Qui a instruit ce dossier ?", "en": "Who handled this dossier?"}),
    ),
}
"""What a mapping may take from a form beside the facts of its dossier: the service's own fields, of a decided one."""


def decision_part(path: str | None, roles: Roles) -> str | None:
    """Which of :data:`DECISION_FACTS` a mapping means by a path, if one: a rule set may have its own awarded amount."""
    if path is not None and path == roles.decided_amount:
        return next(iter(DECISION_FACTS))
    return path if path in DECISION_FACTS else None


PLATFORM = "démarches-simplifiées"
"""The source of a decision that the platform states."""


def moment_of(text: str) -> datetime | None:
    """A moment as the platform writes it, in Paris where it says no offset; None for a text that is none."""
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo("Europe/Paris"))
