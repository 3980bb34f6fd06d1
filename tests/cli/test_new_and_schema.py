"""``relance new`` and ``relance schema``."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import ROOT, Run

NAMES = [
    *("ruleset", "vocabulary", "definitions", "family", "theme", "table"),
    *("dossier", "report", "explanation", "catalogue"),
]


def test_a_new_dossier_goes_straight_to_check(relance: Run) -> None:
    new = relance("new", "snap3")
    assert (new.returncode, new.stderr) == (0, "")
    assert "\ntheme: SNAP3\n" in new.stdout
    done = relance("check", "-", "--format", "json", stdin=new.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["status"] == "incomplete"


def test_a_new_dossier_in_english_and_of_an_unknown_theme(relance: Run) -> None:
    assert "# What is the project called?" in relance("new", "SNAP3", "--lang", "en").stdout
    done = relance("new", "SNAP")
    assert (done.returncode, done.stdout) == (2, "")
    assert "thème inconnu : « SNAP »" in done.stderr


def test_the_schemas_are_named_printed_and_written(relance: Run, tmp_path: Path) -> None:
    names = relance("schema").stdout.split()
    assert names[: len(NAMES)] == NAMES
    assert {path.name for path in (ROOT / "schemas").iterdir()} == {f"{name}.schema.json" for name in names}
    committed = {name: (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8") for name in names}
    assert relance("schema", "report").stdout == committed["report"]
    folder = tmp_path / "deep" / "schemas"
    done = relance("schema", "--out", folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert written == {f"{name}.schema.json": text for name, text in committed.items()}
    only = tmp_path / "one"
    assert relance("schema", "report", "--out", only).returncode == 0
    assert [path.name for path in only.iterdir()] == ["report.schema.json"]


def test_an_unknown_schema_and_a_folder_that_is_none_are_errors(relance: Run, tmp_path: Path) -> None:
    done = relance("schema", "dossiers")
    assert (done.returncode, done.stdout) == (2, "")
    said = done.stderr.replace("\u00a0", " ")
    assert said == "relance: schéma inconnu : « dossiers » ; vouliez-vous dire « dossier » ?\n"
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    done = relance("schema", "--out", taken)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{taken}: " in done.stderr


def test_queries_need_no_theme_and_a_mapping_may_have_a_form(relance: Run, tmp_path: Path) -> None:
    asked, query = tmp_path / "form.graphql", relance("new", "--format", "query")
    assert (query.returncode, query.stderr) == (0, "")
    assert "\nquery Dossiers(" in query.stdout
    assert relance("new", "--format", "form-query", "--out", asked).returncode == 0
    assert "\nquery Formulaire(" in asked.read_text(encoding="utf-8")
    form = tmp_path / "form.json"
    form.write_text('{"champDescriptors": [{"id": "12", "label": "Titre du projet", "type": "text"}]}', "utf-8")
    done = relance("new", "SNAP3", "--format", "mapping", "--form", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert '  - label: "Titre du projet"\n    field: "12"\n    fact: projet.nom\n' in done.stdout
    for arguments, said in (
        (("new",), "il manque le thème : l’un de ITN1"),
        (("new", "SNAP3", "--form", form), "--form va avec --format mapping"),
        (("new", "SNAP3", "--format", "mapping", "--form", asked), "form.graphql"),
    ):
        done = relance(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr.replace("\u00a0", " ")
