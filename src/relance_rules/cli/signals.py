"""The signals that ask the command to end: it then leaves nothing behind, and its exit code tells which one came."""

from __future__ import annotations

import math
import signal
import time
from types import FrameType

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals that ask a process to end; Windows has no SIGHUP."""

_SAME_WISH = 2.0
"""Seconds within which a signal that follows another adds nothing: a session that closes sends several at once, and
what is being cleaned up must not be interrupted."""


class Interruption(KeyboardInterrupt):
    """A signal that asks the command to end."""

    def __init__(self, number: int) -> None:
        """Take the number of the signal."""
        super().__init__()
        self.exit_code = 128 + number


def exit_code_of(stop: BaseException) -> int:
    """The exit code of a command that was interrupted: 130, 143 or 129, as shells say SIGINT, SIGTERM and SIGHUP."""
    for each in (stop, stop.__context__):
        if isinstance(each, Interruption):
            return each.exit_code
    return 128 + signal.SIGINT


def end_on_signals() -> None:
    """Raise :class:`Interruption` wherever the command is when a signal asks it to end.

    A signal that the caller has it ignore, as ``nohup`` does, stays ignored.
    """
    last = -math.inf

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _SAME_WISH:
            last = now
            raise Interruption(number)

    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def ignore_signals() -> None:
    """Let nothing change the exit code any more: the command is at its end."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
