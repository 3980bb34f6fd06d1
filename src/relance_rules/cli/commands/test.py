"""``relance test``: runs the cases that rule files carry."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import print_data, show_problems
from relance_rules.cli.options import LangOption, RulesOption
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.authoring.files import RuleFile, RuleSet
    from relance_rules.authoring.formats.cases import Ran


class Output(StrEnum):
    """How the results are shown."""

    text = "text"
    json = "json"
    junit = "junit"


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "test",
        cls=command_class(language),
        help=say("Exécute les cas des fichiers de règles, et dit quelles règles aucun n’essaie."),
    )
    def test(
        paths: Annotated[
            list[Path] | None,
            typer.Argument(
                metavar="[PATH]...",
                help=say(
                    "Fichiers de règles, ou répertoires qui en tiennent ; les règles en usage si rien n’est donné."
                ),
            ),
        ] = None,
        output: Annotated[Output, typer.Option("--format", "-f", help="text, json, junit")] = Output.text,
        keyword: Annotated[
            str | None,
            typer.Option(
                "-k", metavar="TEXT", help=say("N’exécuter que les cas dont le thème ou le nom contient ce texte.")
            ),
        ] = None,
        coverage: Annotated[
            bool, typer.Option("--coverage", help=say("Dire quelles branches de quelles règles aucun cas n’atteint."))
        ] = False,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.authoring.files import folder_in_use, rule_sets

        ran: list[Ran] = []
        problems: list[Problem] = []
        for each in rule_sets(paths or [folder_in_use(rules)]):
            for file in _with_cases(each):
                found = each.obstacles(file)
                problems += [problem for problem in found if problem not in problems]
                if not found and file.kind == "theme":
                    ran.append(_run(file, each, keyword, coverage))
        if keyword is not None:
            ran = [each for each in ran if each.results]
            if not ran and not problems:
                raise DossierError([Problem(Message("aucun cas ne correspond à « {text} »", {"text": keyword}))])
        _show(ran, output, language)
        show_problems(problems, language)
        if problems:
            return EXIT_FAILED
        passed = all(result.passed for each in ran for result in each.results)
        return EXIT_OK if passed else EXIT_NOT_READY


def _with_cases(rules: "RuleSet") -> list["RuleFile"]:
    """The chosen files, and the members of the chosen families: the cases of a family are theirs."""
    found = {file.path: file for file in rules.files}
    for file in rules.files:
        if file.kind == "family":
            found.update((theme.path, theme) for theme in rules.members(file))
    return list(found.values())


def _run(file: "RuleFile", rules: "RuleSet", keyword: str | None, coverage: bool) -> "Ran":
    from relance_rules.authoring.coverage import coverage_of
    from relance_rules.authoring.formats.cases import Ran

    wanted = "" if keyword is None else keyword.casefold()
    named = wanted in file.path.stem.casefold()
    results = tuple(each for each in rules.case_results(file) if named or wanted in each.case.name.casefold())
    plan, theme = rules.plan, file.plan
    found = tuple(coverage_of(plan, theme, results)) if coverage and plan is not None and theme is not None else None
    return Ran(file, results, found)


def _show(ran: list["Ran"], output: Output, language: Localization) -> None:
    match output:
        case Output.text:
            from relance_rules.authoring.formats.cases.text import cases_text

            typer.echo(cases_text(ran, language))
        case Output.json:
            from relance_rules.authoring.formats.cases.plain import cases_data
            from relance_rules.showing.plain import json_text

            print_data(json_text(cases_data(ran, language)))
        case Output.junit:
            from relance_rules.authoring.formats.cases.junit import cases_junit

            print_data(cases_junit(ran, language))
