"""How a dossier stands with the service that handles it, beside the facts that it states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Roles
from relance_rules.values import Money, Text

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
