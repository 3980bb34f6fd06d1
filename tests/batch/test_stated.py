"""What a dossier that can't be read says all the same of whose it is."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch.stated import identity_of
from rule_sets import Trial

from .helpers import batch, dossier, rendered, write_lines

SIRET = "13000548100010"


def test_each_part_is_read_on_its_own(trial_theme: Trial) -> None:
    given = dossier(
        depose_le="12/02/2021",
        projet={"cout_total_ttc": "1,200"},
        porteurs=[{"nom": "Direction A", "siret": "130 005 481 00010"}, {"siret": "1"}, {"nom": "B", "siret": "1"}],
    )
    assert identity_of(given, trial_theme.rules.plan) == {
        "projet.nom": "Essai",
        "projet.reference": "P-1",
        "depose_le": date(2021, 2, 12),
        "porteurs": ({"nom": "Direction A", "siret": SIRET}, {"nom": "B"}),
    }


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"projet": None, "porteurs": None, "depose_le": ""},
        {"projet": "P", "porteurs": "Direction A", "depose_le": "hier"},
        {"projet": {"nom": " ", "reference": []}, "porteurs": [None, "A", {}, {"nom": {}}], "depose_le": {}},
    ],
)
def test_what_says_nothing_that_can_be_read_states_nothing(trial_theme: Trial, data: dict[str, Any]) -> None:
    assert identity_of(data, trial_theme.rules.plan) == {}


def test_the_row_of_an_error_says_whose_it_is(trial_theme: Trial, tmp_path: Path) -> None:
    wrong = dossier("A", depose_le="hier", porteurs=[{"nom": "Ville de Brest", "siret": SIRET}, {"nom": "Autre"}])
    found = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [wrong]))
    (row,) = csv.DictReader(io.StringIO(rendered("csv", *found, tmp_path).removeprefix("\ufeff")), delimiter=";")
    titles = ("Référence", "Thème", "Organisation", "SIRET", "Projet", "Référence du projet", "Porteurs", "Déposé le")
    assert [row[title] for title in titles] == [
        *("A", "ESSAI", "Ville de Brest", SIRET, "Essai", "P-1", "Ville de Brest, Autre", ""),
    ]
    (report,) = json.loads(rendered("json", *found, tmp_path))["reports"]
    assert report["project"]["name"] == "Essai"
    assert report["project"]["applicants"][0] == {"name": "Ville de Brest", "siret": SIRET}
    assert report["project"]["filed_on"] is None
    assert report["submission"]["organisation"] == "Ville de Brest"
