"""``relance new``: a dossier, a table or a mapping to fill in, with what a theme asks; a query for the platform."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_OK, command_class
from relance_rules.cli.options import LangOption, RulesOption, rules_from, speaking
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.plan.ruleset import Plan, Theme


class Output(StrEnum):
    """What is written to be filled in."""

    yaml = "yaml"
    csv = "csv"
    xlsx = "xlsx"
    mapping = "mapping"
    query = "query"
    form_query = "form-query"
    notes = "notes"


_EXTENSIONS = {
    Output.yaml: (".yaml", ".yml"),
    Output.csv: (".csv",),
    Output.xlsx: (".xlsx",),
    Output.mapping: (".yaml", ".yml"),
    Output.query: (".graphql", ".gql"),
    Output.form_query: (".graphql", ".gql"),
    Output.notes: (".csv", ".xlsx"),
}
_QUERIES = (Output.query, Output.form_query)


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "new",
        cls=command_class(language),
        help=say("Écrit un dossier ou un tableau vide, avec les seuls faits que demande un thème."),
    )
    def new(
        theme: Annotated[
            str | None, typer.Argument(metavar="[THEME]", help=say("Code du thème, comme l’affiche « themes »."))
        ] = None,
        output: Annotated[
            Output | None,
            typer.Option(
                "--format",
                "-f",
                help=say(
                    "yaml : un dossier ; csv, xlsx : un tableau de dossiers ; mapping : les champs d’un formulaire de "
                    "la plateforme de dépôt ; query, form-query : ce qu’il faut demander à son API, pour les dossiers "
                    "ou pour leur formulaire ; notes : la grille du jury. Sans lui, l’extension de --out décide."
                ),
            ),
        ] = None,
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                "-o",
                metavar="FILE",
                help=say("Fichier à écrire ; un .csv a ses porteurs et ses dépenses dans des fichiers à côté de lui."),
            ),
        ] = None,
        form: Annotated[
            Path | None,
            typer.Option(
                "--form",
                metavar="FILE",
                help=say(
                    "Avec mapping : la description du formulaire, que donne form-query, ou des dossiers déjà déposés ; "
                    "la correspondance est proposée d’après elle."
                ),
            ),
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        wanted = _wanted(output, out)
        if form is not None and wanted is not Output.mapping:
            raise DossierError([Problem(Message("--form va avec --format mapping"))])
        if wanted in _QUERIES:
            _write({out: _query(wanted, language).encode()})
            return EXIT_OK
        known = rules_from(rules)
        if theme is None:
            message = Message("il manque le thème : l’un de {themes}", {"themes": list(known)})
            raise DossierError([Problem(message)])
        _write(_contents(known.plan, known.theme(theme), wanted, out, speaking(language, known), form))
        return EXIT_OK


def _query(wanted: Output, language: Localization) -> str:
    from relance_rules.dossiers.platform.query import dossiers_query, form_query

    return form_query(language) if wanted is Output.form_query else dossiers_query(language)


def _wanted(output: Output | None, out: Path | None) -> Output:
    """What to write.

    Raises:
        DossierError: The extension of the file says nothing or something else, or a workbook would go to a terminal.
    """
    if out is None:
        if output is Output.xlsx and sys.stdout.isatty():
            raise DossierError([Problem(Message("un classeur n’est pas du texte : donnez un fichier avec --out"))])
        return output or Output.yaml
    extension = out.suffix.lower()
    found = output or next((each for each, known in _EXTENSIONS.items() if extension in known), None)
    if found is None or extension not in _EXTENSIONS[found]:
        known = sorted({each for listed in _EXTENSIONS.values() for each in listed})
        message = Message(
            "l’extension « {extension} » ne convient pas ; attendue : {known}",
            {"extension": extension or out.name, "known": known if found is None else list(_EXTENSIONS[found])},
        )
        raise DossierError([Problem(message, shown(out))])
    return found


def _contents(
    plan: "Plan", theme: "Theme", output: Output, out: Path | None, language: Localization, form: Path | None
) -> Mapping[Path | None, bytes]:
    """The files to write, or what goes to standard output under None."""
    if output is Output.yaml:
        from relance_rules.showing.template import dossier_template

        return {out: dossier_template(plan, theme, language).encode()}
    if output is Output.notes:
        return {out: _grid(theme, out, language)}
    inputs = (plan, theme, language.language)
    if output is Output.mapping and form is not None:
        from relance_rules.dossiers.form_files import read_form
        from relance_rules.dossiers.platform.proposed import Proposal

        return {out: Proposal(plan, theme, read_form(form, plan), language.language).text().encode()}
    if output is Output.mapping:
        from relance_rules.dossiers.platform.start import start_mapping

        return {out: start_mapping(*inputs).encode()}
    from relance_rules.dossiers.tables.template import csv_template, single_table, table_template, xlsx_template

    if output is Output.xlsx:
        return {out: xlsx_template(plan, theme, table_template(*inputs), language.language)}
    if out is None:
        # One stream holds one table.
        return {None: csv_template(plan, theme, [single_table(*inputs)])[None].encode()}
    return {
        out if name is None else out.with_name(f"{out.stem}.{name}{out.suffix}"): text.encode()
        for name, text in csv_template(plan, theme, table_template(*inputs)).items()
    }


def _grid(theme: "Theme", out: Path | None, language: Localization) -> bytes:
    """The grid that a jury fills in.

    Raises:
        DossierError: The theme offers no criterion to note.
    """
    from relance_rules.batch.selection.criteria import criteria_of
    from relance_rules.batch.selection.grid import csv_grid, xlsx_grid

    if not criteria_of(theme):
        message = Message("le thème {theme} n’a pas de critères à noter", {"theme": theme.code})
        raise DossierError([Problem(message)])
    if out is not None and out.suffix.lower() == ".xlsx":
        return xlsx_grid(theme, language)
    return csv_grid(theme, language).encode()


def _write(contents: Mapping[Path | None, bytes]) -> None:
    """Write all the files, or none.

    Raises:
        DossierError: A file is there already, which someone may have filled in; or one can't be written.
    """
    from relance_rules.showing.files import NewFile, StandardOutput, writing

    taken = [path for path in contents if path is not None and path.is_file()]
    if taken:
        message = Message("ce fichier existe déjà, peut-être rempli : donnez un autre nom, ou retirez-le")
        raise DossierError(Problem(message, shown(path)) for path in taken)
    with ExitStack() as stack:
        files: list[NewFile | StandardOutput] = []
        for path, content in contents.items():
            file = StandardOutput(binary=True) if path is None else NewFile(path, binary=True)
            stack.callback(file.discard)
            with writing(file.name):
                file.stream.write(content)
            file.finish()
            files.append(file)
        for file in files:
            file.keep()
