"""How fast ``relance batch`` goes through many dossiers, and in how much memory, beside reading their JSON alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples" / "dossiers").glob("*/*.yaml"))
DOSSIERS = 20_000

PARSING = "import json, sys\nfor line in open(sys.argv[1], encoding='utf-8'): json.loads(line)"
BATCH = [sys.executable, "-m", "relance_rules", "batch"]


def write_dossiers(path: Path, count: int) -> None:
    """Write dossiers made from the examples, one per line; eight of them share each project."""
    # Every value as the text that was written, which is how a dossier states it.
    examples: list[dict[str, Any]] = [
        yaml.load(example.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        for example in EXAMPLES
    ]
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            dossier = {**examples[number % len(examples)], "reference": f"R-{number:06}"}
            if "projet" in dossier:
                dossier["projet"] = {**dossier["projet"], "reference": f"P-{number // (8 * len(examples))}"}
            stream.write(json.dumps(dossier, ensure_ascii=False) + "\n")


def measure(command: list[str]) -> tuple[float, float, float]:
    """The wall time and the processor time of a command in seconds, and the memory of its largest process in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(count: int = DOSSIERS) -> None:
    """Print the table; each ratio is of processor time, to that of reading the same lines with ``json.loads``."""
    print(f"{count:,} dossiers, one per line of JSON; the memory is that of the largest process")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.ndjson"
        write_dossiers(path, count)
        print(f"  {path.stat().st_size / 2**20:.0f} MB")
        commands = {"json.loads alone": [sys.executable, "-c", PARSING, str(path)]}
        for jobs in (1, 2):
            for name in ("csv", "ndjson"):
                out = str(Path(folder) / f"out.{name}")
                commands[f"{name}, {jobs} process{'es' * (jobs > 1)}"] = [
                    *BATCH,
                    str(path),
                    "--jobs",
                    str(jobs),
                    "-o",
                    out,
                ]
        commands["html, 1 process"] = [*BATCH, str(path), "-o", str(Path(folder) / "out.html")]
        commands["xlsx, 1 process"] = [*BATCH, str(path), "-o", str(Path(folder) / "out.xlsx")]
        few = str(Path(folder) / "few.ndjson")
        write_dossiers(Path(few), count // 5)
        commands["csv, a fifth of them"] = [*BATCH, few, "-o", str(Path(folder) / "few.csv")]
        parsing = 0.0
        for name, command in commands.items():
            done = count // 5 if few in command else count
            seconds, busy, memory = measure(command)
            parsing = parsing or busy / count
            print(
                f"  {name:20} {seconds:7.1f} s {done / seconds:10,.0f}/s {busy:7.1f} s of processor "
                f"{busy / done / parsing:6.1f} x json.loads {memory:6.0f} MB"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOSSIERS)
