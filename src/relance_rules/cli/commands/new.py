"""``relance new``: a commented dossier to fill in, with only the facts that a theme asks."""

from typing import Annotated

import typer

from relance_rules.cli.app import EXIT_OK, command_class
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "new",
        cls=command_class(language),
        help=say("Écrit un dossier vide et commenté, avec les seuls faits que demande un thème."),
    )
    def new(
        theme: Annotated[str, typer.Argument(metavar="THEME", help=say("Code du thème, comme l’affiche « themes »."))],
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.reporting.template import dossier_template

        typer.echo(dossier_template(rules_from(rules).theme(theme), language), nl=False)
        return EXIT_OK
