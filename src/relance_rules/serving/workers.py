"""Threads that check, so many at once, each check within its time: what takes longer is stopped, not only left."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, get_ident
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class _Stopped(BaseException):
    """Raised in the thread of a work whose time is over; no handler of what goes wrong takes it for its own."""


class Workers:
    """Threads, and what they are doing."""

    def __init__(self, count: int) -> None:
        """Take so many threads, none of which is started yet."""
        self._pool = ThreadPoolExecutor(count, "check")
        self._works: set[_Work[Any]] = set()

    async def made(self, work: Callable[[], Made], seconds: float) -> Made:
        """What a work makes.

        Raises:
            TimeoutError: It takes longer, its wait for a thread included; it is stopped.
        """
        waited: _Work[Made] = _Work(work)
        self._works.add(waited)
        try:
            made = await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._pool, waited), seconds)
        finally:
            waited.stop()
            self._works.discard(waited)
        return made[0]

    def end(self) -> None:
        """Stop everything."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for work in list(self._works):
            work.stop()


class _Work(Generic[Made]):
    """A work that another thread may stop, as long as it has not ended."""

    def __init__(self, work: Callable[[], Made]) -> None:
        self.work, self.lock = work, Lock()
        self.thread: int | None = None
        self.stopped = False

    def __call__(self) -> tuple[Made]:
        try:
            with self.lock:
                if self.stopped:
                    raise _Stopped
                self.thread = get_ident()
            try:
                return (self.work(),)
            finally:
                with self.lock:
                    self.thread = None
        except _Stopped:
            # Nobody waits for it any more.
            raise TimeoutError from None

    def stop(self) -> None:
        """Raise in its thread; under the lock, so that it is never raised in the work that comes next."""
        with self.lock:
            self.stopped = True
            if self.thread is not None:
                raised = ctypes.py_object(_Stopped)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), raised)
