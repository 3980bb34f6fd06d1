"""``relance diff``: what changes from one set of rules to another, and for which dossiers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data, show_problems
from relance_rules.cli.options import Format, FormatOption, LangOption
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization, localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.authoring.changes import Change, RuleBook
    from relance_rules.authoring.impact import Effect


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "diff",
        cls=command_class(language),
        help=say("Dit ce qui change entre deux jeux de règles, et quels dossiers y gagnent ou y perdent."),
    )
    def diff(
        old: Annotated[
            Path, typer.Argument(metavar="OLD", help=say("Anciennes règles : répertoire, ou fichier d’un thème."))
        ],
        new: Annotated[Path, typer.Argument(metavar="NEW", help=say("Nouvelles règles."))],
        dossiers: Annotated[
            list[Path] | None,
            typer.Option("--dossiers", metavar="PATH", help=say("Dossiers à vérifier avec les unes et les autres.")),
        ] = None,
        output: FormatOption = Format.text,
        lang: LangOption = "fr",
    ) -> int:
        from relance_rules.authoring.changes import compare

        before, after = _book(old), _book(new)
        changes = list(compare(before, after))
        found = None if not dossiers else _effects(old, new, dossiers)
        _show(changes, found, before, after, output, language)
        unreadable = [effect for effect in found or () if effect.unreadable]
        for effect in unreadable:
            show_problems(effect.after.problems, language)
        if unreadable:
            return EXIT_FAILED
        return EXIT_NOT_READY if changes or any(effect.changed for effect in found or ()) else EXIT_OK


def _book(path: Path) -> "RuleBook":
    from relance_rules.authoring.changes import RuleBook
    from relance_rules.authoring.files import rule_sets

    [found] = rule_sets([path])
    problems: list[Problem] = []
    for file in found.files:
        problems += [problem for problem in found.obstacles(file) if problem not in problems]
    if problems or found.plan is None:
        raise DossierError(problems or found.shared.problems)
    themes = {file.plan.code: file.plan for file in found.files if file.plan is not None}
    return RuleBook(found.plan, themes)


def _effects(old: Path, new: Path, dossiers: list[Path]) -> list["Effect"]:
    from relance_rules.authoring.impact import effects
    from relance_rules.loading.rules import load_rules

    for path in (old, new):
        if not path.is_dir():
            message = Message("avec --dossiers, comparez deux répertoires de règles")
            raise DossierError([Problem(message, str(path))])
    return effects(load_rules(old), load_rules(new), dossiers)


def _show(
    changes: list["Change"],
    found: list["Effect"] | None,
    before: "RuleBook",
    after: "RuleBook",
    output: Format,
    language: Localization,
) -> None:
    from relance_rules.authoring.formats.changes.blocks import diff_blocks, diff_data

    amounts = localization(language.language, after.plan.currency)
    if output is Format.json:
        from relance_rules.showing.plain import json_text

        print_data(json_text(diff_data(changes, found, amounts)))
    elif output is Format.markdown:
        from relance_rules.showing.markdown import blocks_markdown

        typer.echo(blocks_markdown(diff_blocks(changes, found, before, after), amounts), nl=False)
    else:
        from relance_rules.showing.text import print_blocks

        print_blocks(diff_blocks(changes, found, before, after), amounts, make_console())
