"""A report is in no language: what it says is put into words for who reads it, and for nobody else."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml

from relance_rules import Money, Report, check, load_rules, to_dict
from relance_rules.checking import check as checking
from relance_rules.checking.check import Elsewhere, check_dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.values import Message

DOSSIERS = sorted((Path(__file__).resolve().parents[2] / "examples" / "dossiers").rglob("*.yaml"))
RULES = load_rules()


def test_no_sentence_is_composed_until_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in DOSSIERS]  # noqa: S506 - texts

    def filled(*_: object) -> str:
        raise AssertionError("a sentence was composed")

    monkeypatch.setattr(Message, "filled", filled)
    reports = [check(data, RULES) for data in stated]
    # All that a report says is worked out, in no language.
    assert reports == [check(data, RULES) for data in stated]
    assert {report.status for report in reports} == {"ready", "incomplete", "ineligible"}
    with pytest.raises(AssertionError, match="a sentence was composed"):
        to_dict(reports[0])


# ---- a report costs what is looked at

LATER = ("funding", "missing_facts", "notices", "ways_in", "unidentified")
OPEN: dict[str, Any] = {
    "theme": "SNAP3",
    "projet": {"cout_total_ttc": "600 000 €", "reference": "P-1"},
    "financement": {"subventions_anterieures": "1 000 €"},
}


def test_what_is_not_read_is_not_worked_out_and_what_is_read_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def split(*given: Any, inner: Any = checking.split) -> Any:
        asked.append("split")
        return inner(*given)

    monkeypatch.setattr(checking, "split", split)
    report = check(OPEN, RULES)
    assert (report.status, report.verdict, report.reference) == ("incomplete", "undetermined", None)
    assert asked == []
    assert report.funding is report.funding
    assert report.notices is report.notices
    assert asked == ["split"]


def test_a_report_is_the_same_whatever_is_read_first() -> None:
    expected = to_dict(check(OPEN, RULES))
    for order in permutations(LATER):
        report = check(OPEN, RULES)
        for name in order:
            getattr(report, name)
        assert report == check(OPEN, RULES)
        assert to_dict(report) == expected


def test_a_report_is_pickled_with_all_that_it_says() -> None:
    unread = check(OPEN, RULES)
    found: Report = pickle.loads(pickle.dumps(unread))  # noqa: S301 - our own
    assert found == unread == check(OPEN, RULES)
    assert to_dict(found) == to_dict(unread)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own
    assert replace(found, origin="autre").notices == found.notices
    assert found != check({**OPEN, "projet": {**OPEN["projet"], "cout_total_ttc": "600 001 €"}}, RULES)


def test_what_a_batch_learns_later_changes_no_report() -> None:
    theme, dossier = dossier_from(OPEN, RULES)
    known = {"project": Elsewhere(Money(200_000))}
    report, expected = (check_dossier(RULES.plan, theme, dossier, given) for given in (known, dict(known)))
    assert "SNAP3.projet" in [notice.id for notice in expected.notices]
    known["project"] = Elsewhere(None)
    assert report == expected


def test_nothing_of_a_report_can_be_set_and_it_has_nothing_else() -> None:
    report = check(OPEN, RULES)
    for name in ("status", *LATER):
        with pytest.raises(FrozenInstanceError):
            setattr(report, name, None)
    with pytest.raises(AttributeError, match="a report has no fundings"):
        report.fundings  # type: ignore[attr-defined]  # noqa: B018 - it raises
