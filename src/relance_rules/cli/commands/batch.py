"""``relance batch``: a folder of submissions; what to accept, what to send back and why, and what it costs."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from relance_rules.batching.letters import Letters
from relance_rules.batching.outputs import Outlet, Output, format_names, is_binary, make_output, replacing
from relance_rules.batching.pipeline import Settings, run_batch
from relance_rules.batching.summary import Summary
from relance_rules.cli.app import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import STDIN, LangOption, RulesOption, rules_from
from relance_rules.loading.problems import InputError, Problem, suggestion
from relance_rules.localization import Localization
from relance_rules.values import Message

_STDIN_SUFFIXES = ("ndjson", "json", "yaml", "csv")


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
        targets = [(path, _format(output if len(out or ()) == 1 else None, path)) for path in out or ()]
        summary = Summary(language)
        with ExitStack() as stack:
            inputs = stack.enter_context(_inputs(paths))
            outputs = [
                make_output(name, Outlet(stack.enter_context(_opened(path, name)), language, known))
                for path, name in targets
            ]
            if not targets:
                name = _format(output or "text", None)
                stream: IO[Any] = sys.stdout.buffer if is_binary(name) else sys.stdout
                outputs.append(make_output(name, Outlet(stream, language, known)))
            if letters is not None:
                outputs.append(Letters(letters, language))
            try:
                _run(inputs, settings, jobs or os.cpu_count() or 1, outputs, summary)
            except KeyboardInterrupt:
                message = Message("interrompu après {count} dossiers ; rien n’a été écrit", {"count": summary.count})
                raise InputError([Problem(message)]) from None
        for use in summary.uses(known):
            if use.exceeded:
                values = {"id": use.id, "granted": use.granted, "envelope": use.envelope}
                message = Message("enveloppe {id} dépassée : {granted} proposés pour {envelope}", values)
                show_problems([Problem(message)], language)
        if not summary.count:
            raise InputError([Problem(Message("aucun dossier dans ce qui a été donné"))])
        return EXIT_OK if summary.statuses["ready"] == summary.count else EXIT_NOT_READY


def _run(paths: list[Path], settings: Settings, jobs: int, outputs: list[Output], summary: Summary) -> None:
    with _progress(settings) as advance:
        for checked in run_batch(paths, settings, jobs):
            for row in summary.add(checked):
                for writer in outputs:
                    writer.row(row)
            advance(len(checked.rows))
    for writer in outputs:
        writer.end(summary)


@contextmanager
def _progress(settings: Settings) -> Iterator[Any]:
    """A counter on standard error where a person looks at it, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("relance batch", total=None)
        yield lambda count: progress.advance(task, count)


def _mapping(path: Path | None, vocabulary: Any) -> Any:
    if path is None:
        return None
    from relance_rules.reading.platform.mapping import load_mapping

    return load_mapping(path, vocabulary)


def _format(name: str | None, path: Path | None) -> str:
    found = (name or (path.suffix.lstrip(".").lower() if path is not None else "")).lower()
    aliases = {"jsonl": "ndjson", "xml": "junit", "htm": "html", "txt": "text"}
    found = aliases.get(found, found)
    if found not in format_names():
        near = suggestion(found, format_names())
        message = Message("format de sortie inconnu : « {name} » ; {near}", {"name": found[:40], "near": near})
        raise InputError([Problem(message, str(path) if path is not None else None)])
    return found


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[Any]]:
    with replacing(path, binary=is_binary(name)) as stream:
        yield stream


@contextmanager
def _inputs(names: list[str]) -> Iterator[list[Path]]:
    """The inputs as files: standard input is kept in a file of its own, because the inputs are read twice."""
    if STDIN not in names:
        yield [Path(name) for name in names]
        return
    with tempfile.TemporaryDirectory(prefix="relance-") as folder:
        kept = Path(folder) / "stdin.ndjson"
        with kept.open("wb") as stream:
            while block := sys.stdin.buffer.read(1 << 20):
                stream.write(block)
        yield [kept if name == STDIN else Path(name) for name in names]


__all__ = ["EXIT_FAILED", "register", "suppress"]
