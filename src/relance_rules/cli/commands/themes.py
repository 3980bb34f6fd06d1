"""``relance themes``: the table of the themes."""

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data
from relance_rules.cli.options import Format, FormatOption, LangOption, RulesOption, rules_from, speaking
from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "themes",
        cls=command_class(language),
        help=say("Liste les thèmes : dépôt, taille, financement et enveloppe."),
    )
    def themes(output: FormatOption = Format.text, lang: LangOption = "fr", rules: RulesOption = None) -> int:
        from relance_rules.showing.catalogue import themes_blocks

        known = rules_from(rules)
        known.check_all()
        themes, reader = list(known.values()), speaking(language, known)
        if output is Format.json:
            from relance_rules.showing.catalogue_plain import themes_data
            from relance_rules.showing.plain import json_text

            print_data(json_text(themes_data(themes, reader)))
        elif output is Format.markdown:
            from relance_rules.showing.markdown import blocks_markdown

            typer.echo(blocks_markdown(themes_blocks(known.plan, themes), reader), nl=False)
        else:
            from relance_rules.showing.text import print_blocks

            print_blocks(themes_blocks(known.plan, themes), reader, make_console())
        return EXIT_OK
