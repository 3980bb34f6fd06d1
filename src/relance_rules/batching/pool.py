"""Chunks shared between processes: results in order, whatever the processes do, and even if one is killed."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from relance_rules.batching.inputs import Chunk
from relance_rules.batching.worker import Settings, Worker

Result = TypeVar("Result")

Task = Callable[..., Result]
"""A function of this package that a process calls with its worker, the chunk and the arguments of the chunk."""

_worker: Worker | None = None


def _start(settings: Settings) -> None:
    """Prepare a process of the pool."""
    global _worker
    _worker = Worker(settings)


def _run(task: Task[Result], chunk: Chunk, arguments: tuple[Any, ...]) -> Result:
    return task(_worker, chunk, *arguments)


class _Pool:
    """Processes that can be stopped at once."""

    def __init__(self, settings: Settings, jobs: int) -> None:
        self._others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(settings,))

    def submit(self, task: Task[Result], chunk: Chunk, arguments: tuple[Any, ...]) -> Future[Result]:
        with _uninterrupted():
            return self._executor.submit(_run, task, chunk, arguments)

    def close(self) -> None:
        """Let the processes end by themselves: they have nothing left to do."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """Stop the processes in the middle of what they do."""
        ours = set(multiprocessing.active_children()) - self._others
        for process in ours:
            process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interruption back, and have the processes that start meanwhile leave it to this one for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def in_order(
    chunks: Sequence[Chunk],
    task: Task[Result],
    arguments: Callable[[Chunk], tuple[Any, ...]],
    lost: Callable[[Chunk], Result],
    settings: Settings,
    jobs: int,
) -> Iterator[tuple[Chunk, Result]]:
    """Work on chunks in processes, a few ahead, and give each chunk with its result, in order.

    A process that is killed takes its pool with it. The oldest chunk that was under way is then worked on again, alone
    and in parts if need be, and a new pool takes the others; a part that kills its process again is ``lost``.
    """
    waiting = deque(chunks)
    ahead: deque[tuple[Chunk, Future[Result]]] = deque()
    pool = _Pool(settings, jobs)
    try:
        while waiting or ahead:
            try:
                while waiting and len(ahead) < 2 * jobs + 1:
                    ahead.append((waiting[0], pool.submit(task, waiting[0], arguments(waiting[0]))))
                    waiting.popleft()
                chunk, future = ahead[0]
                result = future.result()
            except BrokenProcessPool:
                pool.stop()
                waiting.extendleft(chunk for chunk, _ in reversed(ahead))
                ahead.clear()
                yield from _again(waiting.popleft(), task, arguments, lost, settings)
                pool = _Pool(settings, jobs)
            else:
                ahead.popleft()
                yield chunk, result
        pool.close()
    finally:
        pool.stop()


def _again(
    chunk: Chunk,
    task: Task[Result],
    arguments: Callable[[Chunk], tuple[Any, ...]],
    lost: Callable[[Chunk], Result],
    settings: Settings,
) -> Iterator[tuple[Chunk, Result]]:
    pool = _Pool(settings, 1)
    try:
        result = pool.submit(task, chunk, arguments(chunk)).result()
    except BrokenProcessPool:
        if len(chunk.parts) == 1:
            yield chunk, lost(chunk)
        else:
            for piece in chunk.pieces():
                yield from _again(piece, task, arguments, lost, settings)
    else:
        yield chunk, result
    finally:
        pool.stop()
