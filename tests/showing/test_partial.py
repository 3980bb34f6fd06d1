from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from relance_rules.showing.files import write_whole
from relance_rules.showing.partial import BESIDE, SCRATCH, own, sweep


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_dead_processes_left_is_removed_and_nothing_else(tmp_path: Path, dead: int) -> None:
    gone = own(BESIDE).replace(f".{os.getpid()}.", f".{dead}.")
    kept = [
        f"{own(BESIDE)}x.part",
        ".relance.ailleurs.1.x.part",
        f"{gone}",
        f"{gone[1:]}x",
        gone.replace(f".{dead}.", ".0.") + "x",
        gone.replace(f".{dead}.", ".1.") + "x",
        f"a{gone}x",
        "a.csv",
    ]
    for name in [*kept, f"{gone}x.part"]:
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / f"{gone}y.part").mkdir()
    (tmp_path / f"{gone}y.part" / "lettre.md").write_text("x", encoding="utf-8")
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / f"{gone}z.part").symlink_to("dossier")
    sweep(tmp_path, BESIDE)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*kept, "dossier"])
    assert (tmp_path / "dossier" / "a.md").exists()


def test_a_file_that_is_written_sweeps_its_folder(tmp_path: Path, dead: int) -> None:
    left = tmp_path / f"{own(BESIDE).replace(str(os.getpid()), str(dead))}x.part"
    left.write_text("x", encoding="utf-8")
    write_whole(tmp_path / "a.csv", "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_folder_that_is_not_there_is_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "absent", SCRATCH)


def test_machines_whose_long_names_start_alike_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"relance-batch-worker-deployment-7d9f8b6c5d-{end}" for end in ("x2x9z", "q7w4k")]
    names += ["a.b", "a-b", "", "../é.local"]
    given = set()
    for name in names:
        monkeypatch.setattr(platform, "node", lambda name=name: name)
        given.add(own(SCRATCH))
        # Whatever the name, it leads nowhere else.
        assert re.fullmatch(rf"relance\.[0-9a-f]{{16}}\.{os.getpid()}\.", own(SCRATCH))
    assert len(given) == len(names)


def test_processes_that_are_numbered_apart_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    here = own(SCRATCH)
    stat = Path.stat
    elsewhere = SimpleNamespace(st_ino=1)
    monkeypatch.setattr(Path, "stat", lambda path: elsewhere if str(path).endswith("ns/pid") else stat(path))
    assert own(SCRATCH) != here
