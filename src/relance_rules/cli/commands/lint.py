"""``relance lint``: what is wrong in rule files or in mappings, and its correction."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import print_data
from relance_rules.cli.options import LangOption, RulesOption, rules_from
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message
from relance_rules.version import VERSION

if TYPE_CHECKING:
    from relance_rules.authoring.diagnostics import Diagnostic
    from relance_rules.authoring.files import RuleFile, RuleSet


class Output(StrEnum):
    """How what is found is shown."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"


class Least(StrEnum):
    """The least severity that the exit code tells."""

    warning = "warning"
    error = "error"


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "lint",
        cls=command_class(language),
        help=say(
            "Relit des fichiers de règles, ou la correspondance d’un formulaire : ce qui y est faux, inutile, périmé "
            "ou jamais essayé."
        ),
    )
    def lint(
        paths: Annotated[
            list[Path] | None,
            typer.Argument(
                metavar="[PATH]...",
                help=say(
                    "Fichiers de règles, répertoires qui en tiennent, ou correspondances ; les règles en usage si rien "
                    "n’est donné."
                ),
            ),
        ] = None,
        output: Annotated[
            Output, typer.Option("--format", "-f", help="text, json, sarif, github, gitlab, junit")
        ] = Output.text,
        select: Annotated[
            list[str] | None,
            typer.Option("--select", metavar="CODES", help=say("Ne chercher que ces codes, comme RR003,RR01.")),
        ] = None,
        ignore: Annotated[
            list[str] | None, typer.Option("--ignore", metavar="CODES", help=say("Ne pas chercher ces codes."))
        ] = None,
        fail_on: Annotated[
            Least, typer.Option("--fail-on", help=say("Le moindre constat qui fait finir par 1 : warning, error."))
        ] = Least.warning,
        fix: Annotated[bool, typer.Option("--fix", help=say("Corriger ce qui peut l’être sans risque."))] = False,
        diff: Annotated[
            bool, typer.Option("--diff", help=say("Montrer ce que --fix changerait, sans rien écrire."))
        ] = False,
        explain: Annotated[
            str | None, typer.Option("--explain", metavar="CODE", help=say("Dire ce qu’un code cherche, et pourquoi."))
        ] = None,
        source: Annotated[
            Path | None,
            typer.Option("--source", metavar="FILE", help=say("Document cité, pour vérifier les citations.")),
        ] = None,
        coverage: Annotated[
            bool, typer.Option("--coverage", help=say("Dire quelles lignes du document aucune règle ne cite."))
        ] = False,
        out: Annotated[
            Path | None,
            typer.Option("--out", metavar="FILE", help=say("Avec --coverage : page HTML à écrire, règles en marge.")),
        ] = None,
        prove: Annotated[
            bool, typer.Option("--prove", help=say("Chercher avec un solveur un dossier qui contredit les règles."))
        ] = False,
        timeout: Annotated[
            int,
            typer.Option("--timeout", metavar="SECONDS", min=1, help=say("Avec --prove : durée donnée à chaque loi.")),
        ] = 5,
        form: Annotated[
            Path | None,
            typer.Option(
                "--form",
                metavar="FILE",
                help=say("Pour relire une correspondance : la description du formulaire, ou des dossiers déposés."),
            ),
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        if explain is not None:
            return _explain(explain, output, language)
        from relance_rules.authoring.files import folder_in_use, rule_sets
        from relance_rules.authoring.registry import selection
        from relance_rules.authoring.settings import find_settings

        settings = find_settings(Path.cwd())
        codes = selection(
            _codes(select) if select else list(settings.select), _codes(ignore) if ignore else list(settings.ignore)
        )
        document = _document(source or settings.source)
        mappings, others = _mappings(paths or [], form)
        if mappings and (prove or coverage or out is not None):
            raise DossierError([Problem(Message("--prove et --coverage vont avec des règles, pas une correspondance"))])
        sets = rule_sets(others, document) if others or mappings else rule_sets([folder_in_use(rules)], document)
        if prove:
            from relance_rules.cli.proofs import prove_sets

            return prove_sets(sets, output.value, timeout, language)
        if coverage or out is not None:
            return _coverage(sets, document, output, out, language)
        found, fixed, changed = _run(sets, codes, correct=fix or diff)
        found += _of_mappings(mappings, codes, form, rules)
        if diff:
            for file, text in changed:
                _show_diff(file, text)
            return EXIT_NOT_READY if changed else _exit(found, fail_on)
        if changed:
            from relance_rules.authoring.fixes import write_text

            for file, text in changed:
                write_text(file.path, text)
        read = [*(file.name for each in sets for file in each.files), *map(shown, mappings)]
        _show(found, fixed, read, output, language)
        return _exit(found, fail_on)


def _mappings(paths: list[Path], form: Path | None) -> tuple[list[Path], list[Path]]:
    """The paths that are mappings of a form, and the others.

    Raises:
        DossierError: There is a form, and no mapping.
    """
    from relance_rules.authoring.mapping_files import looks_like_mapping

    if form is not None and not paths:
        raise DossierError([Problem(Message("--form va avec la correspondance à relire, qui manque"))])
    mappings = [path for path in paths if form is not None or looks_like_mapping(path)]
    return mappings, [path for path in paths if path not in mappings]


def _of_mappings(paths: list[Path], codes: frozenset[str], form: Path | None, rules: Path | None) -> list["Diagnostic"]:
    """What is wrong in the mappings, beside the form if it is at hand."""
    if not paths:
        return []
    from relance_rules.authoring.mapping_engine import lint_mapping
    from relance_rules.authoring.mapping_files import mapping_file
    from relance_rules.dossiers.form_files import read_form

    plan = rules_from(rules).plan
    described = None if form is None else read_form(form, plan)
    return [each for path in paths for each in lint_mapping(mapping_file(path, plan, described), codes)]


def _exit(found: list["Diagnostic"], least: Least) -> int:
    return EXIT_NOT_READY if any(each.severity in ("error", least.value) for each in found) else EXIT_OK


def _run(
    sets: list["RuleSet"], codes: frozenset[str], *, correct: bool
) -> tuple[list["Diagnostic"], int, list[tuple["RuleFile", str]]]:
    """Lint every set; what is left, how many were put right where asked, and the texts that this changes."""
    from relance_rules.authoring.engine import lint
    from relance_rules.authoring.fixes import fix

    found: list[Diagnostic] = []
    changed: list[tuple[RuleFile, str]] = []
    made = 0
    for each in sets:
        if correct:
            fixed = fix(each, codes)
            found += fixed.left
            changed += fixed.changed
            made += fixed.made
        else:
            found += lint(each, codes)
    return found, made, changed


def _explain(code: str, output: Output, language: Localization) -> int:
    from relance_rules.authoring.registry import find_rule

    rule = find_rule(code)
    if output is Output.json:
        from relance_rules.authoring.formats.diagnostics.plain import explanation_data
        from relance_rules.showing.plain import json_text

        print_data(json_text(explanation_data(rule, language)))
    else:
        from relance_rules.authoring.formats.diagnostics.text import explanation_text

        typer.echo(explanation_text(rule, language))
    return EXIT_OK


def _codes(given: list[str]) -> list[str]:
    return [code.strip() for each in given for code in each.split(",") if code.strip()]


def _document(path: Path | None) -> tuple[str, ...] | None:
    if path is None:
        return None
    from relance_rules.loading.files import read_text

    lines = read_text(path).split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def _show_diff(file: "RuleFile", text: str) -> None:
    from difflib import unified_diff

    from relance_rules.values import visible

    before, after = (each.splitlines(keepends=True) for each in (file.text, text))
    for line in unified_diff(before, after, file.name, file.name):
        typer.echo(visible(line.rstrip("\n")))


def _show(found: list["Diagnostic"], fixed: int, files: list[str], output: Output, language: Localization) -> None:
    from relance_rules.showing.plain import json_text

    match output:
        case Output.text:
            from relance_rules.authoring.formats.diagnostics.text import diagnostics_text

            typer.echo(diagnostics_text(found, fixed, language))
        case Output.json:
            from relance_rules.authoring.formats.diagnostics.plain import diagnostics_data

            print_data(json_text(diagnostics_data(found, fixed, language)))
        case Output.sarif:
            from relance_rules.authoring.formats.diagnostics.sarif import diagnostics_sarif

            print_data(json_text(diagnostics_sarif(found, VERSION, language)))
        case Output.github:
            from relance_rules.authoring.formats.diagnostics.github import diagnostics_github

            if found:
                print_data(diagnostics_github(found, language))
        case Output.gitlab:
            from relance_rules.authoring.formats.diagnostics.gitlab import diagnostics_gitlab

            print_data(json_text(diagnostics_gitlab(found, language)))
        case Output.junit:
            from relance_rules.authoring.formats.diagnostics.junit import diagnostics_junit

            print_data(diagnostics_junit(found, files, language))


def _coverage(
    sets: list["RuleSet"], document: tuple[str, ...] | None, output: Output, out: Path | None, language: Localization
) -> int:
    if document is None:
        raise DossierError([Problem(Message("--coverage demande le document cité : ajoutez --source FILE"))])
    if output not in (Output.text, Output.json):
        raise DossierError([Problem(Message("--coverage s’affiche en text ou json"))])
    from relance_rules.authoring.passages import document_coverage

    found = document_coverage(sets, document)
    if output is Output.json:
        from relance_rules.authoring.formats.passages.plain import coverage_data
        from relance_rules.showing.plain import json_text

        print_data(json_text(coverage_data(found)))
    else:
        from relance_rules.authoring.formats.passages.text import coverage_text

        typer.echo(coverage_text(found, document, language))
    if out is not None:
        from relance_rules.authoring.fixes import write_text
        from relance_rules.authoring.formats.passages.page import coverage_page

        write_text(out, coverage_page(found, document, language))
    return EXIT_NOT_READY if any(theme.uncovered for theme in found.themes) else EXIT_OK
