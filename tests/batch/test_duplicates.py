from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.batch import duplicates
from relance_rules.batch.duplicates import Duplicate, Duplicates, Referenced
from relance_rules.batch.kept import Kept
from rule_sets import Trial

from .helpers import batch, dossier, texts, write_lines


def test_a_reference_given_three_times_is_two_duplicates(trial_theme: Trial, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [dossier(name) for name in "ABAA"] + [dossier(None)] * 2)
    found, summary = batch(trial_theme.rules, path)
    assert summary.duplicates.count == 2
    assert summary.duplicates.listed == [Duplicate("A", f"{path}:1", f"{path}:{line}") for line in (3, 4)]
    repeated = f"la référence « A » est déjà celle de {path}:1 ; les deux dossiers sont comptés"
    assert [repeated in texts(each.notes) for each in found] == [False, False, True, True, False, False]


def test_two_dossiers_of_one_place_are_two_all_the_same() -> None:
    found = Duplicates()
    kept = Kept()
    found.add([Referenced((0, 0, 0), "a", "A"), Referenced((0, 0, 1), "a", "A")], kept)
    found.add([Referenced((1, 0, 0), "b", "A"), Referenced((1, 0, 1), "b", "a")], kept)
    assert (found.count, kept.repeated(0), kept.repeated(1)) == (2, {(0, 0, 1): "a"}, {(1, 0, 0): "a"})


def test_a_reference_is_known_even_where_its_dossier_can_not_be_read(trial_theme: Trial, tmp_path: Path) -> None:
    lines = [dossier("A"), dossier("A", theme="INCONNU"), dossier(" A ", projet={"cout_total_ttc": "1,200"})]
    found, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
    assert [(each.name, each.status) for each in found] == [("A", "ready"), ("A", "error"), ("A", "error")]
    assert summary.duplicates.count == 2


def test_a_reference_that_can_not_be_read_is_none(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "lot.ndjson"
    path.write_text(
        '{"theme": "ESSAI", "reference": ["A"]}\n{"theme": "ESSAI", "reference": "\\ud800"}\n', encoding="utf-8"
    )
    found, summary = batch(trial_theme.rules, path)
    assert [(each.status, each.name) for each in found] == [("error", f"{path}:1"), ("error", f"{path}:2")]
    assert summary.duplicates.count == 0


def test_more_duplicates_than_can_be_listed_are_counted(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "MAX_LISTED", 2)
    _, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A")] * 5))
    assert (summary.duplicates.count, len(summary.duplicates.listed)) == (4, 2)
