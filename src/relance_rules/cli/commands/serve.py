"""``relance serve``: the page, and checks for other programs, over HTTP."""

from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.engines import needed
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.values import Message


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "serve",
        cls=command_class(language),
        help=say("Ouvre sur cette machine un service HTTP : la page, et des vérifications pour d’autres programmes."),
    )
    def serve(
        host: Annotated[
            str, typer.Option("--host", metavar="ADDRESS", help=say("Adresse de cette machine où répondre."))
        ] = "127.0.0.1",
        port: Annotated[
            int, typer.Option("--port", min=0, max=65535, help=say("Port où répondre ; 0 : le premier libre."))
        ] = 8000,
        theme: Annotated[
            list[str] | None,
            typer.Option(
                "--theme",
                metavar="CODE",
                help=say("Thème à mettre dans la page, à répéter ; sans lui, tous."),
                show_default=False,
            ),
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        needed("fastapi", "uvicorn", extra="serve")
        from relance_rules.page import page_and_policy
        from relance_rules.serving.server import address_of, is_loopback, opened, run

        with opened(host, port) as taken:
            known = rules_from(rules)
            known.check_all()
            page = page_and_policy(known, theme, lang)
            if not is_loopback(host):
                values = {"host": host}
                message = Message("attention : qui atteint {host} par le réseau peut s’en servir", values)
                show_problems([Problem(message)], language)
            values = {"address": address_of(taken)}
            typer.echo(language.say(Message("à l’écoute sur {address} (Ctrl+C pour finir)", values)))
            run(taken, known, page, lang=lang, host=host)
        return EXIT_OK
