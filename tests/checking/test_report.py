"""A report is in no language: what it says is put into words for who reads it, and for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from relance_rules import check, load_rules, to_dict
from relance_rules.values import Message

DOSSIERS = sorted((Path(__file__).resolve().parents[2] / "examples" / "dossiers").rglob("*.yaml"))
RULES = load_rules()


def test_no_sentence_is_composed_until_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in DOSSIERS]  # noqa: S506 - texts

    def filled(*_: object) -> str:
        raise AssertionError("a sentence was composed")

    monkeypatch.setattr(Message, "filled", filled)
    reports = [check(data, RULES) for data in stated]
    assert {report.status for report in reports} == {"ready", "incomplete", "ineligible"}
    with pytest.raises(AssertionError, match="a sentence was composed"):
        to_dict(reports[0])
