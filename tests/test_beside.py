"""A test that needs a program of the machine is run, or said to be left out, or fails the run: never silent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import beside

ROOT = Path(__file__).resolve().parents[1]


def run(path: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Collect the tests of the browser and of editors where the machine has only the programs of a folder."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--collect-only"]
    environment = {**os.environ, "PATH": str(path), "CI": ci}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        environment.pop(name, None)
    folders = [f"tests/{name}" for name in beside.NEEDS]
    return subprocess.run(
        [*command, *folders, "tests/test_beside.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    result = run(tmp_path, "")
    assert result.returncode == 0, result.stdout
    assert "tests/browser was left out: chromium and chromedriver not found" in result.stdout
    assert "tests/editor was left out: node and npm not found" in result.stdout
    assert "tests/test_beside.py::" in result.stdout
    assert "tests/browser/test_page.py::" not in result.stdout


def test_nothing_may_be_left_out_in_continuous_integration(tmp_path: Path) -> None:
    result = run(tmp_path, "true")
    assert result.returncode == pytest.ExitCode.USAGE_ERROR, result.stdout
    assert "tests/browser was left out" in result.stderr


def test_what_is_there_is_collected(tmp_path: Path) -> None:
    for names in beside.NEEDS.values():
        for name in names:
            (tmp_path / name).write_text("#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)
    result = run(tmp_path, "true")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "left out" not in result.stdout
    assert "tests/browser/test_page.py::" in result.stdout
    assert "tests/editor/test_yaml_language_server.py::" in result.stdout
