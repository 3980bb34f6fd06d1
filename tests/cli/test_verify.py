"""``relance verify``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from batch.helpers import dossier, limited, write_lines
from relance_rules.cli.app import run
from rule_sets import MakeTrial

from .conftest import Run

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def lot(tmp_path: Path, trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of dossiers, and results of them beside it: ``r.json`` and ``r.ndjson``."""
    monkeypatch.setenv("RELANCE_RULES", str(limited(trial).rules.directory))
    folder = tmp_path / "lot"
    folder.mkdir()
    write_lines(folder / "a.ndjson", [dossier("A"), dossier("B", pieces={})])
    assert run(["batch", str(folder), "-o", str(tmp_path / "r.json"), "-o", str(tmp_path / "r.ndjson")]) == 1
    return folder


def told(capsys: Captured) -> str:
    return capsys.readouterr().err.replace("\u00a0", " ")


def test_nothing_something_and_no_way(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    for name in ("r.json", "r.ndjson"):
        assert run(["verify", str(tmp_path / name), str(lot)]) == 0
    assert "Rien ne diffère" in capsys.readouterr().out
    results = tmp_path / "r.ndjson"
    results.write_text(results.read_text().replace('"30000.00"', '"31000.00"'), encoding="utf-8")
    assert run(["verify", str(results), str(lot), "--lang", "en"]) == 1
    assert "these results were changed since they were written" in " ".join(capsys.readouterr().out.split())
    assert run(["verify", str(lot / "a.ndjson"), str(lot)]) == 2
    assert told(capsys) == f"{lot / 'a.ndjson'}: ce n’est pas un résultat de « relance batch » en JSON ou en NDJSON\n"
    assert run(["verify", str(tmp_path / "r.json"), str(tmp_path / "rien")]) == 2
    assert run(["verify", str(tmp_path / "absent.json"), str(lot)]) == 2


def test_as_json_and_markdown(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert run(["verify", str(tmp_path / "r.json"), str(lot), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["same"], found["checked"]) == ("relance-verify/1", True, 2)
    assert run(["verify", str(tmp_path / "r.json"), str(lot), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("## Vérification de ")


def test_the_installed_command_on_standard_input(installed: Run, lot: Path, tmp_path: Path) -> None:
    text = json.dumps(dossier("A")) + "\n"
    env = {"RELANCE_RULES": os.environ["RELANCE_RULES"]}
    done = installed("batch", "-", "-f", "ndjson", stdin=text, env=env)
    assert done.returncode == 0
    results = tmp_path / "flux.ndjson"
    results.write_text(done.stdout, encoding="utf-8")
    assert installed("verify", results, "-", stdin=text, env=env).returncode == 0
    assert installed("verify", results, "-", stdin=text.replace("30 k", "20 k"), env=env).returncode == 1


def test_the_language_of_the_results_is_theirs(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    results = tmp_path / "en.json"
    assert run(["batch", str(lot), "-o", str(results), "--lang", "en"]) == 1
    assert run(["verify", str(results), str(lot)]) == 0


def test_the_mapping_is_given_again_or_found_beside(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    away, results = tmp_path / "ailleurs" / "champs.yaml", tmp_path / "m.json"
    away.parent.mkdir()
    away.write_text("fields:\n  - {label: Nom, fact: projet.nom}\n", encoding="utf-8")
    assert run(["batch", str(lot), "-o", str(results), "--mapping", str(away)]) == 1
    capsys.readouterr()
    assert run(["verify", str(results), str(lot)]) == 2
    assert "faits avec « --mapping champs.yaml »" in told(capsys)
    assert run(["verify", str(results), str(lot), "--mapping", str(away)]) == 0
    beside = tmp_path / "champs.yaml"
    beside.write_bytes(away.read_bytes())
    assert run(["verify", str(results), str(lot)]) == 0
    beside.write_text("fields:\n  - {label: Titre, fact: projet.nom}\n", encoding="utf-8")
    # Another one beside is not the one: it counts only where it is given, and is then told.
    assert run(["verify", str(results), str(lot)]) == 2
    capsys.readouterr()
    assert run(["verify", str(results), str(lot), "--mapping", str(beside)]) == 1
    assert "--mapping, empreinte : " in capsys.readouterr().out.replace("\u00a0", " ")


@pytest.mark.parametrize("absolute", [False, True])
def test_the_files_of_options_may_be_put_elsewhere_under_another_name(
    absolute: bool, lot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    top = tmp_path if absolute else Path()
    given = {"decisions": "avant/decisions.csv", "since": "avant/r.json"}
    (tmp_path / "avant").mkdir()
    (tmp_path / "avant" / "r.json").write_bytes((tmp_path / "r.json").read_bytes())
    (tmp_path / "avant" / "decisions.csv").write_text(
        "reference;decision;montant;theme;x\nB;refusé;;;\nZ;accepté;1 000 €;ESSAI;\nY;;;;\n", encoding="utf-8"
    )
    options = [word for name, path in given.items() for word in (f"--{name}", str(top / path))]
    names = ("n.json", "n.ndjson")
    assert run(["batch", "lot", *options, *(word for name in names for word in ("-o", name))]) == 0
    capsys.readouterr()
    (tmp_path / "ailleurs").mkdir()
    for name, path in given.items():
        (tmp_path / path).rename(tmp_path / "ailleurs" / f"autre-{name}{Path(path).suffix}")
    options = [
        word
        for name, path in given.items()
        for word in (f"--{name}", str(top / "ailleurs" / f"autre-{name}{Path(path).suffix}"))
    ]
    for name in names:
        assert run(["verify", name, "lot", *options]) == 0, capsys.readouterr().out
    # A place in them that was changed is none of that.
    results = tmp_path / "n.ndjson"
    results.write_text(results.read_text(encoding="utf-8").replace("decisions.csv:3", "decisions.csv:4"), "utf-8")
    assert run(["verify", "n.ndjson", "lot", *options]) == 1


def test_a_trail_that_was_made_up_leads_to_no_other_file(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    results = tmp_path / "r.json"
    data = json.loads(results.read_text(encoding="utf-8"))
    for name in ("/etc/passwd", "../../../../etc/passwd", "..", "", "\x00"):
        file = {"name": name, "sha256": "0" * 64, "bytes": 1}
        for made_up in ({"mapping": file}, {"mapping": None, "mappings": [file, file]}):
            data["trail"]["options"] |= made_up
            results.write_text(json.dumps(data), encoding="utf-8")
            capsys.readouterr()
            assert run(["verify", str(results), str(lot)]) == 2
            assert "donnez ce fichier" in told(capsys)
        del data["trail"]["options"]["mappings"]


def test_what_another_engine_made_is_refused(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    results = tmp_path / "r.json"
    data = json.loads(results.read_text(encoding="utf-8"))
    data["trail"]["options"]["engine"] = "duckdb"
    results.write_text(json.dumps(data), encoding="utf-8")
    capsys.readouterr()
    assert run(["verify", str(results), str(lot)]) == 2
    assert "ont été faits avec --engine, que « relance verify » ne refait pas" in told(capsys)
