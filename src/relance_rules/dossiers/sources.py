"""Files and folders to records: the walk, and the promise that one bad file never stops it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import CONVERTIBLE, FORMATS
from relance_rules.dossiers.formats import read_file
from relance_rules.dossiers.formats.lines import LineSpan, read_span
from relance_rules.dossiers.records import Record, failed
from relance_rules.loading.files import shown, unreadable
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.values import Message

_MAX_DEPTH = 40
_NUMBERS = re.compile(rb"([0-9]+)")


def iter_records(paths: Iterable[Path], context: Context) -> Iterator[Record]:
    """The dossiers of any mix of files and folders, one record each, in an order that does not depend on the disk.

    Folders are walked to the bottom; hidden files, and files of no known extension, are passed over there. A file
    met twice is read once. A link found in a folder is followed only if it stays in that folder.

    Args:
        paths: Files and folders.
        context: The rule set and the mapping that readers need.

    Nothing is raised for a file that can't be read: its record carries the error.
    """
    for found in iter_files(paths, context):
        if isinstance(found, Record):
            yield found
        else:
            yield from file_records(found, context)


def iter_files(paths: Iterable[Path], context: Context) -> Iterator[Path | Record]:
    """The files that :func:`iter_records` reads, in its order, and a record for each that it can't."""
    seen: set[str] = set()
    for root in sorted(set(paths), key=_order):
        for found in _walk(root, context):
            if isinstance(found, Record):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found


def _order(path: Path) -> tuple[Any, ...]:
    return tuple(_natural(part) for part in path.parts)


def _natural(name: str) -> tuple[Any, ...]:
    """What puts names in the order in which people count, the same on every disk: ``a2.csv`` before ``a10.csv``."""
    stem, dot, suffix = name.rpartition(".")
    parts = (_NUMBERS.split(os.fsencode(part)) for part in ((stem, suffix) if dot else (suffix, "")))
    counted = (tuple(int(each) if place % 2 else each for place, each in enumerate(part)) for part in parts)
    return *counted, os.fsencode(name)


def file_records(path: Path, context: Context, span: LineSpan | None = None) -> Iterator[Record]:
    """The records of one file, or of a span of its lines; nothing is raised for a file that can't be read."""
    name = shown(path)
    try:
        if span is None:
            yield from read_file(path, context)
        else:
            yield from read_span(path, span, context)
    except RelanceError as error:
        problems = (p._replace(file=name) if p.file == str(path) else p for p in error.problems)
        yield failed(name, *problems)
    except RecursionError:
        yield failed(name, Problem(Message("imbrication trop profonde"), name))
    except MemoryError:
        yield failed(name, Problem(Message("fichier trop grand pour la mémoire de cette machine"), name))


def _walk(root: Path, context: Context) -> Iterator[Path | Record]:
    """The files to read under a path given by the user, and the errors met on the way."""
    name = shown(root)
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        yield failed(name, unreadable(error, name))
        return
    if stat.S_ISDIR(mode):
        empty = True
        for found in _folder(root, os.path.realpath(root), 0, context):
            empty = False
            yield found
        if empty:
            message = Message("aucun fichier de dossier dans ce répertoire ; lus : {known}", {"known": sorted(FORMATS)})
            yield failed(name, Problem(message, name))
    elif not stat.S_ISREG(mode):
        yield failed(name, Problem(Message("ce n’est pas un fichier ordinaire"), name))
    else:
        yield from _file(root, context, asked=True)


def _folder(folder: Path, top: str, depth: int, context: Context) -> Iterator[Path | Record]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((entry.name for entry in entries), key=_natural)
    except OSError as error:
        yield failed(shown(folder), unreadable(error, shown(folder)))
        return
    for entry in names:
        if entry.startswith((".", "~$")):
            continue
        path = folder / entry
        try:
            mode, link = path.stat().st_mode, path.is_symlink()
        except OSError as error:
            # A link to nothing is passed over, as other files are, unless its name is a dossier's.
            if not isinstance(error, FileNotFoundError) or path.suffix.lower() in FORMATS:
                yield failed(shown(path), unreadable(error, shown(path)))
            continue
        if link and not _inside(path, top):
            if path.suffix.lower() in FORMATS or stat.S_ISDIR(mode):
                message = Message("ce lien mène hors du répertoire : il n’est pas suivi")
                yield failed(shown(path), Problem(message, shown(path)))
        elif stat.S_ISDIR(mode):
            # Its own folder is walked anyway, so that a link to it would only give it twice, or for ever.
            if not link and depth < _MAX_DEPTH:
                yield from _folder(path, top, depth + 1, context)
            elif not link:
                message = Message("plus de {limit} répertoires l’un dans l’autre", {"limit": _MAX_DEPTH})
                yield failed(shown(path), Problem(message, shown(path)))
        elif stat.S_ISREG(mode):
            yield from _file(path, context, asked=False)


def _inside(path: Path, top: str) -> bool:
    return os.path.commonpath([top, os.path.realpath(path)]) == top


def _file(path: Path, context: Context, *, asked: bool) -> Iterator[Path | Record]:
    suffix, name = path.suffix.lower(), shown(path)
    if suffix in FORMATS:
        main = _main_table(path, context)
        if main is None:
            yield path
        elif main.is_file():
            # Read with its table.
            if asked:
                yield main
        else:
            message = Message(
                "cette table va avec « {main} », qui n’est pas à côté d’elle", {"main": shown(Path(main.name))}
            )
            yield failed(name, Problem(message, name))
    elif suffix in CONVERTIBLE:
        message = Message("le format « {suffix} » n’est pas lu : enregistrez ce tableur en .xlsx", {"suffix": suffix})
        yield failed(name, Problem(message, name))
    elif asked and suffix == ".parquet":
        yield failed(name, Problem(Message("une table Parquet se vérifie par « relance batch --engine duckdb »"), name))
    elif asked:
        message = Message(
            "« {suffix} » n’est pas une extension connue ; lues : {known}",
            {"suffix": suffix or name, "known": sorted(FORMATS)},
        )
        yield failed(name, Problem(message, name))


def _main_table(path: Path, context: Context) -> Path | None:
    """The table that a list goes with (``a.csv`` for ``a.list.csv``), or None for any other file."""
    if path.suffix.lower() not in (".csv", ".tsv"):
        return None
    stem, _, family = path.stem.rpartition(".")
    return path.with_name(f"{stem}{path.suffix}") if stem and family in context.plan.facts.lists else None
