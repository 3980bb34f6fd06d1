"""Who filed a dossier, and in whose hands it is, in the outputs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch.submissions import Submission
from relance_rules.dossiers.handling import Handling, moment_of
from rule_sets import Trial

from .helpers import batch, dossier, rendered, write_lines

SIRET, OTHER = "13000548100010", "21290019900016"
APPLICANTS = [{"nom": "Direction A", "siret": SIRET}, {"nom": "Direction B", "siret": OTHER}]


def handled(trial: Trial, folder: Path, handling: Handling, **more: Any) -> Submission:
    """A dossier, and what the platform says of it."""
    path = write_lines(folder / "lot.ndjson", [dossier("A", porteurs=APPLICANTS, **more)])
    ((found,), _) = batch(trial.rules, path)
    return replace(found, handling=handling)


@pytest.mark.parametrize(
    ("handling", "organisation", "siret"),
    [
        (Handling(), "Direction A", SIRET),
        (Handling(organisation="Ville de Brest", siret=OTHER), "Ville de Brest", OTHER),
        (Handling(organisation="Ville de Brest"), "Ville de Brest", None),
        # Never the name of one beside the number of another.
        (Handling(siret=OTHER), None, OTHER),
        (Handling(siret="130 005 481 00010"), "Direction A", SIRET),
    ],
)
def test_the_platform_says_who_filed_it_or_else_the_first_applicant_does(
    trial_theme: Trial, tmp_path: Path, handling: Handling, organisation: str | None, siret: str | None
) -> None:
    found = handled(trial_theme, tmp_path, handling)
    assert (found.organisation, found.siret) == (organisation, siret)
    assert found.applicants == ["Direction A", "Direction B"]


@pytest.mark.parametrize("applicants", [[], [{"nom": "Direction A"}], [{"siret": SIRET}]])
def test_what_the_first_applicant_does_not_say_is_not_taken_from_another(
    trial_theme: Trial, tmp_path: Path, applicants: list[dict[str, str]]
) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [{**dossier("A"), "porteurs": applicants}])
    ((found,), _) = batch(trial_theme.rules, path)
    first = applicants[0] if applicants else {}
    assert (found.organisation, found.siret) == (first.get("nom"), first.get("siret"))


ALL = Handling(
    "1234",
    "en_instruction",
    "Ville de Brest",
    OTHER,
    "agent@brest.example",
    "Bretagne",
    ("a@etat.example", "b@etat.example"),
    moment_of("2021-03-01T23:30:00+01:00"),
)


def test_how_a_dossier_stands_is_in_the_tables_and_in_json(trial_theme: Trial, tmp_path: Path) -> None:
    found = handled(trial_theme, tmp_path, ALL)
    _, summary = batch(trial_theme.rules, tmp_path / "lot.ndjson")
    (row,) = csv.DictReader(io.StringIO(rendered("csv", [found], summary, tmp_path)[1:]), delimiter=";")
    assert [row[title] for title in ("Organisation", "SIRET", "Contact", "Numéro de plateforme")] == [
        *("Ville de Brest", OTHER, "agent@brest.example", "1234"),
    ]
    assert [row[title] for title in ("Groupe instructeur", "Instructeurs", "État sur la plateforme", "Modifié le")] == [
        *("Bretagne", "a@etat.example, b@etat.example", "en instruction", "2021-03-01"),
    ]
    (report,) = json.loads(rendered("json", [found], summary, tmp_path))["reports"]
    assert report["submission"] == {
        "number": "1234",
        "organisation": "Ville de Brest",
        "siret": OTHER,
        "contact": "agent@brest.example",
        "group": "Bretagne",
        "instructors": ["a@etat.example", "b@etat.example"],
        "state": "en_instruction",
        "modified": "2021-03-01T23:30:00+01:00",
    }
    assert datetime.fromisoformat(report["submission"]["modified"]) == ALL.modified


def test_a_state_that_is_not_known_is_said_as_it_is(trial_theme: Trial, tmp_path: Path) -> None:
    found = handled(trial_theme, tmp_path, Handling(state="=brouillon"))
    _, summary = batch(trial_theme.rules, tmp_path / "lot.ndjson")
    (row,) = csv.DictReader(io.StringIO(rendered("csv", [found], summary, tmp_path)[1:]), delimiter=";")
    assert row["État sur la plateforme"] == "'=brouillon"
