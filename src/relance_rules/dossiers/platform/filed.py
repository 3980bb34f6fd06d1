"""A dossier as the platform holds it, whatever the export it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance_rules.dossiers.handling import Handling
from relance_rules.dossiers.tables.grid import CellValue
from relance_rules.dossiers.tables.records import CellPlace
from relance_rules.values import Message

ZERO = Message("0 ou sans réponse ? L’export écrit 0 pour un nombre laissé vide : à demander")
UNTICKED = Message("case non cochée : « non » ou sans réponse ? L’export ne le dit pas : à demander")
"""What is noted of an answer of an export that may be none: the fact that it would give is asked."""


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """A field and what was answered; ``descriptor`` is its id, where the export gives it.

    ``options`` are the options chosen, where the export keeps them apart; ``doubt`` says why an answer that looks
    like one may be none.
    """

    label: str
    descriptor: str | None
    value: CellValue
    place: CellPlace
    options: tuple[str, ...] | None = None
    doubt: Message | None = None


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A repetition block and its rows.

    ``cut`` tells a label that a sheet's title had to shorten; ``fault`` says why the rows can't be told apart.
    """

    label: str
    descriptor: str | None
    rows: tuple[tuple[FieldAnswer, ...], ...]
    place: CellPlace
    cut: bool = False
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier of the platform: what it states itself, the fields of the form, and its blocks.

    ``spreadsheet`` tells an export in which a number left blank is 0 and a box left alone is off; ``unasked`` is the
    labels of the fields whose value the export does not give; ``procedure`` the number of the procedure of its form,
    where the export states it.
    """

    origin: str
    place: CellPlace
    state: str | None
    own: dict[str, tuple[CellValue, CellPlace]] = field(default_factory=dict)
    answers: tuple[FieldAnswer, ...] = ()
    blocks: tuple[FormBlock, ...] = ()
    spreadsheet: bool = False
    unasked: tuple[str, ...] = ()
    procedure: int | None = None
    notes: tuple[Message, ...] = ()
    handling: Handling = field(default_factory=Handling)
