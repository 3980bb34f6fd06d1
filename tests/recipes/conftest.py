from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Workshop:
    """A copy of the package and of its rules, to which a recipe of CONTRIBUTING.md adds something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "src" / "relance_rules"
        self.rules = folder / "rules"
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "rules", self.rules)

    def add(self, path: str, text: str) -> None:
        """A new module of the package."""
        (self.package / path).write_text(text, encoding="utf-8")

    def change(self, path: str, before: str, after: str) -> None:
        """One line of the package, or of its rules, written otherwise."""
        file = self.rules / path if path.endswith(".yaml") else self.package / path
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path} has {text.count(before)} times {before!r}"
        file.write_text(text.replace(before, after), encoding="utf-8")

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """What the command prints, run from the copy."""
        command = [sys.executable, "-m", "relance_rules", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "src"), "RELANCE_RULES": str(self.rules)}
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=self.folder, timeout=120
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """What some Python prints, run from the copy."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "src")}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=self.folder,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def dossier(self, example: str = "ITN4", code: str | None = None, **changes: Any) -> Path:
        """The ready example of a theme with some keys replaced, as a JSON file."""
        import yaml

        data = yaml.safe_load((ROOT / "examples" / "dossiers" / example / "pret.yaml").read_text(encoding="utf-8"))
        file = self.folder / "dossier.json"
        file.write_text(json.dumps({**data, "theme": code or example, **changes}, default=str), encoding="utf-8")
        return file


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)
