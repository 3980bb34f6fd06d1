"""How long a command takes from nothing, beside pydantic's classes alone and the least that a typer command can be."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from unittest import mock

from benchmarks.examples import ROOT
from benchmarks.timing import commands_in_turns, show

DOSSIER = str(ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml")
ROUNDS = 15

RELANCE = [sys.executable, "-m", "relance_rules"]
MODEL, LEAST = "`from pydantic import BaseModel`", "a typer application of one command"
COMMANDS = {
    "`python -c pass`": [sys.executable, "-c", "pass"],
    MODEL: [sys.executable, "-c", "from pydantic import BaseModel"],
    LEAST: [sys.executable, str(ROOT / "benchmarks" / "one_command.py"), DOSSIER],
    "`relance --version`": [*RELANCE, "--version"],
    "`relance --help`": [*RELANCE, "--help"],
    "`relance themes`": [*RELANCE, "themes"],
    "`relance check --format json`": [*RELANCE, "check", "--format", "json", DOSSIER],
    "`relance check`": [*RELANCE, "check", DOSSIER],
}


def main(rounds: int = ROUNDS, commands: Mapping[str, Sequence[str]] = COMMANDS) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as compiled, mock.patch.dict(os.environ, {"PYTHONPYCACHEPREFIX": compiled}):
        # Modules are compiled once, as those of an installed package are, whatever the environment says of it.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        commands_in_turns(commands, 1)
        found = commands_in_turns(commands, rounds)
    show(
        f"Cold start, processor time, median of {rounds} rounds",
        ("Command", "Median", "Beside `BaseModel`", "Beside one typer command"),
        [
            (name, f"{found.median(name).busy * 1000:.0f} ms", found.ratio(name, MODEL), found.ratio(name, LEAST))
            for name in commands
        ],
    )


if __name__ == "__main__":
    main()
