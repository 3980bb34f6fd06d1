"""Fixtures of the whole suite, and a deterministic hypothesis: the same examples on every run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import beside
from rule_sets import MakeTrial, Trial

settings.register_profile("suite", derandomize=True, deadline=None, max_examples=80)
settings.load_profile("suite")

TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to start where a test would be left out and none may be."""
    if beside.in_ci() and beside.absent():
        raise pytest.UsageError("; ".join(beside.sentences()))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the folders whose programs are not on this machine."""
    return True if beside.left_out(collection_path, TESTS) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out."""
    for sentence in beside.sentences():
        terminalreporter.write_line(sentence, yellow=True)


@pytest.fixture
def trial(tmp_path: Path) -> MakeTrial:
    """Make an invented theme whose given parts replace those of the plain one."""
    made = 0

    def make(**parts: Any) -> Trial:
        nonlocal made
        made += 1
        return Trial(tmp_path / f"rules-{made}", parts)

    return make
