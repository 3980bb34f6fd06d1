"""``relance batch --letters`` and ``relance letter``: letters as they are asked for on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch.helpers import dossier, limited, names_in, plain, write_lines
from batch.letters.helpers import paragraphs
from relance_rules.batch.letters.formats import letter_formats, read_template
from relance_rules.batch.letters.vocabulary import NAMES
from relance_rules.cli.app import run
from rule_sets import MakeTrial

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def lot(tmp_path: Path, trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ready dossier and an incomplete one, with a small set of rules."""
    monkeypatch.setenv("RELANCE_RULES", str(limited(trial).rules.directory))
    return str(write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B", pieces={})]))


def said(capsys: Captured) -> str:
    return plain(capsys.readouterr().err)


def test_letters_that_can_be_sent(lot: str, tmp_path: Path, capsys: Captured) -> None:
    model, folder = tmp_path / "modele.docx", tmp_path / "lettres"
    assert run(["letter", "--out", str(model)]) == 0
    asked = ["--letters", str(folder), "--letter-template", str(model), "--letters-date", "12/03/2021"]
    assert run(["batch", lot, "-f", "totals", *asked, "--letters-for", "incomplet"]) == 1
    assert (
        said(capsys) == f"{folder}: lettres écrites : 1 ; sans lettre : 1 (d’un autre état que ceux de --letters-for)\n"
    )
    assert names_in(folder) == ["B.docx", "lettres.csv", "sans_lettre.csv"]
    found = paragraphs("docx", (folder / "B.docx").read_bytes())
    assert "(Votre ville), le 12 mars 2021" in found
    # The lists are no dossiers, nor are the letters.
    assert run(["batch", str(folder), "-f", "totals"]) == 2
    assert "aucun dossier dans ce qui a été donné" in said(capsys)


@pytest.mark.parametrize("name", ["docx", "md", "odt"])
def test_a_format_is_named(name: str, lot: str, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "lettres"
    assert run(["batch", lot, "-f", "totals", "--letters", str(folder), "--letters-format", name]) == 1
    assert names_in(folder) == [f"A.{name}", f"B.{name}", "lettres.csv"]
    assert said(capsys) == f"{folder}: lettres écrites : 2\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--letters-format doc", "format de lettre inconnu : « doc » ; vouliez-vous dire « docx » ?"),
        ("--letters-for pres", "état inconnu : « pres » ; vouliez-vous dire « prêt » ?"),
        ("--letters-date hier", "--letters-date : « hier » n’est pas une date"),
        ("--letter-template absent.docx", "absent.docx: ce fichier n’existe pas"),
        ("--letter-template m.md", "m.md: marque inconnue : « dosier » ; vouliez-vous dire « dossier » ?"),
        ("--letter-template m.md --letters-format odt", "m.md: l’extension « .md » ne convient pas ; attendue : .odt"),
        ("-o lettres.csv", "lettres.csv: ce fichier est déjà à écrire"),
    ],
)
def test_what_can_not_be_done_is_told_before_anything_is_written(
    options: str, expected: str, lot: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "ici"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "m.md").write_text("{{ dosier }}", encoding="utf-8")
    assert run(["batch", lot, "-o", "a.csv", "--letters", ".", *options.split()]) == 2
    assert expected in said(capsys)
    assert names_in(place) == ["m.md"]


@pytest.mark.parametrize("option", ["--letters-format", "--letter-template", "--letters-date", "--letters-for"])
def test_options_of_letters_go_with_letters(option: str, lot: str, capsys: Captured) -> None:
    assert run(["batch", lot, option, "docx"]) == 2
    assert said(capsys) == "relance: ces options de lettres ne vont qu’avec --letters DIR\n"


def test_the_names_of_a_template_are_told(capsys: Captured) -> None:
    assert run(["letter"]) == 0
    shown = plain(capsys.readouterr().out)
    for name in NAMES:
        assert f"  • {name.spelled} : " in shown


@pytest.mark.parametrize("name", letter_formats())
def test_a_template_is_written_once(name: str, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / f"modele.{name}"
    assert run(["letter", "-o", str(path)]) == 0
    before = path.read_bytes()
    assert read_template(path).extension == f".{name}"
    assert run(["letter", "-o", str(path), "--lang", "en"]) == 2
    assert "this file already exists" in said(capsys)
    assert path.read_bytes() == before
    assert run(["letter", "-o", str(tmp_path / "modele.pdf")]) == 2
    assert said(capsys).endswith("l’extension « .pdf » ne convient pas ; attendue : .docx, .md, .odt\n")
    assert names_in(tmp_path) == [path.name]
