"""What a source of several dossiers gives: one record per dossier, readable or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.handling import UNHANDLED, Handling
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

MAX_BATCH_BYTES = 32 * 1024 * 1024
"""The largest file of several dossiers, in bytes, and the most that a compressed one may hold."""


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier of a source, or the reason why there is none.

    ``document`` is the dossier, ready for :func:`relance_rules.dossiers.reading.dossier_of`; ``error`` says why
    it can't be read, and ``stated`` then holds what of it could be. With neither, something was left out on purpose or
    could not be used, and ``notes`` says what. ``origin`` names the place: ``dossiers.yaml``, ``dossiers.csv:12``,
    ``dossiers.xlsx#Dossiers:12``, ``dossiers.json[2]``, ``export.json#1234567``. ``asked`` is the facts
    that the form of the platform it was filed by asked, as far as its export shows, or that the table has a column
    for; None for one of another source, which could state anything.
    ``ours`` tells an error that its applicant has no part in: of the table, or of the mapping. ``handling`` is how it
    stands with the service that handles it, where its source says so.
    """

    origin: str
    document: DossierData | None = None
    error: DossierError | None = None
    notes: tuple[Message, ...] = ()
    asked: frozenset[str] | None = None
    stated: Mapping[str, Any] = field(default_factory=dict)
    ours: bool = False
    handling: Handling = UNHANDLED

    @property
    def data(self) -> Mapping[str, Any]:
        """The plain data of the dossier, as far as it can be read."""
        return self.stated if self.document is None else self.document.data


def failed(
    origin: str, *problems: Problem, notes: Iterable[Message] = (), stated: Mapping[str, Any] | None = None
) -> Record:
    """A record of what can't be read, with what of it could be."""
    return Record(origin, error=DossierError(problems), notes=tuple(notes), stated=stated or {})


def left_out(origin: str, *notes: Message) -> Record:
    """A record of what is no dossier, and should be known."""
    return Record(origin, notes=notes)
