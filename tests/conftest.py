"""Fixtures of the whole suite, and a deterministic hypothesis: the same examples on every run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from rule_sets import MakeTrial, Trial

settings.register_profile("suite", derandomize=True, deadline=None, max_examples=80)
settings.load_profile("suite")


@pytest.fixture
def trial(tmp_path: Path) -> MakeTrial:
    """Make an invented theme whose given parts replace those of the plain one."""
    made = 0

    def make(**parts: Any) -> Trial:
        nonlocal made
        made += 1
        return Trial(tmp_path / f"rules-{made}", parts)

    return make
