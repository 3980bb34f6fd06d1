"""``relance batch --notes``: what a jury noted, in every output, and what it leaves as it is."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from batch.helpers import LIMITED, dossier, names_in, write_lines
from relance_rules.cli.app import run
from rule_sets import MakeTrial, item

from .conftest import Run

Captured = pytest.CaptureFixture[str]
NOTES = "Référence;interet;cout\nbarème;10;10\nA;4;5,5\nB;10;9\nZ;1;1\n"


@pytest.fixture
def lot(tmp_path: Path, trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three dossiers that are eligible, of which two are noted, and one that is not."""
    graded = trial(**LIMITED, sections={"criteria": [item("interet"), item("cout")]})
    monkeypatch.setenv("RELANCE_RULES", str(graded.rules.directory))
    lines = [dossier(each, projet={"reference": f"P-{each}"}) for each in "ABC"]
    (tmp_path / "notes.csv").write_text(NOTES, encoding="utf-8")
    return write_lines(tmp_path / "lot.ndjson", [*lines, dossier("D", depose_le="2020-12-31")])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_it_changes_no_report_and_is_in_each_output(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    out.mkdir()
    given = ["--notes", str(tmp_path / "notes.csv")]
    outputs = [word for name in ("a.json", "a.ndjson", "a.html", "a.xlsx") for word in ("--out", str(out / name))]
    assert run(["batch", str(lot), *given, *outputs]) == 1
    told = plain(capsys.readouterr().err)
    assert f"{tmp_path / 'notes.csv'}:5: « Z » n’est la référence d’aucun dossier éligible à noter" in told
    assert run(["batch", str(lot), "--out", str(out / "b.json")]) == 1
    noted, bare = (json.loads((out / name).read_text(encoding="utf-8")) for name in ("a.json", "b.json"))
    selection = noted.pop("selection")
    assert bare.pop("selection") is None
    assert noted.pop("trail")["options"]["notes"]["name"] == "notes.csv"
    bare.pop("trail")
    assert noted == bare
    (ranking,) = selection["rankings"]
    assert [(each["rank"], each["reference"], each["total"], each["line"]) for each in ranking["ranked"]] == [
        (1, "B", "19.000000", "within"),
        (2, "A", "9.500000", "crosses"),
    ]
    # 60 000 € in all, less the 20 000 € that a window sets aside.
    assert (ranking["envelope"], ranking["within"]) == ("40000.00", "30000.00")
    assert [(each["reference"], each["why"]) for each in ranking["unranked"]] == [("C", "no_notes")]
    assert selection["notes"] == "notes.csv"
    page = plain((out / "a.html").read_text(encoding="utf-8"))
    assert "2 A : 9,5 points" in page
    assert "Le classement ne décide de rien" in page
    book = openpyxl.load_workbook(out / "a.xlsx")
    rows = list(book["Sélection"].iter_rows(min_row=2, values_only=True))
    assert [row[1:5] for row in rows[:3]] == [
        ("1", "B", "Essai", 19),
        ("2", "A", "Essai", 9.5),
        (None, "C", "Essai", None),
    ]
    assert [cell.value for cell in book["Notes ESSAI"]["A"]] == ["Référence", "Barème", "A", "B", "C"]
    capsys.readouterr()
    assert run(["batch", str(lot), *given, "--lang", "en"]) == 1
    assert "The ranking decides nothing" in capsys.readouterr().out


def test_the_workbook_that_was_filled_in_is_read_back(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    filled = tmp_path / "rempli.xlsx"
    assert run(["batch", str(lot), "--out", str(filled)]) == 1
    book = openpyxl.load_workbook(filled)
    for row, marks in enumerate(((8, 9), (20, 19.5), (8, 9)), 3):
        for column, mark in enumerate(marks, 4):
            book["Notes ESSAI"].cell(row, column).value = mark
    book.save(filled)
    capsys.readouterr()
    assert run(["batch", str(lot), "--notes", str(filled)]) == 1
    said = " ".join(plain(capsys.readouterr().out).partition("Sélection")[2].split())
    assert "1 B : 39,5" in said
    assert "2 ex æquo A : 17 points, 30 000,00 € (cumul 90 000,00 €) : franchit l’enveloppe" in said
    assert "2 ex æquo C : 17 points" in said


def test_any_number_of_processes_gives_the_same(installed: Run, lot: Path, tmp_path: Path) -> None:
    env = {"RELANCE_RULES": os.environ["RELANCE_RULES"]}
    two = write_lines(tmp_path / "autre.ndjson", [dossier("E", projet={"reference": "P-E"})])
    one, many = (
        installed("batch", lot, two, "--notes", tmp_path / "notes.csv", "-f", "json", "-j", jobs, env=env).stdout
        for jobs in ("1", "2")
    )
    assert one == many
    (ranking,) = json.loads(one)["selection"]["rankings"]
    assert [each["reference"] for each in ranking["unranked"]] == ["E", "C"]


def test_results_with_notes_are_verified_with_them(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    results, notes = tmp_path / "r.json", tmp_path / "notes.csv"
    assert run(["batch", str(lot), "--notes", str(notes), "-o", str(results)]) == 1
    assert run(["verify", str(results), str(lot)]) == 0
    renamed = tmp_path / "jury.csv"
    renamed.write_bytes(notes.read_bytes())
    assert run(["verify", str(results), str(lot), "--notes", str(renamed)]) == 0
    text = results.read_text(encoding="utf-8")
    results.write_text(text.replace('"total":"19.000000"', '"total":"18.000000"'), encoding="utf-8")
    capsys.readouterr()
    assert run(["verify", str(results), str(lot)]) == 1
    assert "points en tout : 18.000000 → 19.000000" in " ".join(capsys.readouterr().out.split())
    away = tmp_path / "ailleurs.csv"
    notes.rename(away)
    assert run(["verify", str(results), str(lot)]) == 2
    assert "--notes notes.csv" in plain(capsys.readouterr().err)


def test_faults_of_the_file_stop_before_anything_is_written(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "notes.csv").write_text("Référence;intérêt\nA;25\n", encoding="utf-8")
    assert run(["batch", str(lot), "--notes", str(tmp_path / "notes.csv"), "-o", str(out / "a.csv")]) == 2
    assert "notes.csv:2: intérêt : « 25 » dépasse le barème" in plain(capsys.readouterr().err)
    assert names_in(out) == []
    assert run(["batch", "a.parquet", "--engine", "duckdb", "--notes", str(tmp_path / "notes.csv")]) == 2
    assert "ne va pas avec --engine duckdb : --notes" in plain(capsys.readouterr().err)


def test_the_grid_of_a_theme(lot: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["new", "ESSAI", "--format", "notes"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "\ufeffRéférence;Projet;Membre du jury;Libellé interet;Libellé cout",
        "Barème;;;20;20",
    ]
    for name in ("g.csv", "g.xlsx"):
        assert run(["new", "ESSAI", "--format", "notes", "--out", str(tmp_path / name)]) == 0
    assert zipfile.is_zipfile(io.BytesIO((tmp_path / "g.xlsx").read_bytes()))
    assert run(["new", "ESSAI", "--format", "notes", "--out", str(tmp_path / "g.yaml")]) == 2


def test_a_theme_without_criteria_has_no_grid(
    trial: MakeTrial, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("RELANCE_RULES", str(trial(**LIMITED).rules.directory))
    assert run(["new", "ESSAI", "--format", "notes"]) == 2
    assert "n’a pas de critères à noter" in plain(capsys.readouterr().err)
