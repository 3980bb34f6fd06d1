"""The example dossiers, as lines of JSON in which every value is the text that was written."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from benchmarks.timing import Work, in_turns, times

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("pret", "incomplet", "non_eligible")
REPEATS = 20
ROUNDS = 9
PARSING = "`json.loads` of the line"


class Example(NamedTuple):
    """An example dossier: its theme, which of the kinds it is, what it states."""

    theme: str
    kind: str
    data: dict[str, Any]

    @property
    def line(self) -> str:
        """The dossier as a batch reads it."""
        return json.dumps(self.data, ensure_ascii=False)


@cache
def examples() -> tuple[Example, ...]:
    """Every example: one of each kind for each theme."""
    paths = sorted((ROOT / "examples" / "dossiers").glob("*/*.yaml"))
    return tuple(
        Example(path.parent.name, path.stem, yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))  # noqa: S506
        for path in paths
    )


HEADS = ("", *(f"`{kind}`" for kind in KINDS), "Slowest")


def beside_parsing(
    steps: Callable[[Example], Mapping[str, Work]], themes: int | None = None, rounds: int = ROUNDS
) -> Iterator[Sequence[str]]:
    """A row for each step: its ratio to ``json.loads`` and its time for each kind, medians over the themes."""
    found = {
        kind: [
            in_turns({PARSING: _parsing(example.line), **steps(example)}, rounds, REPEATS)
            for example in [each for each in examples() if each.kind == kind][:themes]
        ]
        for kind in KINDS
    }
    for step in found[KINDS[0]][0]:
        turns = {kind: [each[step] for each in found[kind]] for kind in KINDS}
        yield (
            step,
            *(
                f"{times(statistics.median(each.ratio for each in kind))}, "
                f"{statistics.median(each.seconds for each in kind) * 1e6:,.0f} µs"
                for kind in turns.values()
            ),
            times(max(each.ratio for kind in turns.values() for each in kind)),
        )


def _parsing(line: str) -> Work:
    return lambda: json.loads(line)
