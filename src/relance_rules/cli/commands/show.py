"""``relance show``: one theme in full, with its sources; or how the text is read where it is silent."""

from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data
from relance_rules.cli.options import Format, FormatOption, LangOption, RulesOption, rules_from, speaking
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message
from relance_rules.values.spelling import named
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from relance_rules.loading.rules import Rules
    from relance_rules.showing.blocks import Block


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "show",
        cls=command_class(language),
        help=say(
            "Montre un thème en entier : ses règles, ses critères, et les passages cités ; ou une lecture, qui dit "
            "comment le texte est compris là où il se tait."
        ),
    )
    def show(
        name: Annotated[
            str | None,
            typer.Argument(
                metavar="[THEME|READING]", help=say("Code du thème, comme l’affiche « themes », ou d’une lecture.")
            ),
        ] = None,
        readings: Annotated[bool, typer.Option("--readings", help=say("Montre toutes les lectures."))] = False,
        output: FormatOption = Format.text,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        if readings is (name is not None):
            raise DossierError([Problem(Message("donnez un thème, une lecture, ou « --readings » seul"))])
        known = rules_from(rules)
        reader = speaking(language, known)
        data, blocks = _readings(known, reader, output) if name is None else _named(known, reader, output, name)
        if output is Format.json:
            from relance_rules.showing.plain import json_text

            print_data(json_text(data))
        elif output is Format.markdown:
            from relance_rules.showing.markdown import blocks_markdown

            typer.echo(blocks_markdown(blocks, reader), nl=False)
        else:
            from relance_rules.showing.text import print_blocks

            print_blocks(blocks, reader, make_console())
        return EXIT_OK


def _named(known: "Rules", reader: Localization, output: Format, name: str) -> "tuple[Any, Iterable[Block]]":
    """A theme or a reading, as data or as blocks; a theme comes before a reading of the same name, which it holds."""
    plan, theme = known.plan, known.code(name)
    if theme is None:
        found = named(name, plan.readings)
        if found is None:
            near = suggestion(name, dict.fromkeys((*known, *plan.readings)))
            message = Message("ni thème ni lecture : « {name} » ; {near}", {"name": name[:40], "near": near})
            raise DossierError([Problem(message)])
        from relance_rules.showing.readings_shown import reading_blocks, readings_data

        known.check_all()
        if output is Format.json:
            return readings_data(plan, [found], reader), ()
        return None, reading_blocks(plan, found)
    from relance_rules.showing.catalogue import theme_blocks

    if output is Format.json:
        from relance_rules.showing.catalogue_plain import theme_data

        return theme_data(known[theme], reader), ()
    return None, theme_blocks(plan, known[theme])


def _readings(known: "Rules", reader: Localization, output: Format) -> "tuple[Any, Iterable[Block]]":
    """All the readings, as data or as blocks."""
    from relance_rules.showing.readings_shown import readings_blocks, readings_data

    known.check_all()
    if output is Format.json:
        return readings_data(known.plan, list(known.plan.readings), reader), ()
    return None, readings_blocks(known.plan)
