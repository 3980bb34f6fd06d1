"""``relance batch``: a folder of submissions; what to accept, what to send back and why, and what it costs."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from relance_rules.batch import outputs
from relance_rules.batch.outputs import FOR_PERSONS, find_format, format_names, is_binary, trail_beside
from relance_rules.cli.command import EXIT_FAILED, EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import show_problems
from relance_rules.cli.engines import needed
from relance_rules.cli.options import STDIN, LangOption, RulesOption, jobs_option, mapping_option, rules_from
from relance_rules.cli.signals import exit_code_of
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization, localization
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.batch.destinations import Destination
    from relance_rules.batch.pipeline import Progress
    from relance_rules.batch.summary import Summary
    from relance_rules.dossiers.mapping import PlatformMapping
    from relance_rules.loading.rules import Rules
    from relance_rules.plan.ruleset import Plan

_LISTED = 20
_WHOLE = ("json", "ndjson", "junit")


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
                metavar="PATH...",
                help=say("Fichiers et répertoires : YAML, JSON, NDJSON, CSV, XLSX, ODS ; « - » lit du NDJSON."),
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
        letters_format: Annotated[
            str | None,
            typer.Option("--letters-format", metavar="FORMAT", help=say("docx, odt, ou md si rien n’est dit.")),
        ] = None,
        letter_template: Annotated[
            Path | None,
            typer.Option("--letter-template", help=say("Votre modèle de lettre ; « relance letter » en écrit un.")),
        ] = None,
        letters_for: Annotated[
            list[str] | None,
            typer.Option(
                "--letters-for",
                metavar="STATUS",
                help=say("N’écrit qu’à cet état, à répéter : prêt, à compléter, non éligible, en erreur."),
                show_default=False,
            ),
        ] = None,
        letters_date: Annotated[
            str | None,
            typer.Option("--letters-date", metavar="DAY", help=say("Jour des lettres ; sans lui, il reste à remplir.")),
        ] = None,
        since: Annotated[
            Path | None,
            typer.Option(
                "--since",
                help=say("Résultat JSON d’un lot précédent : dit ce qui a changé, et n’écrit que ces lettres-là."),
            ),
        ] = None,
        only_changed: Annotated[
            bool,
            typer.Option(
                "--only-changed", help=say("Avec --since : ne montre que ce qui a changé ; le JSON reste entier.")
            ),
        ] = False,
        mapping: Annotated[list[Path] | None, mapping_option(say)] = None,
        decisions: Annotated[
            Path | None,
            typer.Option(
                "--decisions",
                help=say("Décisions déjà prises : une table ou une liste, avec référence, décision, montant, motif."),
            ),
        ] = None,
        committed: Annotated[
            list[str] | None,
            typer.Option(
                "--committed",
                metavar="THEME=AMOUNT",
                help=say("Montant engagé par ailleurs sur une enveloppe ; THEME.SESSION=AMOUNT pour une session."),
            ),
        ] = None,
        notes: Annotated[
            Path | None,
            typer.Option("--notes", help=say("Notes du jury : classe les dossiers éligibles, sans rien décider.")),
        ] = None,
        jobs: Annotated[int, jobs_option(say)] = 0,
        engine: Annotated[
            Literal["python", "duckdb"],
            typer.Option("--engine", help=say("duckdb vérifie en SQL une table écrite par « relance table ».")),
        ] = "python",
        verify: Annotated[
            int,
            typer.Option(
                "--verify",
                min=0,
                metavar="N",
                help=say("Avec duckdb : vérifie aussi N dossiers en Python, et compare."),
            ),
        ] = 0,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.batch.committed import committed_of
        from relance_rules.batch.destinations import settle
        from relance_rules.batch.pipeline import Batch
        from relance_rules.batch.trail import options_of, trail_of
        from relance_rules.batch.worker import BatchSettings
        from relance_rules.cli.many import inputs_of, scratch_folder
        from relance_rules.dossiers.handling import Decisions

        asked = (letters_format, letter_template, letters_date, letters_for or [])
        if letters is None and any(asked):
            raise DossierError([Problem(Message("ces options de lettres ne vont qu’avec --letters DIR"))])
        known = rules_from(rules)
        if only_changed and since is None:
            raise DossierError(
                [Problem(Message("--only-changed se lit avec --since : ce qui a changé depuis quand ?"))]
            )
        if engine == "duckdb":
            others = {
                "--letters": letters,
                "--since": since,
                "--mapping": mapping,
                "--decisions": decisions,
                "--committed": committed,
                "--notes": notes,
            }
            return _in_columns(paths, out or [], output, verify, known, language, others)
        amounts = localization(language.language, known.plan.currency)
        decided = Decisions()
        if decisions is not None:
            from relance_rules.dossiers.decisions import read_decisions

            decided = read_decisions(decisions, known.plan)
        mappings: tuple[PlatformMapping, ...] = ()
        if mapping:
            from relance_rules.dossiers.mapping import load_mappings

            mappings = load_mappings(mapping, known.plan)
        wanted = _wanted(paths, out or [], output)
        correspondence = None
        if letters is not None:
            from relance_rules.cli.letters import letter_settings, letters_in

            correspondence = letter_settings(*asked, amounts)
        settings = BatchSettings(
            rules,
            language.language,
            mappings,
            _printers(wanted),
            correspondence,
            decided,
            committed_of(committed or [], known.plan),
            noted=notes is not None,
        )
        noted = None
        if notes is not None:
            from relance_rules.batch.selection.notes import read_notes

            noted = read_notes(notes, known.plan)
        far = _HowFar()
        with ExitStack() as stack:
            try:
                scratch = stack.enter_context(scratch_folder())
                aside = [*(out or []), *_beside(wanted), *(mapping or []), decisions, notes]
                started = Batch(inputs_of(paths, aside, scratch), settings, jobs, known, since)
                far.summary = started.summary
                # The rules stay to the end: the collector need not walk through them again and again.
                gc.freeze()
                options = options_of(
                    language.language,
                    mappings=mapping or (),
                    decisions=decisions,
                    since=since,
                    notes=notes,
                    committed=committed or (),
                )
                started.summary.trail = trail_of(known.plan, started.digests(), options)
                if started.summary.changes is not None:
                    started.summary.changes.only = only_changed
                destinations = _destinations(stack, wanted, amounts, known.plan, scratch, compared=since is not None)
                if letters is not None and correspondence is not None:
                    destinations.append(letters_in(letters, correspondence, amounts, out or []))
                    stack.callback(destinations[-1].discard)
                partial = _partial(wanted, destinations, only_changed)
                with _progress(wanted, far):
                    for printed in started.printed(far.reached):
                        same = printed.changed is not None and not printed.changed.change.moved
                        for destination, part, left in zip(destinations, printed.parts, partial, strict=True):
                            if not (same and left):
                                destination.add(part)
                summary = started.summary
                if noted is not None:
                    summary.rank(noted)
                if not summary.count + summary.decided:
                    # What is printed is whole all the same; no file is put in its place.
                    for destination in destinations:
                        destination.finish(summary)
                    raise DossierError([_nothing(summary)])
                settle(destinations, summary)
            except KeyboardInterrupt as stop:
                # The terminal may be what went away.
                with suppress(OSError):
                    show_problems([Problem(far.interrupted(wanted))], language)
                raise typer.Exit(exit_code_of(stop)) from None
        _warn(summary, wanted, amounts)
        show_problems([told for destination in destinations if (told := destination.told(summary))], amounts)
        if summary.lost:
            return EXIT_FAILED
        return EXIT_OK if summary.of("ready") == summary.count else EXIT_NOT_READY


def _in_columns(
    paths: list[str],
    out: list[Path],
    output: str | None,
    verify: int,
    known: "Rules",
    language: Localization,
    others: Mapping[str, object],
) -> int:
    """Check a table of dossiers with DuckDB; the exit code. ``others`` is the options that do not go with it."""
    if given := [name for name, value in others.items() if value]:
        message = Message("ne va pas avec --engine duckdb : {options}", {"options": given})
        raise DossierError([Problem(message)])
    needed("duckdb", "sqlglot")
    from relance_rules.cli.columnar import check_table, wanted_of

    wanted = wanted_of(paths, out, output)
    summary = check_table(Path(paths[0]), wanted, verify, known, language)
    _warn(summary, wanted, localization(language.language, known.plan.currency))
    if any(known[code].scopes for code in summary.totals):
        message = Message(
            "les plafonds des projets sont comptés ; les projets eux-mêmes ne sont pas détaillés par duckdb"
        )
        show_problems([Problem(message)], language)
    waiting = summary.count - summary.of("ready")
    if waiting and any(name == "csv" for _, name in wanted):
        message = Message(
            "le csv de duckdb nomme les règles en cause ; pour dire pourquoi {count} dossiers ne sont pas prêts, ou "
            "pour leur écrire, donnez à « relance batch », sans --engine, les fichiers de sa colonne « Fichier »",
            {"count": waiting},
        )
        show_problems([Problem(message)], language)
    return EXIT_OK if not waiting else EXIT_NOT_READY


Wanted: TypeAlias = list[tuple[Path | None, str]]
"""The outputs: the path of each (None for standard output) and its format."""


class _HowFar:
    """How much of the work is done, for the progress bar and for whoever interrupts it."""

    def __init__(self) -> None:
        self.done, self.total = 0, 0
        self.summary: Summary | None = None
        self.listener: Progress = lambda done, total: None

    def reached(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.listener(done, total)

    def interrupted(self, wanted: Wanted) -> Message:
        share = Fraction(self.done, self.total) if self.total else Fraction(0)
        values = {"share": share, "count": 0 if self.summary is None else self.summary.count}
        if any(path is None and name not in FOR_PERSONS for path, name in wanted):
            return Message("interrompu à {share}, après {count} dossiers ; la sortie est incomplète", values)
        return Message("interrompu à {share}, après {count} dossiers ; rien n’a été écrit", values)


@contextmanager
def _progress(wanted: Wanted, far: _HowFar) -> Iterator[None]:
    """A bar on standard error where a person looks at it, and nothing elsewhere, nor across what is printed."""
    streamed = any(path is None and name not in FOR_PERSONS for path, name in wanted) and sys.stdout.isatty()
    if streamed:
        yield
        return
    from relance_rules.cli.many import progress_bar

    with progress_bar("relance batch") as far.listener:
        yield


def _wanted(paths: list[str], out: list[Path], name: str | None) -> Wanted:
    """The outputs asked for.

    Raises:
        DossierError: A format is unknown or contradicts an extension, or an output would take the place of an input or
            of another output.
    """
    if not out:
        return [(None, _format(name or "text", None))]
    if name is not None and len(out) > 1:
        raise DossierError(
            [Problem(Message("--format ne vaut que pour une seule sortie : donnez-leur des extensions"))]
        )
    wanted: Wanted = [(path, _format(name or path.suffix.lstrip("."), path)) for path in out]
    for path, (_, found) in zip(out, wanted, strict=True):
        named = find_format(path.suffix.lstrip("."))
        if named not in (None, found) and {named, found} != set(FOR_PERSONS):
            values = {"named": path.suffix, "asked": found}
            message = Message("l’extension « {named} » et --format {asked} ne disent pas le même format", values)
            raise DossierError([Problem(message, shown(path))])
    taken = {os.path.realpath(path): Message("ce fichier est aussi à lire") for path in paths if path != STDIN}
    for path in (*out, *_beside(wanted)):
        real = os.path.realpath(path)
        if real in taken and not path.is_dir():
            raise DossierError([Problem(taken[real], shown(path))])
        taken[real] = Message("ce fichier est déjà à écrire")
    return wanted


def _beside(wanted: Wanted) -> list[Path]:
    """The files that hold the trails of outputs that have no room for one."""
    found = (trail_beside(name, path) for path, name in wanted if path is not None)
    return [path for path in found if path is not None]


def _format(name: str, path: Path | None) -> str:
    found = find_format(name)
    file = None if path is None else shown(path)
    if found is None:
        values = {"name": name[:40], "near": suggestion(name, format_names())}
        raise DossierError([Problem(Message("format de sortie inconnu : « {name} » ; {near}", values), file)])
    if path is None and is_binary(found) and sys.stdout.isatty():
        raise DossierError([Problem(Message("ce format n’est pas du texte : donnez un fichier avec --out"))])
    return found


def _printers(wanted: Wanted) -> tuple[str, ...]:
    """The modules that say what each output prints of a dossier, in the order of the outputs."""
    return tuple(f"{outputs.__name__}.{name}" for _, name in wanted)


def _partial(wanted: Wanted, destinations: list["Destination"], only_changed: bool) -> list[bool]:
    """Whether each destination leaves out what did not change, in their order.

    What programs read stays whole: it is what the next batch is compared with.
    """
    found = [only_changed and name not in _WHOLE for _, name in wanted]
    # Letters tell by themselves what did not change.
    return [*found, *[False] * (len(destinations) - len(found))]


def _destinations(
    stack: ExitStack, wanted: Wanted, language: Localization, plan: "Plan", scratch: Path, *, compared: bool
) -> list["Destination"]:
    from relance_rules.batch.destinations import OutputFile

    found: list[Destination] = []
    for path, name in wanted:
        found.append(OutputFile(path, name, language, plan, scratch, compared=compared))
        stack.callback(found[-1].discard)
    return found


def _nothing(summary: "Summary") -> Problem:
    if summary.remarks:
        origin, said = summary.remarks[0]
        return Problem(Message("aucun dossier dans ce qui a été donné : {said}", {"said": said}), origin)
    return Problem(Message("aucun dossier dans ce qui a été donné"))


def _warn(summary: "Summary", wanted: Wanted, language: Localization) -> None:
    """Say on standard error what must not be missed, unless the text on standard output says it already."""
    from relance_rules.batch.words import apart, envelope_name, unsaid, used

    problems = list(summary.lost)
    if not any(path is None and name in FOR_PERSONS for path, name in wanted):
        for use in summary.uses():
            if use.exceeded:
                values = {"id": envelope_name(summary.plan, use.id), "uses": used(use), "envelope": use.envelope}
                message = Message("enveloppe {id} dépassée : {uses} pour {envelope}", values)
                problems.append(Problem(message))
            if use.unsaid:
                problems.append(Problem(Message("{id} : {lack}", {"id": use.id, "lack": unsaid(use)})))
        if summary.apart:
            problems.append(Problem(apart(summary.apart)))
        problems += [Problem(Message("{said}", {"said": said}), origin) for origin, said in summary.remarks[:_LISTED]]
        if (more := summary.remark_count - _LISTED) > 0:
            problems.append(Problem(Message("… et {count} remarques de plus", {"count": more})))
        if count := summary.duplicates.count:
            message = Message("références données deux fois : {count}", {"count": count})
            problems.append(Problem(message))
        if summary.selection is not None:
            name = summary.selection.name
            problems += [Problem(each.said, name, each.line) for each in summary.selection.unused[:_LISTED]]
    show_problems(problems, language)
