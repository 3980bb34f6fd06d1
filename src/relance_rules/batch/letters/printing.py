"""What is written of one dossier: its letter and its line in the list of them, or why there is no new one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from relance_rules.batch.letters.due import LetterSettings, withheld
from relance_rules.batch.letters.parts import letter_parts
from relance_rules.batch.outputs import Printer
from relance_rules.batch.submissions import Submission
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.cells import cell_printer
from relance_rules.values import Message

_ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]"\\]{1,64}@[^\s@,;:<>()\[\]"\\]{1,255}""")
"""One e-mail address: a mail merge would take a list of them, or what looks like a header, for more recipients."""


class Letter(NamedTuple):
    """A letter, the name that its file is given after, and the cells of its line that stand after that of its file."""

    name: str
    content: bytes
    reference: str
    cells: tuple[str, ...]


class NoLetter(NamedTuple):
    """Why a dossier gets none, and the cells that say which it is."""

    reason: Message
    cells: tuple[str, ...]


class Unchanged(NamedTuple):
    """The cell that names a dossier whose letter of an earlier run still holds; None where it would get none."""

    reference: str | None


def printer(plan: Plan, language: Localization, settings: LetterSettings) -> Printer:
    """The letter of a dossier, or why there is none; nothing new of one that did not change since an earlier batch."""
    cell = cell_printer(language)

    def written(submission: Submission) -> Letter | NoLetter | Unchanged:
        reason = withheld(submission, settings.statuses)
        if submission.change is not None and not submission.change.moved:
            return Unchanged(cell(submission.reference) if reason is None else None)
        if reason is not None:
            about = (submission.reference, reason, submission.theme, submission.origin)
            return NoLetter(reason, tuple(map(cell, about)))
        parts = letter_parts(submission, settings.day)
        contact = submission.handling.contact
        cells = (
            contact if contact is not None and _ADDRESS.fullmatch(contact) else None,
            next(iter(parts["organisation"]), None),
            next(iter(parts["identifier"]), None),
            submission.theme,
            submission.status_words,
        )
        return Letter(
            submission.reference or Path(submission.origin).name,
            settings.template.fill(parts, language),
            cell(submission.reference),
            tuple(map(cell, cells)),
        )

    return written
