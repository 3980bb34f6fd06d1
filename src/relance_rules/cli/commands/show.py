"""``relance show``: one theme in full, with its sources."""

from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import make_console
from relance_rules.cli.options import Format, FormatOption, LangOption, RulesOption, rules_from, speaking
from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "show",
        cls=command_class(language),
        help=say("Montre un thème en entier : ses règles, ses critères, et les passages cités."),
    )
    def show(
        theme: Annotated[str, typer.Argument(metavar="THEME", help=say("Code du thème, comme l’affiche « themes »."))],
        output: FormatOption = Format.text,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.showing.catalogue import theme_blocks

        known = rules_from(rules)
        found, reader = known.theme(theme), speaking(language, known)
        if output is Format.json:
            from relance_rules.showing.catalogue_plain import theme_data
            from relance_rules.showing.plain import json_text

            typer.echo(json_text(theme_data(found, reader)))
        elif output is Format.markdown:
            from relance_rules.showing.markdown import blocks_markdown

            typer.echo(blocks_markdown(theme_blocks(known.plan, found), reader), nl=False)
        else:
            from relance_rules.showing.text import print_blocks

            print_blocks(theme_blocks(known.plan, found), reader, make_console())
        return EXIT_OK
