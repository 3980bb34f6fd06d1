"""How fast ``relance batch`` goes through many dossiers to each output, and in how much memory, beside their JSON."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.examples import examples
from benchmarks.timing import commands_in_turns, show

COUNT = 20_000
ROUNDS = 1
MORE = 4
"""The memory of so many times as many dossiers tells what one costs."""

PARSING = "`json.loads` alone"
PARSE = "import json, sys\nfor line in open(sys.argv[1], encoding='utf-8'): json.loads(line)"
OUTPUTS = ("csv", "ndjson", "json", "totals", "text", "junit", "html", "xlsx")


def write_dossiers(path: Path, count: int) -> None:
    """Write dossiers made from the examples, one per line; eight of them share each project."""
    some = examples()
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            dossier = {**some[number % len(some)].data, "reference": f"R-{number:06}"}
            if "projet" in dossier:
                dossier["projet"] = {**dossier["projet"], "reference": f"P-{number // (8 * len(some))}"}
            stream.write(json.dumps(dossier, ensure_ascii=False) + "\n")


def main(count: int = COUNT, rounds: int = ROUNDS, *, outputs: Sequence[str] = OUTPUTS) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path, longer = Path(folder) / "dossiers.ndjson", Path(folder) / "longer.ndjson"
        write_dossiers(path, count)
        write_dossiers(longer, MORE * count)

        def batch(source: Path, name: str, jobs: int = 1) -> list[str]:
            out = str(Path(folder) / f"out.{name}")
            written = ["--format", name] if name in ("text", "totals") else ["-o", out]
            return [sys.executable, "-m", "relance_rules", "batch", str(source), *written, "--jobs", str(jobs)]

        commands = {
            PARSING: [sys.executable, "-c", PARSE, str(path)],
            **{name: batch(path, name) for name in outputs},
            "csv, 2 processes": batch(path, "csv", 2),
        }
        found = commands_in_turns(commands, rounds)
        show(
            f"{count:,} dossiers, one per line of JSON ({path.stat().st_size / 2**20:.0f} MB)",
            ("Output", "Time", "Dossiers a second", "Processor time beside `json.loads`", "Largest process"),
            [
                (
                    name,
                    f"{found.median(name).wall:.1f} s",
                    f"{count / found.median(name).wall:,.0f}",
                    found.ratio(name, PARSING),
                    f"{found.median(name).memory:.0f} MB",
                )
                for name in commands
            ],
        )
        most = commands_in_turns({"csv": batch(longer, "csv")}, 1).median("csv").memory
    grown = (most - found.median("csv").memory) * 2**20 / ((MORE - 1) * count)
    sys.stdout.write(f"\n{MORE * count:,} to csv: {most:.0f} MB, {grown:,.0f} bytes more for each dossier more\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
