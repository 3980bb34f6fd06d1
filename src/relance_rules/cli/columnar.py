"""``relance batch --engine duckdb``: a table of dossiers checked in columns, its results whole or not at all."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from relance_rules.batch.outputs import FOR_PERSONS, Outlet, trail_beside
from relance_rules.batch.outputs.totals import Writer as TotalsWriter
from relance_rules.batch.parquet.engine import connect
from relance_rules.batch.parquet.lines import write_csv
from relance_rules.batch.parquet.results import Difference, Results
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import TrailOptions, digest_file, trail_data, trail_of
from relance_rules.cli.many import scratch_folder
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.rules import Rules
from relance_rules.localization import Localization, localization
from relance_rules.showing.files import NewFile, StandardOutput, writing
from relance_rules.showing.plain import json_text
from relance_rules.values import Message

_FORMATS = ("csv", "parquet", "totals")
_LISTED = 20


def wanted_of(paths: list[str], out: list[Path], name: str | None) -> list[tuple[Path | None, str]]:
    """The outputs asked for: their paths, None for standard output, and their formats.

    Raises:
        DossierError: There is not one table to read, a format is none of those that are written in columns, or an
            output would take the place of the table or of another output.
    """
    if len(paths) != 1 or Path(paths[0]).suffix.lower() != ".parquet":
        message = Message("--engine duckdb vérifie une table Parquet, et une seule : faites-la par « relance table »")
        raise DossierError([Problem(message)])
    if name is not None and len(out) > 1:
        raise DossierError(
            [Problem(Message("--format ne vaut que pour une seule sortie : donnez-leur des extensions"))]
        )
    wanted: list[tuple[Path | None, str]] = [(path, name or path.suffix.lower().lstrip(".")) for path in out]
    wanted = wanted or [(None, name or "totals")]
    taken = {os.path.realpath(paths[0]): Message("ce fichier est aussi à lire")}
    for path, found in wanted:
        file = None if path is None else shown(path)
        if found not in _FORMATS:
            values = {"name": found[:40], "known": list(_FORMATS)}
            raise DossierError([Problem(Message("duckdb n’écrit pas « {name} » ; il écrit {known}", values), file)])
        if path is None:
            if found == "parquet":
                raise DossierError([Problem(Message("ce format n’est pas du texte : donnez un fichier avec --out"))])
            continue
        real = os.path.realpath(path)
        if real in taken:
            raise DossierError([Problem(taken[real], file)])
        taken[real] = Message("ce fichier est déjà à écrire")
    return wanted


def check_table(
    path: Path, wanted: list[tuple[Path | None, str]], verify: int, rules: Rules, language: Localization
) -> Summary:
    """Check a table of dossiers, write its results; what they come to.

    Args:
        path: The table.
        wanted: What :func:`wanted_of` gave.
        verify: How many dossiers to check again with the Python engine.
        rules: The rules.
        language: The language of the reader.

    Raises:
        DossierError: The table can't be read or holds no dossier, an output can't be written, or the two engines do
            not say the same.
        RuleError: A theme of the rules breaks the language.
    """
    reader = localization(language.language, rules.plan.currency)
    with scratch_folder() as scratch, connect(scratch) as database, ExitStack() as stack:
        trail = trail_of(rules.plan, [digest_file(path)], TrailOptions(language.language, "duckdb"))
        results = Results(database, path, rules, reader, scratch, trail)
        summary = results.summary()
        summary.trail = trail
        if not summary.count:
            raise DossierError([Problem(Message("aucun dossier dans ce qui a été donné"), shown(path))])
        if verify:
            _same(results, verify, shown(path))
        files = []
        for out, name in wanted:
            file = _opened(out, name)
            stack.callback(file.discard)
            files.append(file)
            with writing(file.name):
                _print(name, file.stream, results, summary, reader, scratch)
            file.finish()
            if out is not None and (beside := trail_beside(name, out)) is not None:
                files.append(NewFile(beside, binary=False))
                stack.callback(files[-1].discard)
                with writing(files[-1].name):
                    files[-1].stream.write(f"{json_text(trail_data(trail))}\n")
                files[-1].finish()
        for file in files:
            file.keep()
    return summary


def _opened(out: Path | None, name: str) -> NewFile | StandardOutput:
    binary = name == "parquet"
    return StandardOutput(binary=binary, text=name in FOR_PERSONS) if out is None else NewFile(out, binary=binary)


def _print(name: str, stream: Any, results: Results, summary: Summary, language: Localization, scratch: Path) -> None:
    if name == "parquet":
        with results.path.open("rb") as written:
            shutil.copyfileobj(written, stream)
    elif name == "csv":
        write_csv(stream, results.rows(), summary.plan, language)
    else:
        TotalsWriter(Outlet(stream, language, summary.plan, scratch)).end(summary)


def _same(results: Results, count: int, file: str) -> None:
    """Check some dossiers again.

    Raises:
        DossierError: The engines do not say the same of them.
    """
    found = list(results.differences(count))
    if found:
        problems = [Problem(_told(each), file) for each in found[:_LISTED]]
        if (more := len(found) - _LISTED) > 0:
            problems.append(Problem(Message("… et {count} différences de plus", {"count": more}), file))
        raise DossierError(problems)


def _told(found: Difference) -> Message:
    values = {
        "place": str(found.place),
        "reference": found.reference or "?",
        "column": found.column,
        "sql": str(found.sql)[:80],
        "python": str(found.python)[:80],
    }
    return Message(
        "dossier {place} ({reference}) : « {column} » vaut {sql} en SQL et {python} en Python ; rien n’a été écrit, "
        "signalez-le",
        values,
    )
