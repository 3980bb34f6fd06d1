from __future__ import annotations

from pathlib import Path

from batch.helpers import batch, dossier, rendered, write_lines
from rule_sets import MakeTrial


def test_the_totals_are_those_of_the_text_and_no_dossier_is_listed(trial: MakeTrial, tmp_path: Path) -> None:
    submissions, summary = batch(trial().rules, write_lines(tmp_path / "lot.ndjson", [dossier("A-1"), dossier("A-2")]))
    totals = rendered("totals", submissions, summary, tmp_path)
    text = rendered("text", submissions, summary, tmp_path)
    assert totals.strip()
    assert "A-1" in text
    assert "A-1" not in totals
    assert totals.strip() in text
