from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from relance_rules import Rules, load_rules
from relance_rules.batch import reads as module
from relance_rules.batch.digests import unread_content
from relance_rules.batch.reads import read_of
from relance_rules.batch.seen import Seen, Version, seen_of
from relance_rules.dossiers.handling import Decision, Handling
from relance_rules.dossiers.reading import document_from
from relance_rules.dossiers.records import Record, failed
from rule_sets import Trial

from .helpers import dossier

ROOT = Path(__file__).resolve().parents[2]
PLACE = (0, 0, 0)


def seen(rules: Rules, data: dict[str, Any], handling: Handling | None = None) -> Seen:
    record = Record("f", document_from(data), handling=handling or Handling())
    return seen_of(read_of(PLACE, record, rules), record, rules.plan)


def test_how_it_stands_on_the_platform_goes_with_it(trial_theme: Trial) -> None:
    changed = datetime(2021, 3, 1, 10, tzinfo=UTC)
    handling = Handling("12", modified=changed, decision=Decision("awarded"))
    found = seen(trial_theme.rules, dossier("A"), handling)
    assert found[:6] == (PLACE, "f", "A", "12", changed, True)
    assert seen(trial_theme.rules, dossier("A"))[:6] == (PLACE, "f", "A", None, None, False)


def test_nothing_is_raised_whatever_it_holds(trial_theme: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = dossier("A", theme=["x"])
    assert seen(trial_theme.rules, odd)[6:] == (unread_content(odd), None)
    record = failed("f", stated={"reference": "A"})
    unread = seen_of(read_of(PLACE, record, trial_theme.rules), record, trial_theme.rules.plan)
    assert unread.content == unread_content({"reference": "A"})

    def unforeseen(*_: object) -> None:
        raise ValueError("imprévu")

    monkeypatch.setattr(module, "dossier_of", unforeseen)
    assert seen(trial_theme.rules, dossier("A"))[6:] == (unread_content(dossier("A")), None)


def test_the_phases_of_a_project_are_no_project_filed_twice() -> None:
    rules = load_rules()
    data: dict[str, Any] = {
        "theme": "SNAP3",
        "projet": {"nom": "Poste", "phase": 1, "cout_total_ttc": "1 M€"},
        "porteurs": [{"nom": "Agence", "siret": "19553815200016"}],
    }
    first = seen(rules, data).project
    assert first is not None
    assert seen(rules, {**data, "reference": "B", "depose_le": "2021-02-12"}).project == first
    other: dict[str, Any]
    for other in ({"phase": 2}, {"phase": None}, {"nom": "Postes"}, {"cout_total_ttc": "1 000 000,01 €"}):
        assert seen(rules, {**data, "projet": {**data["projet"], **other}}).project != first
    for lacking in ({"nom": None}, {"cout_total_ttc": None}):
        assert seen(rules, {**data, "projet": {**data["projet"], **lacking}}).project is None
    assert seen(rules, {**data, "porteurs": [{"nom": "Agence"}]}).project is None
    # Under two references of a project, it is said of these, whose ceilings are counted apart.
    named = [{**data, "projet": {**data["projet"], "reference": each}} for each in ("P-1", "p–1.", "P-2")]
    one, same, other_project = (seen(rules, each).project for each in named)
    assert one == same != other_project
    # The sum of its lines is the cost of one that states no total.
    lines = [{"montant_ttc": "400 k€"}, {"montant_ttc": "600 k€"}]
    summed = {**data, "projet": {"nom": "poste", "phase": 1}, "depenses": lines}
    assert seen(rules, summed).project == first


def test_later_batches_know_it_again_by_its_number_or_else_by_its_reference() -> None:
    changed = datetime(2021, 3, 1, 10, tzinfo=UTC)
    both = Seen(PLACE, "f", "A – 1.", "12", changed, decided=False, content="x")
    assert both.version == Version("12", "x", "2021-03-01T10:00:00+00:00")
    assert both._replace(number=None, modified=None).version == Version("a-1", "x")
    assert both._replace(number=None, reference="...", modified=None).version == Version("...", "x")
    assert both._replace(number=None, reference=None).name is None
    assert both._replace(number=None, reference=None, modified=None).version == Version(None, "x")
