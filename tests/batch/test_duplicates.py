from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.batch import versions
from relance_rules.batch.duplicates import Duplicate
from rule_sets import Data, Trial

from .helpers import batch, dossier, texts, write_lines


def unlike(reference: str | None, number: int) -> Data:
    """A dossier that says something else than the others of its reference."""
    return dossier(reference, projet={"cout_total_ttc": f"{40 + number} k€"})


def test_a_reference_given_three_times_is_two_duplicates(trial_theme: Trial, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "lot.ndjson", [unlike(name, place) for place, name in enumerate(["A", "B", "A", "a. "])]
    )
    found, summary = batch(trial_theme.rules, path)
    assert summary.duplicates.count == 2
    assert summary.duplicates.listed == [
        Duplicate("A", f"{path}:1", f"{path}:3"),
        Duplicate("a.", f"{path}:1", f"{path}:4"),
    ]
    repeated = f"la référence « A » est déjà celle de {path}:1, et rien ne dit lequel"
    assert [any(repeated in note for note in texts(each.notes)) for each in found] == [False, False, True, False]
    first = f"la référence « A » est aussi celle de {path}:3, {path}:4, et rien ne dit lequel"
    assert [any(first in note for note in texts(each.notes)) for each in found] == [True, False, False, False]


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
    monkeypatch.setattr(versions, "MAX_LISTED", 2)
    _, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [unlike("A", n) for n in range(5)]))
    assert (summary.duplicates.count, len(summary.duplicates.listed)) == (4, 2)
