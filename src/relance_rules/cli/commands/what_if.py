"""``relance what-if``: a dossier as one of its facts varies, and the smallest change that reaches a goal."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data
from relance_rules.cli.options import LangOption, RulesOption, open_dossier, rules_from, speaking
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message, ParseError, parse_money
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.checking.goals import Goal
    from relance_rules.plan.ruleset import Plan


class WhatIfFormat(StrEnum):
    """How the answer is shown; a table and a drawing are of a fact that varies."""

    text = "text"
    json = "json"
    csv = "csv"
    svg = "svg"


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "what-if",
        cls=command_class(language),
        help=say("Fait varier un fait d’un dossier, ou cherche le plus petit changement qui mène à un but."),
    )
    def what_if(
        file: Annotated[
            str, typer.Argument(metavar="FILE", help=say("Fichier YAML ou JSON ; « - » lit l’entrée standard."))
        ],
        vary: Annotated[
            str | None,
            typer.Option(
                "--vary",
                metavar="FACT=FROM..TO",
                help=say("Montant, nombre, taux ou jour à faire varier ; l’un ou l’autre bout peut manquer."),
            ),
        ] = None,
        goal: Annotated[
            str | None,
            typer.Option("--for", metavar="GOAL", help=say("But : grant=MONTANT, eligible ou ready.")),
        ] = None,
        output: Annotated[
            WhatIfFormat, typer.Option("--format", "-f", help="text, json, csv, svg")
        ] = WhatIfFormat.text,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.checking.curve import curve, shown_span
        from relance_rules.checking.goals import ways_to
        from relance_rules.checking.varying import parsed

        _asked(vary, goal, output)
        known = rules_from(rules)
        plan, reader = known.plan, speaking(language, known)
        wanted = None if goal is None else _goal(plan, goal)
        theme, dossier = open_dossier(file, known)
        found = answer = None
        if vary is not None:
            fact, low, high = parsed(plan, theme, dossier, vary)
            if low is None or high is None:
                first, last = shown_span(plan, theme, dossier, fact)
                low = min(first, fact.span[1] if high is None else high) if low is None else low
                high = max(last, low) if high is None else high
            found = curve(plan, theme, dossier, fact, low, high)
        if wanted is not None:
            answer = ways_to(plan, theme, dossier, wanted)
        if output is WhatIfFormat.json:
            from relance_rules.showing.plain import json_text
            from relance_rules.showing.what_if_plain import what_if_data

            print_data(json_text(what_if_data(plan, theme, dossier, found, answer, reader)))
        elif output is WhatIfFormat.csv and found is not None:
            from relance_rules.showing.what_if_plain import curve_csv

            typer.echo(curve_csv(found, reader), nl=False)
        elif output is WhatIfFormat.svg and found is not None:
            from relance_rules.showing.what_if_svg import curve_svg

            typer.echo(curve_svg(found, reader), nl=False)
        else:
            from relance_rules.showing.text import print_blocks
            from relance_rules.showing.what_if import what_if_blocks

            print_blocks(what_if_blocks(found, answer), reader, make_console())
        return EXIT_OK if answer is None or answer.reached or answer.changes else EXIT_NOT_READY


def _asked(vary: str | None, goal: str | None, output: WhatIfFormat) -> None:
    """See that something is asked, which the format can show.

    Raises:
        DossierError: It is not.
    """
    if vary is None and goal is None:
        raise DossierError([Problem(Message("que chercher ? donnez --vary FACT=DE..À, ou --for eligible"))])
    if output in (WhatIfFormat.csv, WhatIfFormat.svg) and (vary is None or goal is not None):
        message = Message(
            "« {format} » montre un fait qui varie, et lui seul : donnez --vary", {"format": output.value}
        )
        raise DossierError([Problem(message)])


def _goal(plan: "Plan", text: str) -> "Goal":
    """The goal that a text names.

    Raises:
        DossierError: It names none.
    """
    from relance_rules.checking.goals import Goal

    name, _, amount = (part.strip() for part in text.partition("="))
    if name in ("eligible", "ready") and not amount:
        return Goal("eligible" if name == "eligible" else "ready")
    if name != "grant":
        values = {"goal": text[:40], "near": suggestion(name, ("eligible", "grant", "ready"))}
        raise DossierError([Problem(Message("--for : but inconnu : « {goal} » ; {near}", values))])
    if plan.currency is None:
        raise DossierError([Problem(Message("ce jeu de règles n’a pas de monnaie"))])
    try:
        return Goal("grant", parse_money(amount, plan.currency))
    except ParseError as error:
        raise DossierError([Problem(Message("--for : {detail}", {"detail": error.message}))]) from None
