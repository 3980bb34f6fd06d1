from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.batch import summary as summaries
from relance_rules.batch.worker import Checked
from rule_sets import Trial

from .helpers import batch, dossier, write_lines


def test_a_reference_given_three_times_is_two_duplicates(trial_theme: Trial, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [dossier(name) for name in "ABAA"] + [dossier(None)] * 2)
    rows, summary = batch(trial_theme.rules, path)
    assert summary.duplicate_count == 2
    assert [each.again for each in summary.duplicates] == [f"{path}:3", f"{path}:4"]
    assert {(each.reference, each.first) for each in summary.duplicates} == {("A", f"{path}:1")}
    assert [any("déjà celle de" in note for note in row.notes) for row in rows] == [False] * 2 + [True] * 2 + [
        False
    ] * 2


def test_two_dossiers_of_one_place_are_two_all_the_same(trial_theme: Trial, tmp_path: Path) -> None:
    rows, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A")]))
    assert [row.notes for row in rows] == [()]
    (again,) = summary.add(Checked(tuple(rows), {}))
    assert again.notes != ()
    assert summary.duplicate_count == 1


def test_a_reference_is_known_even_where_its_dossier_can_not_be_read(trial_theme: Trial, tmp_path: Path) -> None:
    lines = [dossier("A"), dossier("A", theme="INCONNU")]
    rows, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
    assert [row.name for row in rows] == ["A", "A"]
    assert summary.duplicate_count == 1


def test_more_duplicates_than_can_be_listed_are_counted(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "MAX_LISTED", 2)
    _, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A")] * 5))
    assert (summary.duplicate_count, len(summary.duplicates)) == (4, 2)
