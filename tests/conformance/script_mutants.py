"""Faults put into the engine in JavaScript, one at a time: ``python -m tests.conformance.script_mutants``.

What its tests and ``python -m tests.conformance.script`` ask of it is kept, then asked again of an engine with one
fault: an operator, a constant, a condition, a way out. A fault that changes no answer is printed, unless
``script_equivalents.txt`` says why nothing can see it. So is all of the engine that no question reaches. Either makes
the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from relance_rules.targets.javascript.script import FOLDER, MODULES
from targets.javascript.node import RECORD

from .script_sites import Site, sites

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EQUIVALENTS = HERE / "script_equivalents.txt"
_MISSED = "not reached: "


def equivalents(text: str) -> dict[tuple[str, str], str]:
    """Why nothing sees some faults, by their module and their line: a reason after ``#``, then the faults it is of."""
    found: dict[tuple[str, str], str] = {}
    reason = ""
    for line in text.splitlines():
        if line.startswith("#"):
            reason = line.removeprefix("#").strip()
        elif line:
            module, _, told = line.partition(": ")
            found[module, told] = reason
    return found


def modules() -> tuple[str, list[Site]]:
    """The modules as they stand in a script, and the places of their faults in it."""
    text, found = "", list[Site]()
    for name in MODULES:
        shift = len(text) + 1
        found += [site._replace(start=site.start + shift, end=site.end + shift) for site in sites(name, source(name))]
        text += f"\n{source(name)}\n"
    assert max(text) <= "\uffff", "a sign that JavaScript counts twice"
    return text, found


def source(module: str) -> str:
    """A module as a script holds it."""
    return (FOLDER / f"{module}.js").read_text(encoding="utf-8").strip()


def record(folder: Path, count: int, sets: int, *, tests: bool) -> bool:
    """Keep what the comparison asks, and the tests of the engine; whether they find what they expect."""
    kept = {**os.environ, RECORD: str(folder)}
    suite = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-n2",
        "-m",
        "long or not long",
        "tests/targets/javascript",
    ]
    # Always the same ones: a place of the engine is reached or not whatever the seed.
    drawn = ["--seed", "1", "--count", str(count), "--sets", str(sets), "--each", "40"]
    compared = [sys.executable, "-m", "tests.conformance.script", *drawn]
    return all(
        subprocess.run(command, cwd=ROOT, env=kept, check=False).returncode == 0
        for command in ([suite] if tests else []) + [compared]
    )


class Faulty:
    """The process in node that holds the questions: first what they do not reach, then each fault."""

    def __init__(self, folder: Path, text: str, found: Sequence[Site]) -> None:
        (folder / "modules.js").write_text(text, encoding="utf-8")
        (folder / "sites.json").write_text(json.dumps([site[1:4] for site in found]), encoding="utf-8")
        command = ["node", "--max-old-space-size=3000", str(HERE / "script_faults.js"), str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.first = self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"node ended with {self.process.wait()}"
        return json.loads(line)

    def seen(self, places: Sequence[int], seconds: float | None) -> Iterator[tuple[int, str | None]]:
        """How the fault of each place is seen, None where it is not, until so long has passed."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{place}\n" for place in places))
        self.process.stdin.close()
        begun = time.monotonic()
        for _ in places:
            if seconds is not None and time.monotonic() - begun > seconds:
                break
            found = self._read()
            yield found["place"], found["how"]
        self.process.kill()
        self.process.wait()


def missed(text: str, ranges: Sequence[Sequence[int]]) -> Iterator[tuple[str, int, str]]:
    """What no question reaches: the module and the line of each place, and that line with the place marked."""
    starts = [(text.index(source(name)), name) for name in MODULES]
    for start, end in ranges:
        place, name = max(each for each in starts if each[0] <= start)
        above, below = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        last = min(end, below)
        told = f"{text[above:start]}⟦{text[start:last]}⟧{text[last:below] if end <= below else '…'}"
        yield name, text.count("\n", place, start) + 1, f"{_MISSED}{told.strip()}"


def main(arguments: list[str] | None = None) -> int:
    """Try faults; 1 if one is not seen, or some of the engine not reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.script_mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="what draws the faults")
    parser.add_argument("--count", type=int, default=1000, help="about how many dossiers of the rules in the package")
    parser.add_argument("--sets", type=int, default=12, help="random rule sets")
    parser.add_argument("--faults", type=int, default=400, help="how many faults to try")
    parser.add_argument("--seconds", type=float, help="stop trying faults after so long")
    parser.add_argument("--least", type=float, default=1, help="the part of the faults that must be seen")
    parser.add_argument("--all", action="store_true", help="every fault, those that nothing can see too")
    parser.add_argument("--module", action="append", choices=MODULES, help="the faults of some modules only")
    parser.add_argument(
        "--recorded", type=Path, help="a folder where RELANCE_RECORDED_QUESTIONS kept what the tests ask"
    )
    given = parser.parse_args(arguments)
    sys.stdout.write(f"seed {given.seed}\n")
    with tempfile.TemporaryDirectory() as made:
        folder = given.recorded or Path(made)
        if not record(folder, given.count, given.sets, tests=given.recorded is None):
            return 1
        return tried(folder, given)


def tried(folder: Path, given: argparse.Namespace) -> int:
    """Ask again, with faults."""
    text, found = modules()
    known = equivalents(EQUIVALENTS.read_text(encoding="utf-8"))
    faulty = Faulty(folder, text, found)
    all_missed = list(missed(text, faulty.first["missed"]))
    unreached = [each for each in all_missed if (each[0], each[2]) not in known]
    sys.stdout.write("".join(f"NOT LISTED {name}:{line}: {told}\n" for name, line, told in unreached))
    there = {(site.module, site.told) for site in found} | {(name, told) for name, _, told in all_missed}
    # What is no more, or what a question reaches.
    stale = known.keys() - there
    sys.stdout.write("".join(f"LISTED, AND NOT SO {module}: {told}\n" for module, told in sorted(stale)))
    sys.stdout.flush()
    places = [place for place, site in enumerate(found) if given.module is None or site.module in given.module]
    Random(given.seed).shuffle(places)  # noqa: S311 -- the same for the same seed
    if not given.all:
        places = [place for place in places if (found[place].module, found[place].told) not in known][: given.faults]
    count = wrong = 0
    for place, how in faulty.seen(places, given.seconds):
        site = found[place]
        listed = (site.module, site.told) in known
        count += 1
        if (how is None) != listed:
            wrong += 1
            sys.stdout.write(f"{'SEEN' if listed else 'NOT SEEN'} {site.module}:{site.line}: {site.told}\n")
            sys.stdout.flush()
    sys.stdout.write(f"seed {given.seed}: {count} of {len(found)} faults tried, {wrong} not as they should be; ")
    sys.stdout.write(f"{len(unreached)} places not reached\n")
    return 1 if wrong > (1 - given.least) * count or unreached or stale else 0


if __name__ == "__main__":
    sys.exit(main())
