"""Inputs to rows: cut the inputs into chunks, check the chunks in this process or in several, give the rows in order.

Two passes over the inputs. The first reads only the dossiers whose project may have several, to cumulate their
grants; the second checks everything. Both work chunk by chunk, so that memory does not grow with the batch, and
the rows are the same for any number of processes.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from relance_rules.batching.rows import Row, error_row, report_row
from relance_rules.checking.batch import Place, Placed, ThemeTotals, earlier_grants, shares_project
from relance_rules.checking.check import check_dossier
from relance_rules.checking.dossiers import dossier_of
from relance_rules.compiler.rules import Rules, load_rules
from relance_rules.loading.problems import InputError, Problem
from relance_rules.localization import LanguageCode, localization
from relance_rules.reading.facts import Dossier
from relance_rules.reading.formats import FORMATS
from relance_rules.reading.formats.lines import Span, spans
from relance_rules.reading.platform.mapping import PlatformMapping
from relance_rules.reading.records import Context, Record, failed, shown
from relance_rules.reading.sources import file_records, iter_files
from relance_rules.values import Euro, Message

LINES_PER_CHUNK = 500
FILES_PER_CHUNK = 50

Result = TypeVar("Result")


@dataclass(frozen=True)
class Settings:
    """What every process needs to check a batch; it crosses to them as it is."""

    rules: Path
    language: LanguageCode = "fr"
    mapping: PlatformMapping | None = None


class Readable(NamedTuple):
    """A file to read, whole or a run of its lines."""

    path: Path
    span: Span | None = None

    @property
    def origin(self) -> str:
        """The name of the file, as it may be printed."""
        return shown(self.path)


class Unreadable(NamedTuple):
    """An input that was found unreadable before it was opened."""

    origin: str
    problems: tuple[Problem, ...]


class Chunk(NamedTuple):
    """A part of the inputs, which one process works on at once."""

    number: int
    parts: tuple[Readable | Unreadable, ...]


class Checked(NamedTuple):
    """The rows of a chunk, in order, and its totals by theme."""

    rows: tuple[Row, ...]
    totals: dict[str, ThemeTotals]


def cut(paths: Iterable[Path], context: Context) -> Iterator[Chunk]:
    """Cut the inputs into chunks, in an order that depends on their names only."""
    number = 0
    waiting: list[Readable | Unreadable] = []

    def flush() -> Iterator[Chunk]:
        nonlocal number, waiting
        if waiting:
            yield Chunk(number, tuple(waiting))
            number, waiting = number + 1, []

    for found in iter_files(paths, context):
        if isinstance(found, Record):
            waiting.append(Unreadable(found.origin, found.error.problems if found.error else ()))
        elif FORMATS[found.suffix.lower()] == "lines":
            yield from flush()
            for part in _spans(found):
                waiting.append(part)
                yield from flush()
        else:
            waiting.append(Readable(found))
        if len(waiting) >= FILES_PER_CHUNK:
            yield from flush()
    yield from flush()


def _spans(path: Path) -> Iterator[Readable | Unreadable]:
    try:
        for span in spans(path, LINES_PER_CHUNK):
            yield Readable(path, span)
    except OSError as error:
        message = Message("lecture impossible : {reason}", {"reason": error.strerror or str(error)})
        yield Unreadable(shown(path), (Problem(message, shown(path)),))


class Worker:
    """Checks chunks: the rules are loaded once for each process."""

    def __init__(self, settings: Settings) -> None:
        """Load the rules."""
        self.rules: Rules = load_rules(settings.rules)
        self.language = localization(settings.language)
        self.context = Context(
            self.rules.vocabulary, lambda: (self.rules[code].theme for code in self.rules), settings.mapping
        )
        self.limited = frozenset(code for code in self.rules if self.rules[code].limits_project)

    def records(self, chunk: Chunk) -> Iterator[Record]:
        """The records of a chunk."""
        for part in chunk.parts:
            if isinstance(part, Unreadable):
                yield failed(part.origin, *part.problems)
            else:
                yield from file_records(part.path, self.context, part.span)

    def sharing(self, chunk: Chunk) -> list[tuple[Place, str, Dossier]]:
        """The dossiers of a chunk whose grant may depend on others of their project."""
        found: list[tuple[Place, str, Dossier]] = []
        for place, record in enumerate(self.records(chunk)):
            # The theme is looked at before the facts are read: most dossiers stop here.
            if record.document is None or str(record.document.data.get("theme")).strip() not in self.limited:
                continue
            try:
                theme, dossier = dossier_of(record.document, self.rules)
            except InputError:
                continue
            if shares_project(theme, dossier):
                found.append(((chunk.number, place), theme.code, dossier))
        return found

    def check(self, chunk: Chunk, earlier: dict[Place, Euro]) -> Checked:
        """Check the dossiers of a chunk; one that can't be read gives a row of its own."""
        rows: list[Row] = []
        totals: dict[str, ThemeTotals] = {}
        for place, record in enumerate(self.records(chunk)):
            problems = record.error.problems if record.error is not None else ()
            if record.document is not None:
                try:
                    theme, dossier = dossier_of(record.document, self.rules)
                    report = check_dossier(theme, dossier, earlier.get((chunk.number, place), Euro(0)))
                except InputError as error:
                    problems = error.problems
                else:
                    totals.setdefault(theme.code, ThemeTotals()).add(report)
                    rows.append(report_row(record.origin, report, record.notes, self.language))
                    continue
            rows.append(error_row(record.origin, problems, record.notes, self.language))
        return Checked(tuple(rows), totals)


