"""``relance batch``: a folder of submissions; what to accept, what to send back and why, and what it costs."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from relance_rules.batching.files import writing
from relance_rules.batching.inputs import Inputs
from relance_rules.batching.letters import Letters
from relance_rules.batching.outputs import find_format, format_names, is_binary
from relance_rules.batching.pipeline import Batch, Progress
from relance_rules.batching.summary import Summary
from relance_rules.batching.targets import Output, Target, settle
from relance_rules.batching.worker import Settings
from relance_rules.cli.app import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import STDIN, LangOption, RulesOption, rules_from
from relance_rules.compiler.rules import Rules
from relance_rules.loading.problems import InputError, Problem, suggestion
from relance_rules.localization import Localization
from relance_rules.reading.records import shown
from relance_rules.values import Message

EXIT_INTERRUPTED = 130
_MAX_REMARKS = 20


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "batch",
        cls=command_class(language),
        help=say("Vérifie tout un répertoire ou tableau de dossiers : résumé, totaux, enveloppes, exports."),
    )
    def batch(
        paths: Annotated[
            list[str],
            typer.Argument(
                help=say("Fichiers et répertoires : YAML, JSON, NDJSON, CSV, XLSX, ODS ; « - » lit du NDJSON.")
            ),
        ],
        out: Annotated[
            list[Path] | None, typer.Option("--out", "-o", help=say("Fichier à écrire ; son extension dit le format."))
        ] = None,
        output: Annotated[
            str | None, typer.Option("--format", "-f", metavar="FORMAT", help=", ".join(format_names()))
        ] = None,
        letters: Annotated[
            Path | None, typer.Option("--letters", help=say("Répertoire où écrire une lettre par dossier."))
        ] = None,
        mapping: Annotated[
            Path | None, typer.Option("--mapping", help=say("Correspondance des champs d’une plateforme de dépôt."))
        ] = None,
        jobs: Annotated[
            int, typer.Option("--jobs", "-j", min=0, max=64, help=say("Nombre de processus ; 0 : un par cœur."))
        ] = 1,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        known = rules_from(rules)
        settings = Settings(known.directory, language.language, _mapping(mapping, known.vocabulary))
        wanted = _wanted(paths, out or [], output)
        summary = Summary(language)
        with ExitStack() as stack:
            with writing(tempfile.gettempdir()):
                scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relance-")))
            targets = list(_targets(stack, wanted, letters, language, known, scratch))
            try:
                started = Batch(_inputs(paths, out or [], scratch), settings, jobs or _cores(), known)
                with _progress(wanted) as progress:
                    _run(started, targets, summary, progress)
                if summary.found:
                    settle(targets, summary)
            except KeyboardInterrupt:
                _say_interrupted(summary, wanted, language)
                raise typer.Exit(EXIT_INTERRUPTED) from None
        return _conclude(summary, wanted, known, language)


def _run(batch: Batch, targets: list[Target], summary: Summary, progress: Progress) -> None:
    nothing: list[Problem] = []
    for checked in batch.checked(progress):
        for row in summary.add(checked):
            for target in targets:
                target.row(row)
