"""``relance check``: verdict, funding split, what is missing and what to do next."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from relance_rules.checking.check import check_dossier
from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import (
    LangOption,
    RulesOption,
    open_dossier,
    rules_from,
    speaking,
)
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.localization import Localization
from relance_rules.showing.renderers import RENDERERS, Outcome, Unread, renderer
from relance_rules.values import Message, ParseError, parse_date

ReportFormat = StrEnum("ReportFormat", {name: name for name in RENDERERS})  # type: ignore[misc]
"""How a report is shown."""
_TEXT = ReportFormat("text")


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "check",
        cls=command_class(language),
        help=say("Vérifie un ou plusieurs dossiers : verdict, financement, ce qui manque et que faire."),
    )
    def check(
        files: Annotated[list[str], typer.Argument(help=say("Fichiers YAML ou JSON ; « - » lit l’entrée standard."))],
        output: Annotated[ReportFormat, typer.Option("--format", "-f", help=", ".join(RENDERERS))] = _TEXT,
        filed_on: Annotated[
            str | None,
            typer.Option(
                "--filed-on",
                metavar="DATE",
                help=say("Date de dépôt à prendre pour les dossiers qui n’en ont pas."),
            ),
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        day = _day(filed_on)
        known = rules_from(rules)
        outcomes = [_outcome(name, known, day) for name in files]
        renderer(output.value)(outcomes, speaking(language, known))
        for outcome in outcomes:
            if isinstance(outcome, Unread):
                show_problems(outcome.problems, language)
        reports = [outcome for outcome in outcomes if not isinstance(outcome, Unread)]
        if len(reports) < len(outcomes):
            return EXIT_FAILED
        return EXIT_OK if all(report.status == "ready" for report in reports) else EXIT_NOT_READY


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text)
    except ParseError as error:
        raise DossierError([Problem(Message("--filed-on : {detail}", {"detail": error.message}))]) from None


def _outcome(name: str, rules: Rules, day: date | None) -> Outcome:
    try:
        theme, dossier = open_dossier(name, rules)
    except RelanceError as error:
        return Unread(name, error.problems)
    filed_on = rules.plan.roles.filed_on
    if day is not None and filed_on is not None and filed_on not in dossier.facts:
        dossier = replace(dossier, facts={**dossier.facts, filed_on: day})
    return check_dossier(rules.plan, theme, dossier)
