"""Signals, full disks and closed pipes: what ends a command from outside, and what it says then."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relance_rules.cli import signals
from relance_rules.cli.signals import Interruption, end_on_signals, exit_code_of, ignore_signals

from .conftest import ROOT
from .test_batch import COMMAND

READY = str(ROOT / "examples" / "dossiers" / "SNAP5" / "pret.yaml")
COMMANDS = [
    ["themes"],
    ["check", "--format", "json", READY],
    ["new", "SNAP3", "--format", "csv"],
    ["batch", READY, "-f", "xlsx"],
]
"""Commands that print in different ways: a table, a text, bytes, and a library that wants a file."""


@pytest.fixture
def handled() -> Iterator[None]:
    """The handlers as they were before and after."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_interrupts_and_its_code_tells_which(handled: None, number: int, code: int) -> None:
    end_on_signals()
    with pytest.raises(Interruption) as stop:
        os.kill(os.getpid(), number)
    assert exit_code_of(stop.value) == code
    # As a question that was interrupted tells it.
    asked = RuntimeError()
    asked.__context__ = stop.value
    assert exit_code_of(asked) == code
    assert exit_code_of(KeyboardInterrupt()) == 130


def test_a_signal_that_follows_another_at_once_does_not_interrupt_what_is_cleaned_up(
    handled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_on_signals()
    with pytest.raises(Interruption):
        os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGHUP)
    monkeypatch.setattr(signals, "_SAME_WISH", 0)
    with pytest.raises(Interruption):
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_that_the_caller_ignores_stays_ignored(handled: None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    end_on_signals()
    os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_a_signal_at_the_very_end_changes_nothing(handled: None) -> None:
    end_on_signals()
    ignore_signals()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_told_in_a_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch("<stdout>: écriture impossible.: le disque est plein\n", done.stderr)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_pipe_that_nobody_reads_is_closed_without_a_word(arguments: list[str]) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    done = subprocess.run([COMMAND, *arguments], stdout=ours, stderr=subprocess.PIPE, text=True, check=False)
    os.close(ours)
    assert (done.returncode, done.stderr) == (141, "")


def test_what_can_not_be_said_is_a_failure_all_the_same() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, "check", "absent.yaml"], stdout=subprocess.PIPE, stderr=full, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
