"""``relance page``: one HTML file in which a person prepares a dossier, or the engine alone, for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.showing.files import write_whole
from relance_rules.values import Message


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "page",
        cls=command_class(language),
        help=say("Écrit une page HTML où remplir et vérifier un dossier, sans réseau et sans rien installer."),
    )
    def page(
        out: Annotated[
            Path,
            typer.Option(
                "--out",
                "-o",
                metavar="FILE",
                help=say("Fichier à écrire, ou à remplacer : .html, ou .js avec --engine-only."),
            ),
        ],
        theme: Annotated[
            list[str] | None,
            typer.Option(
                "--theme", metavar="CODE", help=say("Thème à y mettre, à répéter ; sans lui, tous."), show_default=False
            ),
        ] = None,
        engine_only: Annotated[
            bool,
            typer.Option("--engine-only", help=say("Le moteur et les règles seuls, pour node ou une autre page.")),
        ] = False,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        _fits(out, ".js" if engine_only else ".html")
        known = rules_from(rules)
        known.check_all()
        if engine_only:
            from relance_rules.targets.javascript import engine

            text = engine(known, theme)
        else:
            from relance_rules.page import page as page_of

            text = page_of(known, theme, lang)
        write_whole(out, text)
        return EXIT_OK


def _fits(out: Path, expected: str) -> None:
    """See that a file is named as what it will hold: a dossier is never replaced by mistake.

    Raises:
        DossierError: Its extension is that of something else.
    """
    if out.suffix.lower() != expected:
        message = Message(
            "l’extension « {extension} » ne convient pas ; attendue : {known}",
            {"extension": out.suffix.lower() or out.name, "known": [expected]},
        )
        raise DossierError([Problem(message, shown(out))])
