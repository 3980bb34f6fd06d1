"""``relance verify``: the results of a batch made again from their trail, and what differs."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relance_rules.cli.command import EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import make_console, print_data
from relance_rules.cli.options import (
    Format,
    FormatOption,
    LangOption,
    RulesOption,
    jobs_option,
    mapping_option,
    rules_from,
    speaking,
)
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization, localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.batch.verifying.comparison import Verification
    from relance_rules.showing.data.trail import DigestedData, TrailData


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "verify",
        cls=command_class(language),
        help=say("Refait un lot d’après la trace de ses résultats, et dit ce qui diffère."),
    )
    def verify(
        results: Annotated[
            Path, typer.Argument(metavar="RESULTS", help=say("Résultats de « relance batch », en JSON ou en NDJSON."))
        ],
        paths: Annotated[
            list[str], typer.Argument(metavar="INPUTS...", help=say("Les fichiers et répertoires dont ils viennent."))
        ],
        mapping: Annotated[list[Path] | None, mapping_option(say)] = None,
        decisions: Annotated[Path | None, typer.Option("--decisions", help=say("Décisions déjà prises."))] = None,
        since: Annotated[Path | None, typer.Option("--since", help=say("Résultat JSON d’un lot précédent."))] = None,
        notes: Annotated[Path | None, typer.Option("--notes", help=say("Notes du jury."))] = None,
        jobs: Annotated[int, jobs_option(say)] = 0,
        output: FormatOption = Format.text,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        from relance_rules.batch.committed import committed_of
        from relance_rules.batch.pipeline import Batch
        from relance_rules.batch.selection.notes import read_notes
        from relance_rules.batch.trail import options_of, trail_of
        from relance_rules.batch.verifying.again import PRINTER
        from relance_rules.batch.verifying.again import verify as made_again
        from relance_rules.batch.verifying.comparison import mappings_of
        from relance_rules.batch.verifying.held import read_results
        from relance_rules.batch.worker import BatchSettings
        from relance_rules.cli.many import inputs_of, progress_bar, scratch_folder
        from relance_rules.dossiers.decisions import read_decisions
        from relance_rules.dossiers.handling import Decisions
        from relance_rules.dossiers.mapping import load_mappings

        known = rules_from(rules)
        held = read_results(results)
        _replayed(held.trail, results)
        said = held.trail["options"]
        mappings = _mappings(mappings_of(held.trail), mapping or [], results)
        decisions = _option("decisions", said["decisions"], decisions, results)
        since = _option("since", said["since"], since, results)
        notes = _option("notes", said["notes"], notes, results)
        noted = None if notes is None else read_notes(notes, known.plan)
        settings = BatchSettings(
            rules,
            said["lang"],
            load_mappings(mappings, known.plan),
            (PRINTER,),
            decisions=Decisions() if decisions is None else read_decisions(decisions, known.plan),
            committed=committed_of(said["committed"], known.plan),
            noted=noted is not None,
        )
        options = options_of(
            said["lang"],
            mappings=mappings,
            decisions=decisions,
            since=since,
            notes=notes,
            committed=said["committed"],
        )
        with scratch_folder() as scratch:
            aside = [results, *mappings, decisions, notes]
            again = Batch(inputs_of(paths, aside, scratch), settings, jobs, known, since)
            trail = trail_of(known.plan, again.digests(), options)
            spoken = localization(said["lang"], known.plan.currency)
            with progress_bar("relance verify") as progress:
                found = made_again(held, shown(results), again, trail, spoken, progress, noted)
        _show(found, output, speaking(language, known))
        return EXIT_OK if found.same else EXIT_NOT_READY


def _replayed(trail: "TrailData", results: Path) -> None:
    """Refuse what can't be made again.

    Raises:
        DossierError: The trail names an engine that this command does not take.
    """
    if trail["options"]["engine"] != "python":
        message = Message("ces résultats ont été faits avec --engine, que « relance verify » ne refait pas")
        raise DossierError([Problem(message, shown(results))])


def _mappings(said: Sequence["DigestedData"], given: list[Path], results: Path) -> list[Path]:
    """The mappings: those that are given, the same ones in the order of the trail, or else those beside the results.

    Raises:
        DossierError: None is given, and one is not there.
    """
    from relance_rules.batch.trail import digest_file

    if not given:
        return [path for each in said if (path := _option("mapping", each, None, results)) is not None]
    places = {each["sha256"]: place for place, each in enumerate(said)}
    return sorted(given, key=lambda path: places.get(digest_file(path).sha256, len(places)))


def _option(name: str, said: "DigestedData | None", given: Path | None, results: Path) -> Path | None:
    """The file of an option: the one that is given, or the one of that name beside the results, if it is the same.

    Raises:
        DossierError: It is not given, and is not there.
    """
    from relance_rules.batch.trail import digest_file

    if said is None or given is not None:
        return given
    # Only its last name: a trail that someone made up leads nowhere else.
    beside = Path(said["name"].replace("\\", "/")).name
    for folder in (results.parent, Path()):
        with suppress(OSError, ValueError):
            if beside and (folder / beside).is_file() and digest_file(folder / beside).sha256 == said["sha256"]:
                return folder / beside
    values = {"option": f"--{name}", "name": said["name"][:80], "digest": (said["sha256"] or "?")[:12]}
    message = Message("ces résultats ont été faits avec « {option} {name} » ({digest}) : donnez ce fichier", values)
    raise DossierError([Problem(message, shown(results))])


def _show(found: "Verification", output: Format, language: Localization) -> None:
    from relance_rules.batch.verifying.words import verify_blocks, verify_data

    if output is Format.json:
        from relance_rules.showing.plain import json_text

        print_data(json_text(verify_data(found)))
    elif output is Format.markdown:
        from relance_rules.showing.markdown import blocks_markdown

        typer.echo(blocks_markdown(verify_blocks(found), language), nl=False)
    else:
        from relance_rules.showing.text import print_blocks

        print_blocks(verify_blocks(found), language, make_console())
