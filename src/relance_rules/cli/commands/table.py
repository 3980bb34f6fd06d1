"""``relance table``: dossiers as one typed Parquet file, for engines that hold many; or the table that holds them."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from relance_rules.cli.command import EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import print_data, show_problems
from relance_rules.cli.engines import needed
from relance_rules.cli.options import STDIN, LangOption, RulesOption, jobs_option, mapping_option, rules_from
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.loading.rules import Rules

_LISTED = 20


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "table",
        cls=command_class(language),
        help=say("Écrit des dossiers en un fichier Parquet typé, à vérifier en SQL ; ou la table qui les tient."),
    )
    def table(
        paths: Annotated[
            list[str] | None,
            typer.Argument(
                help=say("Fichiers et répertoires : YAML, JSON, NDJSON, CSV, XLSX, ODS ; « - » lit du NDJSON.")
            ),
        ] = None,
        out: Annotated[
            Path | None, typer.Option("--out", "-o", metavar="FILE.parquet", help=say("Fichier Parquet à écrire."))
        ] = None,
        layout: Annotated[
            str | None, typer.Option("--layout", metavar="THEME", help=say("Affiche le CREATE TABLE d’un thème."))
        ] = None,
        dialect: Annotated[Literal["duckdb", "spark"], typer.Option("--dialect", help="duckdb, spark")] = "duckdb",
        mapping: Annotated[list[Path] | None, mapping_option(say)] = None,
        jobs: Annotated[int, jobs_option(say)] = 0,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        known = rules_from(rules)
        if layout is not None:
            if paths or out is not None:
                raise DossierError([Problem(Message("--layout s’affiche seul, sans dossiers ni --out"))])
            needed("sqlglot")
            from relance_rules.targets.sql.layout import layout as columns_of
            from relance_rules.targets.sql.types import create_table

            print_data(f"{create_table('dossiers', columns_of(known.plan, [known.theme(layout)]), dialect)};")
            return EXIT_OK
        if not paths or out is None:
            raise DossierError([Problem(Message("donnez des dossiers et --out FILE.parquet, ou bien --layout THEME"))])
        return _write(paths, _parquet(out, paths), mapping or [], jobs, known, language)


def _parquet(out: Path, paths: list[str]) -> Path:
    """The file to write.

    Raises:
        DossierError: Its name says another format, or it is to be read too.
    """
    if out.suffix.lower() != ".parquet":
        raise DossierError([Problem(Message("le nom d’une table de dossiers finit par « .parquet »"), shown(out))])
    if os.path.realpath(out) in {os.path.realpath(path) for path in paths if path != STDIN}:
        raise DossierError([Problem(Message("ce fichier est aussi à lire"), shown(out))])
    return out


def _write(paths: list[str], out: Path, mappings: list[Path], jobs: int, known: "Rules", language: Localization) -> int:
    needed("duckdb", "sqlglot")
    from relance_rules.batch.parquet.reading import Table
    from relance_rules.batch.parquet.writing import ParquetWriter
    from relance_rules.batch.worker import BatchSettings
    from relance_rules.cli.many import inputs_of, progress_bar, scratch_folder
    from relance_rules.dossiers.mapping import load_mappings
    from relance_rules.showing.files import NewFile, writing

    settings = BatchSettings(known.directory, language.language, load_mappings(mappings, known.plan))
    unreadable, said, lost = 0, 0, []  # type: int, int, list[Problem]
    with scratch_folder() as scratch:
        read = Table(inputs_of(paths, [out, *mappings], scratch), settings, jobs, known)
        written, made = scratch / "table.parquet", NewFile(out, binary=True)
        try:
            rows = ParquetWriter(known.plan, scratch)
            with progress_bar("relance table") as progress:
                for found in read.rows(progress):
                    rows.add(found.lines)
                    unreadable += found.unreadable
                    lost += found.lost
                    for remark in found.remarks:
                        said += 1
                        if said <= _LISTED:
                            message = Message("{said}", {"said": remark.said})
                            show_problems([Problem(message, remark.origin)], language)
            if not rows.count:
                raise DossierError([Problem(Message("aucun dossier dans ce qui a été donné"))])
            rows.write(written)
            with written.open("rb") as stream, writing(made.name):
                shutil.copyfileobj(stream, made.stream)
            made.finish()
            made.keep()
        finally:
            made.discard()
    values = {"count": rows.count, "unreadable": unreadable, "file": shown(out)}
    if said > _LISTED:
        show_problems([Problem(Message("… et {count} remarques de plus", {"count": said - _LISTED}))], language)
    show_problems(lost, language)
    typer.echo(language.say(Message("{file} : {count} dossiers, dont {unreadable} illisibles (« _faults »)", values)))
    return EXIT_NOT_READY if unreadable else EXIT_OK
