"""Chunks shared between processes: results in order, whatever the processes do, and even if one is killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from relance_rules.batch.inputs import Chunk
from relance_rules.batch.worker import BatchSettings, Worker

Result = TypeVar("Result")

Task = Callable[..., Result]
"""A function of this package that a process calls with its worker, the chunk and the arguments of the chunk."""

_worker: Worker | None = None


def _prepare(settings: BatchSettings) -> None:
    """Prepare a process of the pool."""
    global _worker
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if hasattr(signal, "pthread_sigmask"):
        # Held back while this process was started; an interruption stays left to the parent.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING - {signal.SIGINT})
    _worker = Worker(settings)
    # The rules stay as long as the process: the collector need not walk through them again and again.
    gc.freeze()


def _end_with(parent: Any) -> None:
    """End this process as soon as its parent has, however it ended: nobody waits for what it does any more."""
    parent.join()
    os._exit(1)


def _run(task: Task[Result], chunk: Chunk, arguments: tuple[Any, ...]) -> Result:
    return task(_worker, chunk, *arguments)


class Pool:
    """Processes that work on chunks, replaced when one of them is killed.

    A killed process takes those of its pool with it. The oldest chunk that was under way is then worked on again,
    alone, and in parts if need be; a part that kills its process again is lost.
    """

    def __init__(self, settings: BatchSettings, jobs: int) -> None:
        """Prepare processes; each starts when there is work for it."""
        self._settings, self._jobs = settings, jobs
        self._others = set(multiprocessing.active_children())
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        # Python's own helper process starts here, and must outlive a terminal that closes, to clean up.
        with _uninterrupted():
            return ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_prepare, initargs=(self._settings,))

    def in_order(
        self,
        chunks: Sequence[Chunk],
        task: Task[Result],
        arguments: Callable[[Chunk], tuple[Any, ...]],
        lost: Callable[[Chunk], Result],
    ) -> Iterator[tuple[Chunk, Result]]:
        """Work on chunks, a few ahead, and give each chunk with its result, in order.

        Args:
            chunks: What to work on.
            task: What to do with each.
            arguments: What the task takes beside the chunk.
            lost: The result of a chunk that no process survived.
        """
        waiting = deque(chunks)
        ahead: deque[tuple[Chunk, Future[Result]]] = deque()
        while waiting or ahead:
            try:
                while waiting and len(ahead) < 2 * self._jobs + 1:
                    ahead.append((waiting[0], self._submit(task, waiting[0], arguments(waiting[0]))))
                    waiting.popleft()
                chunk, future = ahead[0]
                result = future.result()
            except BrokenProcessPool:
                self.stop()
                waiting.extendleft(chunk for chunk, _ in reversed(ahead))
                ahead.clear()
                yield from self._again(waiting.popleft(), task, arguments, lost)
                self._executor = self._start()
            else:
                ahead.popleft()
                yield chunk, result

    def _submit(self, task: Task[Result], chunk: Chunk, arguments: tuple[Any, ...]) -> Future[Result]:
        with _uninterrupted():
            return self._executor.submit(_run, task, chunk, arguments)

    def _again(
        self,
        chunk: Chunk,
        task: Task[Result],
        arguments: Callable[[Chunk], tuple[Any, ...]],
        lost: Callable[[Chunk], Result],
    ) -> Iterator[tuple[Chunk, Result]]:
        self._executor = self._start()
        try:
            result = self._submit(task, chunk, arguments(chunk)).result()
        except BrokenProcessPool:
            self.stop()
            if len(chunk.parts) == 1:
                yield chunk, lost(chunk)
            else:
                for piece in chunk.pieces():
                    yield from self._again(piece, task, arguments, lost)
        else:
            self.stop()
            yield chunk, result

    def stop(self) -> None:
        """Stop the processes, in the middle of what they do if they do anything."""
        for process in set(multiprocessing.active_children()) - self._others:
            process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


_ENDING = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""The signals that ask a process to end."""


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold the signals that end this process back while it starts others; these leave interruptions to it for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
