"""The installed command, run as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
"""Runs ``relance`` with the given arguments; ``stdin`` and ``env`` add to an environment without settings."""


@pytest.fixture(scope="session")
def relance() -> Run:
    """The installed command, in a pipe, from the top of the project."""
    command = Path(sys.executable).with_name("relance")
    assert command.exists(), "the package is not installed beside this Python"
    clean = {name: value for name, value in os.environ.items() if name not in ("RELANCE_RULES", "NO_COLOR", "COLUMNS")}

    def run(
        *arguments: str | Path, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(command), *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=ROOT,
            env={**clean, **(env or {})},
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run
