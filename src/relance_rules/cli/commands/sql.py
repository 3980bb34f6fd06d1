"""``relance sql``: the rules of a theme as one SELECT over a table of dossiers."""

from typing import Annotated, Literal

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import print_data
from relance_rules.cli.engines import needed
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.localization import Localization


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "sql",
        cls=command_class(language),
        help=say("Écrit les règles d’un thème en un SELECT, à passer sur une table de dossiers."),
    )
    def sql(
        theme: Annotated[str, typer.Argument(metavar="THEME", help=say("Code du thème."))],
        dialect: Annotated[Literal["duckdb", "spark"], typer.Option("--dialect", help="duckdb, spark")] = "duckdb",
        source: Annotated[
            str, typer.Option("--from", metavar="TABLE", help=say("Table des dossiers, comme la décrit « table »."))
        ] = "dossiers",
        projects: Annotated[
            bool,
            typer.Option(
                "--projects",
                help=say("Compte les subventions des dossiers antérieurs d’un même projet contre son plafond."),
            ),
        ] = False,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        known = rules_from(rules)
        wanted = known.theme(theme)
        needed("sqlglot")
        from relance_rules.targets.sql import select

        known.check_all()
        print_data(f"{select(known.plan, wanted, dialect, source, projects=projects)};")
        return EXIT_OK