_worker: Worker | None = None


def _start(settings: Settings) -> None:
    """Prepare a process of the pool."""
    global _worker
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(settings)


def _check(chunk: Chunk, earlier: dict[Place, Euro]) -> Checked:
    assert _worker is not None  # noqa: S101
    return _worker.check(chunk, earlier)


def _sharing(chunk: Chunk) -> list[tuple[Place, str, Dossier]]:
    assert _worker is not None  # noqa: S101
    return _worker.sharing(chunk)


def run_batch(paths: Iterable[Path], settings: Settings, jobs: int = 1) -> Iterator[Checked]:
    """Check a batch: the rows of its chunks, in order, the same for any number of jobs.

    Args:
        paths: Files and folders.
        settings: The rules, the language and the mapping.
        jobs: Number of processes; 1 works in this one.

    Raises:
        InputError: The rules can't be loaded. Nothing is raised for a dossier.
    """
    paths = tuple(paths)
    here = Worker(settings)
    earlier = _earlier(paths, here, settings, jobs)

    def mine(chunk: Chunk) -> dict[Place, Euro]:
        return earlier.get(chunk.number, {})

    if jobs == 1:
        for chunk in cut(paths, here.context):
            yield here.check(chunk, mine(chunk))
        return

    def lost(chunk: Chunk) -> Checked:
        return Checked(tuple(_lost(chunk, here)), {})

    chunks = cut(paths, here.context)
    yield from _ordered(chunks, lambda pool, chunk: pool.submit(_check, chunk, mine(chunk)), lost, settings, jobs)


def _earlier(paths: tuple[Path, ...], here: Worker, settings: Settings, jobs: int) -> dict[int, dict[Place, Euro]]:
    """The first pass: what earlier dossiers of each project are granted, by chunk."""
    if not here.limited:
        return {}
    chunks = cut(paths, here.context)
    if jobs == 1:
        found: Iterable[list[tuple[Place, str, Dossier]]] = (here.sharing(chunk) for chunk in chunks)
    else:
        found = _ordered(chunks, lambda pool, chunk: pool.submit(_sharing, chunk), lambda chunk: [], settings, jobs)
    placed = (Placed(place, here.rules[code], dossier) for part in found for place, code, dossier in part)
    grants: dict[int, dict[Place, Euro]] = {}
    for place, amount in earlier_grants(placed).items():
        grants.setdefault(place[0], {})[place] = amount
    return grants


def _pool(settings: Settings, jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(settings,))


def _ordered(
    chunks: Iterator[Chunk],
    submit: Callable[[ProcessPoolExecutor, Chunk], Future[Result]],
    lost: Callable[[Chunk], Result],
    settings: Settings,
    jobs: int,
) -> Iterator[Result]:
    """Work on chunks in a pool, a few ahead, and give the results in order.

    A process that is killed takes the pool with it: its chunks are worked on again one by one in new pools, and one
    that kills its process again is ``lost``.
    """
    pool = _pool(settings, jobs)
    ahead: deque[tuple[Chunk, Future[Result]]] = deque()
    try:
        exhausted = False
        while ahead or not exhausted:
            while not exhausted and len(ahead) < 2 * jobs + 1:
                chunk = next(chunks, None)
                if chunk is None:
                    exhausted = True
                else:
                    ahead.append((chunk, submit(pool, chunk)))
            if not ahead:
                break
            chunk, future = ahead.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                again = [chunk, *(waiting for waiting, _ in ahead)]
                ahead.clear()
                for each in again:
                    yield _alone(each, submit, lost, settings)
                pool = _pool(settings, jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone(
    chunk: Chunk,
    submit: Callable[[ProcessPoolExecutor, Chunk], Future[Result]],
    lost: Callable[[Chunk], Result],
    settings: Settings,
) -> Result:
    with _pool(settings, 1) as pool:
        try:
            return submit(pool, chunk).result()
        except BrokenProcessPool:
            return lost(chunk)


def _lost(chunk: Chunk, here: Worker) -> Iterator[Row]:
    """One row for each input of a chunk that can't be worked on: its process was killed twice."""
    message = Message("le processus qui lisait cette entrée a été tué deux fois, sans doute faute de mémoire")
    for part in chunk.parts:
        yield error_row(part.origin, [Problem(message, part.origin)], (), here.language)
