"""How long ``relance check`` of one dossier takes from nothing, beside the interpreter and pydantic alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
RUNS = 15

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import pydantic": [sys.executable, "-c", "import pydantic"],
    "from pydantic import BaseModel": [sys.executable, "-c", "from pydantic import BaseModel"],
    "relance check, text": [sys.executable, "-m", "relance_rules", "check", str(DOSSIER)],
    "relance check, json": [sys.executable, "-m", "relance_rules", "check", "--format", "json", str(DOSSIER)],
}


def measure() -> dict[str, float]:
    """The median wall time of each command, in milliseconds; the commands take turns, so that drift is shared."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(RUNS + 1):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            if turn:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print the table."""
    found = measure()
    floor = found["import pydantic"]
    print(f"cold start, median of {RUNS} runs")
    for name, milliseconds in found.items():
        print(f"  {name:32} {milliseconds:7.0f} ms   {milliseconds / floor:4.1f} x import pydantic")


if __name__ == "__main__":
    main()
