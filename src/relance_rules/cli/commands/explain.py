"""``relance explain``: the trace of each condition, with the values met and the passage of the catalogue."""

from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data
from relance_rules.cli.options import (
    Format,
    FormatOption,
    LangOption,
    RulesOption,
    open_dossier,
    rules_from,
    speaking,
)
from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "explain",
        cls=command_class(language),
        help=say("Explique un résultat : chaque condition avec les faits lus, et le financement pas à pas."),
    )
    def explain(
        file: Annotated[
            str, typer.Argument(metavar="FILE", help=say("Fichier YAML ou JSON ; « - » lit l’entrée standard."))
        ],
        rule: Annotated[
            str | None,
            typer.Argument(metavar="[RULE]", help=say("Règle à expliquer seule, avec ou sans le code du thème.")),
        ] = None,
        output: FormatOption = Format.text,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.checking.check import check_dossier
        from relance_rules.showing.explained import explanation_blocks
        from relance_rules.showing.explanation import explain as explained

        known = rules_from(rules)
        why = explained(check_dossier(known.plan, *open_dossier(file, known)), rule)
        reader = speaking(language, known)
        if output is Format.json:
            from relance_rules.showing.explained_plain import explanation_data
            from relance_rules.showing.plain import json_text

            print_data(json_text(explanation_data(why, reader)))
        elif output is Format.markdown:
            from relance_rules.showing.markdown import blocks_markdown

            typer.echo(blocks_markdown(explanation_blocks(why), reader), nl=False)
        else:
            from relance_rules.showing.text import print_blocks

            print_blocks(explanation_blocks(why), reader, make_console())
        return EXIT_OK
