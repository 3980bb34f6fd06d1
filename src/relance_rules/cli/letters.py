"""``relance batch --letters``: how letters are asked for on the command line."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from relance_rules.batch.letters.due import LetterSettings, statuses_of
from relance_rules.batch.letters.folder import Letters
from relance_rules.batch.letters.formats import letter_formats, read_template, shipped_template
from relance_rules.batch.lists import LISTS
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message, ParseError, parse_date
from relance_rules.values.suggestions import suggestion


def letter_settings(
    name: str | None, template: Path | None, day: str | None, statuses: list[str], language: Localization
) -> LetterSettings:
    """How letters are written.

    Args:
        name: The format; that of the template where it is None, or else Markdown.
        template: The file of a template; None for the one that comes with the package.
        day: The day of the letters, as a person writes it.
        statuses: What dossiers get one, in words; those of any status where there is none.
        language: The reader's.

    Raises:
        DossierError: There is no such format or status, the day is none, or the template can't be used.
    """
    if name is not None and name not in letter_formats():
        values = {"name": name[:40], "near": suggestion(name[:40], letter_formats())}
        raise DossierError([Problem(Message("format de lettre inconnu : « {name} » ; {near}", values))])
    found = shipped_template(name or "md", language) if template is None else read_template(template, name)
    return LetterSettings(found, statuses_of(statuses), _day(day))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text)
    except ParseError as error:
        raise DossierError([Problem(Message("--letters-date : {detail}", {"detail": error.message}))]) from None


def letters_in(folder: Path, settings: LetterSettings, language: Localization, out: Iterable[Path]) -> Letters:
    """The folder where letters are written.

    Args:
        folder: Where it is.
        settings: How letters are written.
        language: The reader's.
        out: What else is written.

    Raises:
        DossierError: It can't be made, or a list of letters would take the place of another output.
    """
    lists = {os.path.realpath(folder / name) for name in LISTS}
    if taken := [path for path in out if os.path.realpath(path) in lists]:
        raise DossierError(Problem(Message("ce fichier est déjà à écrire"), shown(path)) for path in taken)
    return Letters(folder, settings.template.extension, [f".{name}" for name in letter_formats()], language)
