"""What every measure shares: turns, so that what else the machine does falls on all alike; processor time; tables."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

Given = TypeVar("Given")


class Turn(NamedTuple):
    """The processor and wall seconds of a work, and its processor time beside that of the first work: medians."""

    seconds: float
    wall: float
    ratio: float


def in_turns(works: Mapping[str, Callable[[Given], object]], rounds: Sequence[Sequence[Given]]) -> dict[str, Turn]:
    """What each work takes of each thing it is given, in rounds in which all take turns over the same things.

    The first work is what the others are held to. Rounds of other things tell what is read from what is remembered.
    """
    spent: dict[str, list[float]] = {name: [] for name in works}
    walls: dict[str, list[float]] = {name: [] for name in works}
    # Each pays for what it leaves, not for what another left or was there before.
    gc.collect()
    gc.freeze()
    for given in rounds:
        for name, work in works.items():
            gc.collect()
            wall, start = time.perf_counter(), time.process_time()
            for each in given:
                work(each)
            spent[name].append((time.process_time() - start) / len(given))
            walls[name].append((time.perf_counter() - wall) / len(given))
    gc.unfreeze()
    first = next(iter(spent.values()))
    return {
        name: Turn(statistics.median(each), statistics.median(walls[name]), _ratio(each, first))
        for name, each in spent.items()
    }


def parse(lines: Iterable[str]) -> None:
    """``json.loads`` of each line, and nothing kept: what reading is held to."""
    for line in lines:
        json.loads(line)


def _ratio(spent: Sequence[float], first: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(spent, first, strict=True))


class Used(NamedTuple):
    """What a command used: wall and processor time in seconds, and the memory of its largest process in MB."""

    wall: float
    busy: float
    memory: float


def used_by(command: Sequence[str]) -> Used:
    """Run a command whose output nobody reads.

    Raises:
        RuntimeError: It was refused: exit codes are 0 and 1 where a dossier was checked.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
    return Used(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Commands(NamedTuple):
    """What commands used in each round."""

    rounds: Mapping[str, Sequence[Used]]

    def median(self, name: str) -> Used:
        """What a command uses."""
        return Used(*map(statistics.median, zip(*self.rounds[name], strict=True)))

    def ratio(self, name: str, other: str) -> str:
        """How many times the processor time of another command in the same round: the median."""
        return times(_ratio([used.busy for used in self.rounds[name]], [used.busy for used in self.rounds[other]]))


def commands_in_turns(commands: Mapping[str, Sequence[str]], rounds: int) -> Commands:
    """What each command uses, in rounds in which all take turns."""
    found: dict[str, list[Used]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(used_by(command))
    return Commands(found)


def show(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as ``benchmarks/README.md`` holds it; every column but the first holds figures."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    sys.stdout.write(f"\n{title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines))


def times(value: float) -> str:
    """A ratio, with as many figures as it deserves."""
    return f"{value:,.0f} ×" if value >= 20 else f"{value:.1f} ×" if value >= 1 else f"{value:.2f} ×"
