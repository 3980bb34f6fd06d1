"""A theme whose dossiers a jury notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from relance_rules.batch.selection.notes import Notes, read_notes
from rule_sets import MakeTrial, Trial, item

from ..helpers import LIMITED

MakeNotes = Callable[..., Notes]


@pytest.fixture
def graded(trial: MakeTrial) -> Trial:
    """The theme of LIMITED with two criteria, ``interet`` and ``cout``."""
    return trial(**LIMITED, sections={"criteria": [item("interet"), item("cout")]})


@pytest.fixture
def notes(graded: Trial, tmp_path: Path) -> MakeNotes:
    """The notes that a text holds, in a file of a name."""

    def make(text: str, name: str = "notes.csv") -> Notes:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_notes(path, graded.rules.plan)

    return make
