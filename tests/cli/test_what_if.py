"""``relance what-if``."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from .conftest import ROOT, Run

READY = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
REFUSED = ROOT / "examples" / "dossiers" / "SNAP3" / "non_eligible.yaml"
LINE = "depenses[1].montant_ttc=100 k€..3 M€"


def test_a_fact_that_varies_in_words_and_for_a_spreadsheet(relance: Run) -> None:
    done = relance("what-if", READY, "--vary", LINE)
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert "À partir de 120 000,02 € : Plafond de la subvention par projet" in told
    assert "À partir de 2 120 000,01 € : Le dossier est désormais non éligible" in told
    assert all(len(line) <= 80 and line == line.rstrip() for line in done.stdout.splitlines())
    table = relance("what-if", READY, "--vary", LINE, "-f", "csv", "--lang", "en").stdout
    assert table.startswith("\ufeffFrom;To;Dossier;")
    assert [row.split(";")[:5] for row in table.splitlines()[1:]] == [
        ["100000.00", "120000.01", "ready", "735000.00", "750000.00"],
        ["120000.02", "2120000.00", "ready", "750000.00", "750000.00"],
        ["2120000.01", "3000000.00", "not eligible", "750000.00", "750000.00"],
    ]


def test_json_is_what_its_schema_says(relance: Run) -> None:
    done = relance("what-if", READY, "--vary", LINE, "--for", "grant=750 001 €", "-f", "json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    schema = json.loads((ROOT / "schemas" / "what_if.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(data)
    assert [piece["from"] for piece in data["curve"]["segments"]] == ["100000.00", "120000.02", "2120000.01"]
    assert data["goal"]["best"] == {"grant": "750000.00", "fact": None}


def test_a_drawing_is_well_formed_and_takes_nothing_from_a_dossier_as_markup(relance: Run) -> None:
    text = READY.read_text(encoding="utf-8").replace("Gestion de flotte mobile", '"</svg><script>x</script>"')
    done = relance("what-if", "-", "--vary", LINE, "-f", "svg", stdin=text)
    root = ElementTree.fromstring(done.stdout)  # noqa: S314 - what the command has written
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    kinds = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert kinds == {"svg", "title", "style", "defs", "pattern", "path", "text"}
    assert len([each for each in root.iter() if each.get("class") == "edge"]) == 2


def test_a_goal_that_no_single_change_reaches(relance: Run) -> None:
    done = relance("what-if", REFUSED, "--for", "eligible", "--lang", "en")
    assert done.returncode == 1
    assert "No change of a single fact gets there." in done.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--vary", "depenses[1].montant=1..2"), "vouliez-vous dire « depenses[1].montant_ttc » ?"),
        (("--vary", "theme=1..2"), "ni un nombre ni un jour"),
        (("--for", "elligible"), "vouliez-vous dire « eligible » ?"),
        (("--for", "grant=beaucoup"), "--for"),
        ((), "que chercher ?"),
        (("--for", "eligible", "-f", "svg"), "donnez --vary"),
    ],
)
def test_what_cannot_be_asked_is_told_and_exits_with_2(relance: Run, options: tuple[str, ...], says: str) -> None:
    done = relance("what-if", READY, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr.replace("\u00a0", " ")


def test_a_request_below_the_grant_that_is_wanted_is_told(relance: Run) -> None:
    done = relance("what-if", READY, "--for", "grant=800 k€")
    assert done.returncode == 1
    assert "relevez-la aussi" in done.stdout


def test_days_and_numbers_are_said_as_french_says_them(relance: Run) -> None:
    day = relance("what-if", READY, "--vary", "depose_le=2021-01-04..2021-12-31").stdout
    assert "Du 4 janvier 2021 au 31 décembre 2021\u00a0; le dossier dit" in day
    assert "du 4 janvier 2021 au 31 décembre 2021 " in day
    assert "De 0,00" in relance("what-if", READY, "--vary", "depenses[1].montant_ttc=0..10").stdout
