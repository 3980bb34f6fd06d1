"""The batches that the tests of the outputs look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from rule_sets import MakeTrial, Trial

from .helpers import attacks, batch, dossier, limited, rendered, write_lines

Render = Callable[[str], Any]
"""What a format writes for a batch."""


@pytest.fixture
def trial_theme(trial: MakeTrial) -> Trial:
    """A theme whose grants add up by project."""
    return limited(trial)


@pytest.fixture
def mixed(trial_theme: Trial, tmp_path: Path) -> tuple[list[Submission], Summary]:
    """Dossiers in every state: ready, incomplete, ineligible, in contradiction, unreadable, given twice."""
    lines = [
        dossier("2021-1"),
        dossier("2021-2", depose_le="2021-04-12", engagements={}),
        dossier("2021-3", depose_le="2020-12-31"),
        dossier("2021-4", projet={"reference": "P-4"}, depenses=[{"montant_ttc": "1 €", "titre": 3}]),
        dossier("2021-5", projet={"cout_total_ttc": "1,200", "reference": "P-5"}),
        dossier("2021-1", projet={"reference": "P-2"}),
    ]
    return batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))


@pytest.fixture
def render(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> Render:
    """What a format writes for the mixed batch."""
    return lambda name: rendered(name, *mixed, tmp_path)


@pytest.fixture
def attacked(trial_theme: Trial, tmp_path: Path) -> Render:
    """What a format writes for dossiers whose every text is an attack."""
    submissions, summary = batch(trial_theme.rules, write_lines(tmp_path / "attaques.ndjson", attacks()))
    return lambda name: rendered(name, submissions, summary, tmp_path)
