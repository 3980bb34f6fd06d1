"""The inputs of a batch, cut into chunks that processes share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from relance_rules.batch.results import is_result, may_go_on, starts_as_result
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.formats.lines import LineSpan, read_lines, spans
from relance_rules.dossiers.records import Record, failed, left_out
from relance_rules.dossiers.sources import file_records, iter_files
from relance_rules.loading.files import shown, unreadable
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.values import Message

LINES_PER_CHUNK = 500
FILES_PER_CHUNK = 50

CHUNKS_PER_PROCESS = 10
"""How many chunks make another process worth its start, where nobody says how many there are to be.

One takes as long to start, to load the rules and to write what checks its themes as to check some three thousand lines.
"""

STDIN_NAME = "<stdin>"


@dataclass(frozen=True)
class Inputs:
    """What a batch reads: files and folders, the file that keeps standard input, and the files that are no dossiers.

    ``aside`` holds real paths: what the batch writes, and what its options read, is no dossier wherever it is put.
    """

    paths: tuple[Path, ...] = ()
    stdin: Path | None = None
    aside: frozenset[str] = frozenset()


class ReadableInput(NamedTuple):
    """A file to read, whole or a run of its lines, and the name it is printed under."""

    path: Path
    name: str
    span: LineSpan | None = None

    @property
    def origin(self) -> str:
        """The name of the file, with the lines that are read of it."""
        return self.name if self.span is None else f"{self.name}:{self.span.first}"


class UnreadableInput(NamedTuple):
    """An input that was found unreadable before it was opened."""

    origin: str
    problems: tuple[Problem, ...]


Part = ReadableInput | UnreadableInput


class Chunk(NamedTuple):
    """A part of the inputs, which one process works on at once; ``first`` is the place of its first part."""

    number: int
    parts: tuple[Part, ...]
    first: int = 0

    def pieces(self) -> Iterator[Chunk]:
        """Its parts as chunks of their own, whose dossiers have the same places."""
        for place, part in enumerate(self.parts, self.first):
            yield Chunk(self.number, (part,), place)


def cut(inputs: Inputs, context: Context) -> list[Chunk]:
    """Cut the inputs into chunks, in an order that depends on their names only; standard input comes first.

    The folders are walked once, here: the two passes over a batch see the same files at the same places.

    Raises:
        DossierError: There is nothing to read in all the inputs.
    """
    chunks = [Chunk(number, parts) for number, parts in enumerate(_groups(inputs, context))]
    parts = [part for chunk in chunks for part in chunk.parts]
    if not any(isinstance(part, ReadableInput) for part in parts):
        problems = [problem for part in parts if isinstance(part, UnreadableInput) for problem in part.problems]
        raise DossierError(problems or [Problem(Message("aucun dossier dans ce qui a été donné"))])
    return chunks


def _groups(inputs: Inputs, context: Context) -> Iterator[tuple[Part, ...]]:
    if inputs.stdin is not None:
        if inputs.stdin.stat().st_size:
            yield from ((part,) for part in _spans(inputs.stdin, STDIN_NAME))
        else:
            yield (UnreadableInput(STDIN_NAME, (Problem(Message("l’entrée standard est vide"), STDIN_NAME),)),)
    waiting: list[Part] = []
    for found in iter_files(inputs.paths, context):
        if isinstance(found, Record):
            waiting.append(UnreadableInput(found.origin, found.error.problems if found.error else ()))
        elif os.path.realpath(found) in inputs.aside:
            continue
        elif (kind := FORMATS[found.suffix.lower()]) == "documents":
            waiting.append(ReadableInput(found, shown(found)))
        else:
            # A table or a run of lines holds many dossiers: it is a chunk of its own.
            if waiting:
                yield tuple(waiting)
                waiting = []
            yield from ((part,) for part in (_spans(found, shown(found)) if kind == "lines" else _whole(found)))
        if len(waiting) >= FILES_PER_CHUNK:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _whole(path: Path) -> Iterator[Part]:
    yield ReadableInput(path, shown(path))


def _spans(path: Path, name: str) -> Iterator[Part]:
    try:
        for span in spans(path, LINES_PER_CHUNK):
            yield ReadableInput(path, name, span)
    except OSError as error:
        yield UnreadableInput(name, (unreadable(error, name),))


def processes(jobs: int, chunks: int) -> int:
    """How many processes share chunks: as many as are asked for, and no more than there are chunks.

    For 0, one for each core of the machine, as long as there are enough chunks for each.
    """
    if jobs:
        return min(jobs, chunks)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, chunks // CHUNKS_PER_PROCESS))


def records(part: Part, context: Context) -> Iterator[Record]:
    """The records of a part; nothing is raised for what can't be read, whatever is wrong with it."""
    if isinstance(part, UnreadableInput):
        yield failed(part.origin, *part.problems)
        return
    try:
        read = _stdin_records(part, context) if part.name == STDIN_NAME else file_records(part.path, context, part.span)
        if not is_result(part.path, context.plan):
            yield from read
            return
        if part.span is None or not part.span.offset:
            yield left_out(part.name, Message("résultat d’une vérification, et non un dossier : laissé de côté"))
        if may_go_on(part.path):
            yield from (record for record in read if not starts_as_result(record.data))
    except Exception as error:
        yield failed(part.origin, unforeseen(error, part.origin))


def _stdin_records(part: ReadableInput, context: Context) -> Iterator[Record]:
    with part.path.open("rb") as stream:
        stream.seek(0 if part.span is None else part.span.offset)
        try:
            yield from read_lines(stream, part.name, context, part.span)
        except RelanceError as error:
            yield failed(part.name, *error.problems)


def unforeseen(error: Exception, origin: str) -> Problem:
    """What is said where a reader or a check failed in a way that nobody foresaw: the batch goes on without it."""
    message = Message(
        "erreur imprévue ({kind}) : cette entrée n’a pas pu être traitée ; signalez-la",
        {"kind": type(error).__name__},
    )
    return Problem(message, origin)
