"""Hold the engines that are installed to the answers of ours, then time them in turns: ``make bench-peers``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import islice

from benchmarks.peers.dossiers import SEED, Answer, Peer, random_lines, unsaid
from benchmarks.timing import in_turns, parse, show, times

MODULES = {
    "relance": ("relance_rules", "relance-rules"),
    "python": (None, None),
    "pydantic_model": ("pydantic", "pydantic"),
    "zen": ("zen", "zen-engine"),
    "cel_rust": ("cel", "common-expression-language"),
    "cel_python": ("celpy", "cel-python"),
    "openfisca": ("openfisca_core", "openfisca-core"),
    "rego": ("regopy", "regopy"),
}
"""The modules of the peers, ours first, with what each imports and the package that brings it."""
COUNT = 3000
AT_ONCE = 200
ROUNDS = 11


def installed() -> list[str]:
    """The modules of the peers whose engine is installed."""
    return [name for name, (needed, _) in MODULES.items() if needed is None or find_spec(needed)]


def peers(names: Sequence[str]) -> Iterator[tuple[str, Peer]]:
    """The peers of some modules, with the module of each."""
    for name in names:
        for peer in import_module(f"benchmarks.peers.{name}").peers():
            yield name, peer


def differences(ours: Sequence[Answer], theirs: Sequence[Answer]) -> list[tuple[int, Answer, Answer]]:
    """The dossiers that two engines answer otherwise."""
    both = enumerate(zip(ours, theirs, strict=True))
    return [(place, one, other) for place, (one, other) in both if one != other]


def said_of(peer: Peer, line: str) -> str:
    """What a peer says of a dossier that leaves out a fact on which the verdict depends."""
    try:
        (answer,) = peer.answers([line])
    # Whatever the engine raises is its answer.
    except Exception as error:
        return type(error).__name__
    return ", ".join((answer.verdict, *answer.asked))


def _version(package: str | None) -> str:
    try:
        return "" if package is None else version(package)
    except PackageNotFoundError:
        return ""


def main(count: int = COUNT, at_once: int = AT_ONCE, rounds: int = ROUNDS) -> None:
    """Print the table.

    Raises:
        SystemExit: A peer answers something else than ours.
    """
    names = installed()
    found = dict(enumerate(peers(names)))
    lines = random_lines(count)
    ours = found[0][1].answers(lines)
    for _, peer in found.values():
        if wrong := differences(ours, peer.answers(lines)):
            print(*islice(wrong, 3), sep="\n")
            raise SystemExit(f"{peer.name} answers {len(wrong)} of {count} dossiers otherwise than ours")
    # Dossiers that nobody has met yet, and others in each round.
    unmet = [[random_lines(at_once, seed=SEED + number)] for number in range(1, rounds + 1)]
    turns = in_turns({"json.loads": parse, **{peer.name: peer.answers for _, peer in found.values()}}, unmet)
    asking = unsaid()
    show(
        f"{count:,} dossiers of SNAP3, answered alike; {rounds} rounds of {at_once} others, from the line of each",
        ("Engine", "Version", "A dossier", "Beside `json.loads`", "A fact left out", "What it leaves to others"),
        [
            (
                peer.name,
                _version(MODULES[name][1]),
                f"{turns[peer.name].seconds / at_once * 1e6:,.0f} µs",
                times(turns[peer.name].ratio),
                said_of(peer, asking),
                peer.leaves_out,
            )
            for name, peer in found.values()
        ],
    )
    if absent := [MODULES[name][1] for name in MODULES if name not in names]:
        print(f"\nnot installed, so left out: {', '.join(map(str, absent))}; `make bench-peers` installs them")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
