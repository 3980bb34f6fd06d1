"""``relance letter``: a template of letters to edit, and the names that it may use."""

from pathlib import Path
from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import make_console
from relance_rules.cli.options import LangOption
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "letter",
        cls=command_class(language),
        help=say("Écrit un modèle de lettre à adapter, ou dit les noms qu’un modèle peut prendre."),
    )
    def letter(
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                "-o",
                metavar="FILE",
                help=say("Modèle à écrire : .docx, .odt ou .md ; sans lui, les noms qu’un modèle peut prendre."),
            ),
        ] = None,
        lang: LangOption = "fr",
    ) -> int:
        from relance_rules.batch.letters.described import names_blocks
        from relance_rules.showing.text import print_blocks

        if out is None:
            print_blocks(names_blocks(), language, make_console())
        else:
            _write(out, language)
        return EXIT_OK


def _write(out: Path, language: Localization) -> None:
    """Write the template that comes with the package.

    Raises:
        DossierError: The extension is that of no format, a file is there already, which someone may have edited, or it
            can't be written.
    """
    from relance_rules.batch.letters.formats import letter_formats, shipped_file
    from relance_rules.showing.files import NewFile, writing

    name = out.suffix.lower().lstrip(".")
    if name not in letter_formats():
        message = Message(
            "l’extension « {extension} » ne convient pas ; attendue : {known}",
            {"extension": out.suffix.lower() or out.name, "known": [f".{each}" for each in letter_formats()]},
        )
        raise DossierError([Problem(message, shown(out))])
    if out.is_file():
        message = Message("ce fichier existe déjà, peut-être rempli : donnez un autre nom, ou retirez-le")
        raise DossierError([Problem(message, shown(out))])
    file = NewFile(out, binary=True)
    try:
        with writing(file.name):
            file.stream.write(shipped_file(name, language))
        file.finish()
        file.keep()
    finally:
        file.discard()
