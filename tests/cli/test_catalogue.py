"""``relance themes``, ``relance show`` and where the rules come from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from .conftest import ROOT, Run

CODES = sorted(path.stem for path in (ROOT / "rules" / "themes").glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules with one theme."""
    (tmp_path / "themes").mkdir()
    for name in ("ruleset.yaml", "vocabulary.yaml", "definitions.yaml"):
        shutil.copy(ROOT / "rules" / name, tmp_path)
    shutil.copy(ROOT / "rules" / "themes" / "SNAP3.yaml", tmp_path / "themes")
    return tmp_path


def test_the_themes_as_text(installed: Run) -> None:
    done = installed("themes")
    assert (done.returncode, done.stderr) == (0, "")
    assert [code for code in CODES if f"{code} ·" in done.stdout] == CODES
    assert all(len(line) <= 80 and line == line.rstrip() for line in done.stdout.splitlines())


def test_the_themes_as_json_and_markdown_in_english(relance: Run) -> None:
    themes = json.loads(relance("themes", "-f", "json", "--lang", "en").stdout)
    assert [theme["theme"] for theme in themes] == CODES
    assert {theme["theme"]: theme["title"] for theme in themes}["SNAP3"] == "Secure digital workstations"
    table = relance("--lang", "en", "themes", "--format", "markdown").stdout.splitlines()
    assert len(table) == len(CODES) + 2
    assert any("| SNAP3 · Secure digital workstations<br>" in row for row in table)


def test_a_theme_in_every_format(relance: Run) -> None:
    text = relance("show", "SNAP3")
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.startswith("SNAP3 · Terminaux numériques sécurisés\n")
    assert "________" in text.stdout
    assert relance("show", "snap3", "-f", "markdown").stdout.startswith("## SNAP3 · ")
    data = json.loads(relance("show", "SNAP3", "-f", "json", "--lang", "en").stdout)
    assert data["funding"]["ceilings"][0]["amount"] == "2000000.00"
    assert data["sections"]["criteria"]["items"][0]["label"] == "Cross-ministry purpose of the product"


def test_a_reading_in_every_format(relance: Run) -> None:
    text = relance("show", "r10B")
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.startswith("Lecture R10b\nUne réponse vraie mais trop générale")
    assert "\nVaut pour tous les thèmes\n\nCe qui repose sur elle\n" in text.stdout
    assert "\n  • ITN5.porteur\u00a0: " in text.stdout
    assert "\nVaut pour\u00a0: SNAP3, SNAP4\n" in relance("show", "R16").stdout
    assert relance("show", "R5", "-f", "markdown").stdout.startswith("## Lecture R5\n\n")
    data = json.loads(relance("show", "R16", "-f", "json", "--lang", "en").stdout)
    schema = json.loads((ROOT / "schemas" / "readings.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    (reading,) = data["readings"]
    assert (data["schema"], reading["code"], reading["themes"]) == ("relance-readings/1", "R16", ["SNAP3", "SNAP4"])
    assert reading["text"].startswith("What counts against the ceiling of a project")
    assert {each["theme"] for each in reading["statements"]} == {"SNAP3", "SNAP4"}


def test_all_the_readings(relance: Run) -> None:
    data = json.loads(relance("show", "--readings", "--format", "json").stdout)
    schema = json.loads((ROOT / "schemas" / "readings.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    codes = [reading["code"] for reading in data["readings"]]
    assert codes == list(yaml.safe_load((ROOT / "rules" / "ruleset.yaml").read_text(encoding="utf-8"))["readings"])
    text = relance("show", "--readings").stdout
    assert [line for line in text.splitlines() if line in codes] == codes
    assert all(len(line) <= 80 and line == line.rstrip() for line in text.splitlines())
    flat = " ".join(text.split())
    assert all(" ".join(reading["text"].split()) in flat for reading in data["readings"])
    assert relance("show", "--readings", "-f", "markdown").stdout.count("\n### ") == len(codes)


def test_a_theme_and_all_the_readings_or_neither_is_an_error(relance: Run) -> None:
    for arguments in (["show"], ["show", "SNAP3", "--readings"]):
        done = relance(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "relance: donnez un thème, une lecture, ou « --readings » seul\n"


def test_a_theme_holds_the_reading_that_bears_its_name(relance: Run) -> None:
    shown = " ".join(relance("show", "ITN2").stdout.split())
    assert shown.startswith("ITN2 · ")
    assert "• ITN2 : Les collectivités territoriales sont exclues en toutes lettres." in shown


def test_an_unknown_reading_names_the_nearest(relance: Run) -> None:
    done = relance("show", "R10bb")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "relance: ni thème ni lecture : « R10bb » ; vouliez-vous dire « R10b » ?\n"


def test_an_unknown_theme_names_the_nearest(relance: Run) -> None:
    done = relance("show", "SNAP33")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "relance: ni thème ni lecture : « SNAP33 » ; vouliez-vous dire « SNAP3 » ?\n"


def test_a_folder_of_rules_replaces_those_of_the_package(relance: Run, folder: Path, tmp_path: Path) -> None:
    by_option = relance("themes", "-f", "json", "--rules", folder)
    by_setting = relance("themes", "-f", "json", env={"RELANCE_RULES": str(folder)})
    assert [theme["theme"] for theme in json.loads(by_option.stdout)] == ["SNAP3"]
    assert by_setting.stdout == by_option.stdout
    # The option wins over the environment.
    both = relance("themes", "-f", "json", "--rules", folder, env={"RELANCE_RULES": str(tmp_path / "absent")})
    assert both.stdout == by_option.stdout


def test_a_folder_without_rules_or_with_broken_ones_is_an_error(relance: Run, folder: Path) -> None:
    done = relance("themes", "--rules", folder / "themes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "aucun fichier de règles" in done.stderr
    rule_file = folder / "themes" / "SNAP3.yaml"
    rule_file.write_text(rule_file.read_text(encoding="utf-8").replace("kind: guichet", "kind: concours"), "utf-8")
    done = relance("show", "SNAP3", "--rules", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "« concours » n’est pas une valeur de « modalite »" in done.stderr
    assert f"{rule_file}:" in done.stderr
