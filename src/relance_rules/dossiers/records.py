"""What a source of several dossiers gives: one record per dossier, readable or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance_rules.dossiers.documents import Document
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.files import shown as shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.dossiers.platform.mapping import PlatformMapping

MAX_BATCH_BYTES = 32 * 1024 * 1024
"""The largest file of several dossiers, in bytes, and the most that a compressed one may hold."""


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier of a source, or the reason why there is none.

    ``document`` is the dossier, ready for :func:`relance_rules.checking.dossiers.dossier_of`; ``error`` says why
    it can't be read. With neither, something was left out on purpose or could not be used, and ``notes`` says what.
    ``origin`` names the place: ``dossiers.yaml``, ``dossiers.csv:12``, ``dossiers.xlsx#Dossiers:12``,
    ``dossiers.json[2]``, ``export.json#1234567``.
    """

    origin: str
    document: Document | None = None
    error: DossierError | None = None
    notes: tuple[Message, ...] = ()


def failed(origin: str, *problems: Problem, notes: Iterable[Message] = ()) -> Record:
    """A record of what can't be read."""
    return Record(origin, error=DossierError(problems), notes=tuple(notes))


def left_out(origin: str, *notes: Message) -> Record:
    """A record of what is no dossier, and should be known."""
    return Record(origin, notes=notes)


@dataclass(frozen=True)
class Context:
    """What readers know beside the file.

    Args:
        vocabulary: The facts that a dossier can state.
        themes: The themes whose commitments and documents columns may be named after; asked only for a table.
        mapping: How the fields of a form of the filing platform become facts.
    """

    vocabulary: Vocabulary
    themes: Callable[[], Iterable[Theme]] = field(default=tuple)
    mapping: PlatformMapping | None = None
