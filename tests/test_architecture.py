from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import relance_rules

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "relance_rules"


def test_rooms_depend_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken." in done.stdout


def test_every_room_is_in_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")[2]
    listed = set(re.findall(r"relance_rules\.(\w+)", contract))
    rooms = {path.stem for path in SOURCE.glob("*.py") if not path.stem.startswith("__")}
    rooms |= {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms == listed


def test_no_theme_is_named_in_the_code() -> None:
    codes = list(relance_rules.load_rules())
    assert len(codes) == 16
    named = re.compile(rf"\b({'|'.join(codes)})(?![A-Za-z0-9])")
    assert named.search("ITN5.depot")
    found = []
    for path in SOURCE.rglob("*"):
        if path.suffix in (".py", ".po", ".css", ".js", ".html"):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
                # The examples of the public API are calls that a reader can run.
                example = path == SOURCE / "__init__.py" and line.lstrip().startswith(">>> ")
                if named.search(line) and not example:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_the_package_says_that_it_is_typed() -> None:
    assert (SOURCE / "py.typed").is_file()
