"""``relance schema``: the JSON Schemas of rule files, of dossiers and of what the commands print."""

from pathlib import Path
from typing import Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import print_data
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "schema",
        cls=command_class(language),
        help=say(
            "Écrit les schémas JSON des fichiers de règles, des dossiers et des résultats. Sans argument, les nomme."
        ),
    )
    def schema(
        name: Annotated[
            str | None, typer.Argument(metavar="[NAME]", help=say("Schéma à écrire ; tous s’il n’est pas donné."))
        ] = None,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="DIR", help=say("Répertoire où écrire NAME.schema.json."))
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.authoring import shapes, shapes_diff
        from relance_rules.batch import shapes_verify
        from relance_rules.batch.shapes import BatchModel, BatchReport, DecisionModel
        from relance_rules.showing.data.trail import TrailData
        from relance_rules.showing.plain import json_text
        from relance_rules.showing.schemas import SCHEMAS, build_schema

        printed = {
            "batch": BatchModel,
            "submission": BatchReport,
            "decision": DecisionModel,
            "trail": TrailData,
            **shapes_verify.SHAPES,
            **shapes.SHAPES,
            **shapes_diff.SHAPES,
        }
        names = [*SCHEMAS, *printed]
        if name is not None and name not in names:
            values = {"name": name[:40], "near": suggestion(name, names)}
            raise DossierError([Problem(Message("schéma inconnu : « {name} » ; {near}", values))])
        if name is None and out is None:
            typer.echo("\n".join(names))
            return EXIT_OK
        known = rules_from(rules)
        texts = {each: json_text(build_schema(each, known, printed)) for each in ([name] if name else names)}
        if out is None:
            print_data("\n".join(texts.values()))
            return EXIT_OK
        from relance_rules.showing.files import write_whole

        out.mkdir(parents=True, exist_ok=True)
        for each, text in texts.items():
            write_whole(out / f"{each}.schema.json", f"{text}\n")
        return EXIT_OK
