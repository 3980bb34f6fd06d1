"""How long the command takes from nothing, beside the interpreter, pydantic, and a typer application of one command."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
RUNS = 15

ONE_COMMAND = """
import typer

app = typer.Typer()


@app.command()
def main(name: str) -> None:
    typer.echo(name)


app()
"""

RELANCE = [sys.executable, "-m", "relance_rules"]


def commands(folder: Path) -> dict[str, list[str]]:
    """The commands to measure, with the files that they need in a folder."""
    stated = yaml.load(DOSSIER.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    dossier, one_command = folder / "dossier.json", folder / "one_command.py"
    dossier.write_text(json.dumps(stated), encoding="utf-8")
    one_command.write_text(ONE_COMMAND, encoding="utf-8")
    check = [*RELANCE, "check", str(dossier)]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "from pydantic import BaseModel": [sys.executable, "-c", "from pydantic import BaseModel"],
        "typer, one command": [sys.executable, str(one_command), "name"],
        "relance --version": [*RELANCE, "--version"],
        "relance --help": [*RELANCE, "--help"],
        "check, JSON to json": [*check, "--format", "json"],
        "check, YAML to json": [*RELANCE, "check", "--format", "json", str(DOSSIER)],
        "check, JSON to text": check,
        "the same, --rules": [*check, "--rules", str(ROOT / "rules")],
    }


def measure(runs: int = RUNS) -> dict[str, tuple[float, float]]:
    """The median wall time and the least processor time of each command, in milliseconds.

    The commands take turns, so that drift is shared. Modules are compiled beforehand, as those of an installed package
    are.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    walls: dict[str, list[float]] = {}
    busy: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        environment["PYTHONPYCACHEPREFIX"] = str(Path(name) / "compiled")
        listed = commands(Path(name))
        for turn in range(runs + 1):
            for title, command in listed.items():
                start = time.perf_counter()
                process = subprocess.Popen(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
                )
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                if process.returncode:
                    raise SystemExit(f"{title} ended with {process.returncode}")
                if turn:
                    walls.setdefault(title, []).append((time.perf_counter() - start) * 1000)
                    busy.setdefault(title, []).append((used.ru_utime + used.ru_stime) * 1000)
    return {title: (statistics.median(walls[title]), min(busy[title])) for title in walls}


def main(runs: int = RUNS) -> None:
    """Print the table; the ratios are those of the processor time, which other processes change less."""
    found = measure(runs)
    model, typer = found["from pydantic import BaseModel"][1], found["typer, one command"][1]
    print(f"cold start, {runs} runs: median of the time, least processor time")
    for name, (wall, busy) in found.items():
        print(
            f"  {name:32} {wall:7.0f} ms {busy:7.0f} ms of processor   {busy / model:5.2f} x BaseModel"
            f"   {busy / typer:5.2f} x typer"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
