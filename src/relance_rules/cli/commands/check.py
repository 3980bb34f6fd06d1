"""``relance check``: verdict, funding split, what is missing and what to do next."""

import os
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import (
    STDIN,
    LangOption,
    RulesOption,
    open_document,
    rules_from,
    speaking,
)
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.localization import Localization
from relance_rules.showing.files import NewFile, StandardOutput, writing
from relance_rules.showing.renderers import RENDERERS, Outcome, Unread, extensions, format_of, is_utf_8, renderer
from relance_rules.values import Message, ParseError, parse_date

if TYPE_CHECKING:
    from relance_rules.loading.rules import Rules

ReportFormat = StrEnum("ReportFormat", {name: name for name in RENDERERS})  # type: ignore[misc]
"""How a report is shown."""


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "check",
        cls=command_class(language),
        help=say(
            "Vérifie un ou plusieurs dossiers : verdict, financement, ce qui manque et que faire. Un dossier qui ne "
            "nomme pas de thème est mis en face de tous."
        ),
    )
    def check(
        files: Annotated[
            list[str],
            typer.Argument(metavar="FILE...", help=say("Fichiers YAML ou JSON ; « - » lit l’entrée standard.")),
        ],
        output: Annotated[ReportFormat | None, typer.Option("--format", "-f", help=", ".join(RENDERERS))] = None,
        out: Annotated[
            Path | None,
            typer.Option("--out", "-o", metavar="FILE", help=say("Fichier à écrire ; son extension dit le format.")),
        ] = None,
        filed_on: Annotated[
            str | None,
            typer.Option(
                "--filed-on",
                metavar="DATE",
                help=say("Date de dépôt à prendre pour les dossiers qui n’en ont pas."),
            ),
        ] = None,
        every: Annotated[
            bool,
            typer.Option(
                "--all-themes",
                help=say("Met le dossier en face de tous les thèmes, comme sans thème, même s’il en nomme un."),
            ),
        ] = False,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        day, name = _day(filed_on), _format(output, out)
        _not_read(files, out)
        known = rules_from(rules)
        outcomes = [_outcome(name, known, day, every) for name in files]
        reports = [outcome for outcome in outcomes if not isinstance(outcome, Unread)]
        if out is None or reports:
            _write(outcomes, name, out, speaking(language, known))
        for outcome in outcomes:
            if isinstance(outcome, Unread):
                show_problems(outcome.problems, language)
        if out is not None and reports:
            written = Message("dossiers écrits : {count}", {"count": len(reports)})
            show_problems([Problem(written, shown(out))], language)
        if len(reports) < len(outcomes):
            return EXIT_FAILED
        return EXIT_OK if all(report.ready for report in reports) else EXIT_NOT_READY


def _format(asked: ReportFormat | None, out: Path | None) -> str:
    """The format to write in: the one asked for, or else the one that the extension of the file says.

    Raises:
        DossierError: The extension says none.
    """
    if asked is not None or out is None:
        return "text" if asked is None else asked.value
    found = format_of(out.suffix)
    if found is None:
        message = Message(
            "l’extension « {extension} » ne convient pas ; attendue : {known}",
            {"extension": out.suffix or out.name, "known": [f".{name}" for name in extensions()]},
        )
        raise DossierError([Problem(message, shown(out))])
    return found


def _not_read(files: list[str], out: Path | None) -> None:
    """See that the file to write is none of those to read.

    Raises:
        DossierError: It is one of them.
    """
    if out is not None and os.path.realpath(out) in {os.path.realpath(name) for name in files if name != STDIN}:
        raise DossierError([Problem(Message("ce fichier est aussi à lire"), shown(out))])


def _write(outcomes: Sequence["Outcome"], name: str, out: Path | None, language: Localization) -> None:
    """Write the reports, whole or not at all where it is to a file.

    Raises:
        DossierError: They can't be written.
    """
    file = StandardOutput(binary=False, text=not is_utf_8(name)) if out is None else NewFile(out, binary=False)
    try:
        with writing(file.name):
            renderer(name)(outcomes, language, file.stream)
        file.finish()
        file.keep()
    finally:
        file.discard()


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text)
    except ParseError as error:
        raise DossierError([Problem(Message("--filed-on : {detail}", {"detail": error.message}))]) from None


def _outcome(name: str, rules: "Rules", day: date | None, every: bool) -> "Outcome":
    from relance_rules.checking.answering import answer

    try:
        return answer(open_document(name), rules, every=every, filed_on=day)
    except RelanceError as error:
        return Unread(name, error.problems)
