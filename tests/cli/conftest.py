"""The command, run as people run it: in a process of its own where that is what is tested, in this one elsewhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from relance_rules.cli.app import run as answered

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
"""Runs ``relance`` with the given arguments; ``stdin`` and ``env`` add to an environment without settings."""

_SETTINGS = ("RELANCE_RULES", "NO_COLOR", "COLUMNS")


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    return {**clean, "RELANCE_TRACEBACK": "1", **(more or {})}


def _bytes(stdin: str | bytes) -> bytes:
    return stdin.encode() if isinstance(stdin, str) else stdin


def _done(arguments: list[str], code: int, out: bytes, err: bytes) -> subprocess.CompletedProcess[str]:
    said = err.decode()
    assert "Traceback" not in said, said
    return subprocess.CompletedProcess(arguments, code, out.decode(), said)


@pytest.fixture(scope="session")
def installed() -> Run:
    """The installed command, in a pipe, from the top of the project."""
    command = Path(sys.executable).with_name("relance")
    assert command.exists(), "the package is not installed beside this Python"

    def run(
        *given: str | Path, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        arguments = [str(command), *map(str, given)]
        done = subprocess.run(
            arguments, input=_bytes(stdin), capture_output=True, cwd=ROOT, env=_environment(env), check=False
        )
        return _done(arguments, done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def relance() -> Run:
    """The same command with streams of its own, without the time that a process takes to start."""

    def run(
        *given: str | Path, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        arguments = list(map(str, given))
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        source = io.TextIOWrapper(io.BytesIO(_bytes(stdin)), encoding="utf-8")
        with (
            chdir(ROOT), redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", source),
            patch.dict(os.environ, _environment(env), clear=True),
        ):  # fmt: skip
            code = answered(arguments)
        streams = [stream.buffer.getvalue() for stream in (out, err) if isinstance(stream.buffer, io.BytesIO)]
        return _done(arguments, code, *streams)

    return run
