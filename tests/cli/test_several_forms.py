"""A batch of the exports of two forms, each with its mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from batch.helpers import dossier, limited, write_lines
from dossiers.helpers import SIRET
from relance_rules.cli.app import run
from rule_sets import MakeTrial

Captured = pytest.CaptureFixture[str]

COMMON = """
defaults:
  theme: ESSAI
  financement.subventions_anterieures: 0
  engagements.suivi: true
  pieces.budget: true
fields:
"""
FIRST = COMMON + (
    "  - {label: Projet, fact: projet.reference}\n  - {label: Coût, fact: projet.cout_total_ttc}\n"
    "  - {label: Demande, fact: financement.subvention_demandee}\n"
)
SECOND = COMMON + (
    "  - {label: Code, fact: projet.reference}\n  - {label: Coût, fact: projet.cout_total_ttc}\n"
    "  - {label: Montant voulu, fact: financement.subvention_demandee}\n"
)


def node(number: int, day: str, asked: str = "75000") -> dict[str, Any]:
    # What the mapping does not name makes a remark, which names the mapping.
    answers = {"Projet": "P-1", "Coût": "100000", "Demande": asked, "Libre": "x"}
    return {
        "number": number,
        "state": "en_instruction",
        "dateDepot": f"{day}T10:00:00+01:00",
        "demandeur": {"siret": SIRET, "entreprise": {"raisonSociale": "AGENCE"}},
        "champs": [{"id": label, "label": label, "stringValue": text} for label, text in answers.items()],
        "annotations": [],
    }


CSV = "ID,Entreprise raison sociale,État du dossier,Déposé le,Instructeurs,Code,Coût,Montant voulu\n{}"
ROW = "2,AGENCE,En instruction,2021-02-10 10:00,i@b.fr,P-1,100000,75000\n"
MAPPINGS = ("--mapping", "premier.yaml", "--mapping", "second.yaml")


@pytest.fixture
def desk(tmp_path: Path, trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the mappings of two forms, and in ``lot`` an export of each: two dossiers of one project."""
    monkeypatch.setenv("RELANCE_RULES", str(limited(trial).rules.directory))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "premier.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.yaml").write_text(SECOND, encoding="utf-8")
    (tmp_path / "lot").mkdir()
    (tmp_path / "lot" / "a.json").write_text(json.dumps([node(1, "2021-02-01")]), encoding="utf-8")
    (tmp_path / "lot" / "b.csv").write_text(CSV.format(ROW), encoding="utf-8")
    return tmp_path


def batch(*words: str) -> dict[str, Any]:
    run(["batch", "lot", *MAPPINGS, *words, "-o", "r.json"])
    found: dict[str, Any] = json.loads(Path("r.json").read_text(encoding="utf-8"))
    return found


def test_a_project_of_two_forms_shares_its_ceiling_and_its_envelope(desk: Path) -> None:
    found = batch()
    assert {each["reference"]: each["funding"]["grant"] for each in found["reports"]} == {
        "1": "75000.00",
        "2": "25000.00",
    }
    (project,) = found["projects"]
    assert (len(project["dossiers"]), project["proposed"], project["left"]) == (2, "100000.00", "0.00")
    # As where they are written as dossiers, without any form.
    written = [
        dossier(
            number,
            depose_le=day,
            projet={"cout_total_ttc": "100 k€", "nom": None},
            porteurs=[{"nom": "AGENCE"}],
            financement={"subvention_demandee": "75 k€", "subventions_anterieures": 0},
        )
        for number, day in (("1", "2021-02-01"), ("2", "2021-02-10"))
    ]
    write_lines(desk / "dossiers.ndjson", written)
    run(["batch", "dossiers.ndjson", "-o", "d.json"])
    same = json.loads((desk / "d.json").read_text(encoding="utf-8"))
    for key in ("themes", "envelopes"):
        assert found[key] == same[key]


def test_the_order_of_the_mappings_is_nothing(desk: Path) -> None:
    found = batch()
    run(["batch", "lot", "--mapping", "second.yaml", "--mapping", "premier.yaml", "-o", "r.json"])
    again = json.loads((desk / "r.json").read_text(encoding="utf-8"))
    assert again["trail"]["options"]["mappings"] == found["trail"]["options"]["mappings"][::-1]
    del again["trail"], found["trail"]
    assert again == found


def test_the_trail_names_them_all_and_they_are_verified(desk: Path, capsys: Captured) -> None:
    options = batch()["trail"]["options"]
    assert options["mapping"] is None
    assert [each["name"] for each in options["mappings"]] == ["premier.yaml", "second.yaml"]
    run(["batch", "lot", "--mapping", "premier.yaml", "-o", "un.json"])
    one = json.loads((desk / "un.json").read_text(encoding="utf-8"))["trail"]["options"]
    assert one["mapping"] == options["mappings"][0]
    assert "mappings" not in one
    assert run(["verify", "r.json", "lot"]) == 0
    # Given in another order, under other names, elsewhere: they are the same.
    (desk / "x").mkdir()
    (desk / "premier.yaml").rename(desk / "x" / "p.yaml")
    assert run(["verify", "r.json", "lot", "--mapping", "second.yaml", "--mapping", "x/p.yaml"]) == 0
    capsys.readouterr()
    assert run(["verify", "r.json", "lot"]) == 2
    assert "faits avec « --mapping premier.yaml »" in capsys.readouterr().err.replace("\u00a0", " ")
    # One less, one more, or another one is told, whatever it changes.
    (desk / "x" / "autre.yaml").write_text(FIRST + "# rien\n", encoding="utf-8")
    for given, path in (
        (("second.yaml",), "– --mapping : "),
        (("x/p.yaml", "second.yaml", "x/autre.yaml"), "– correspondance n° 3 : "),
        (("second.yaml", "x/autre.yaml"), "– correspondance n° 1, empreinte : "),
    ):
        capsys.readouterr()
        assert run(["verify", "r.json", "lot", *(word for each in given for word in ("--mapping", each))]) == 1
        assert path in capsys.readouterr().out.replace("\u00a0", " ")


def test_what_changed_what_is_decided_and_letters_go_with_them(desk: Path) -> None:
    batch()
    (desk / "r.json").rename(desk / "lundi.json")
    (desk / "decisions.csv").write_text("reference;decision;montant\n1;accepté;50 000 €\n", encoding="utf-8")
    (desk / "lot" / "b.csv").write_text(CSV.format(ROW.replace("75000", "60000")), encoding="utf-8")
    found = batch("--since", "lundi.json", "--decisions", "decisions.csv", "--letters", "lettres")
    assert {each["reference"]: each["funding"]["grant"] for each in found["reports"]} == {"2": "50000.00"}
    (project,) = found["projects"]
    assert (project["decided"], project["proposed"]) == ("50000.00", "50000.00")
    assert len(list((desk / "lettres").glob("*2*"))) == 1
    assert run(["verify", "r.json", "lot"]) == 0


def test_a_table_of_the_dossiers_of_two_forms(desk: Path, capsys: Captured) -> None:
    pytest.importorskip("duckdb")
    assert run(["table", "lot", *MAPPINGS, "-o", "t.parquet"]) == 0
    assert "t.parquet : 2 dossiers, dont 0 illisibles" in capsys.readouterr().out.replace("\u00a0", " ")


def test_what_an_option_reads_is_no_dossier_of_the_folder(desk: Path, capsys: Captured) -> None:
    for name in ("premier.yaml", "second.yaml"):
        (desk / name).rename(desk / "lot" / name)
    (desk / "lot" / "decisions.csv").write_text("reference;decision;montant\n1;accepté;50 000 €\n", encoding="utf-8")
    mappings = ["--mapping", "lot/premier.yaml", "--mapping", "lot/second.yaml"]
    options = [*mappings, "--decisions", "lot/decisions.csv"]
    run(["batch", "lot", *options, "-o", "r.json"])
    found = json.loads((desk / "r.json").read_text(encoding="utf-8"))
    assert ([each["reference"] for each in found["reports"]], len(found["decided"])) == (["2"], 1)
    assert [each["name"] for each in found["trail"]["inputs"]] == ["lot/a.json", "lot/b.csv"]
    assert run(["verify", "r.json", "lot", *options]) == 0
    # A mapping that comes after another, as the shell writes them, is an input: it is told what it is.
    capsys.readouterr()
    run(["batch", "lot/b.csv", "--mapping", "lot/premier.yaml", "lot/second.yaml"])
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "second.yaml : correspondance d’un formulaire, et non un dossier : laissée de côté" in said
    pytest.importorskip("duckdb")
    (desk / "lot" / "decisions.csv").unlink()
    assert run(["table", "lot", *mappings, "-o", "t.parquet"]) == 0
    printed = capsys.readouterr()
    assert "t.parquet : 2 dossiers, dont 0 illisibles" in printed.out.replace("\u00a0", " ")
    assert "correspondance d’un formulaire" not in printed.err


def test_one_that_is_given_twice_and_all_that_is_wrong_is_said_before_anything_is_read(
    desk: Path, capsys: Captured
) -> None:
    (desk / "second.yaml").write_text("fields: [{label: a, fact: nope}]\n", encoding="utf-8")
    for command in (["batch", "lot"], ["table", "lot", "-o", "t.parquet"]):
        assert run([*command, *MAPPINGS, "--mapping", "./premier.yaml", "--mapping", "absent.yaml"]) == 2
        told = capsys.readouterr().err.replace("\u00a0", " ")
        assert "second.yaml:1:" in told
        assert "premier.yaml: cette correspondance est donnée deux fois" in told
        assert "absent.yaml: " in told


def test_the_example_of_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[2] / "examples" / "desk")
    monkeypatch.delenv("RELANCE_RULES", raising=False)
    out, one, other = str(tmp_path / "r.json"), ("--mapping", "form.yaml"), ("--mapping", "form-regions.yaml")
    assert run(["batch", "wednesday", *one, *other, "-o", out]) == 0
    found = json.loads(Path(out).read_text(encoding="utf-8"))
    (project,) = found["projects"]
    assert (project["decided"], project["proposed"], project["left"]) == ("1300000.00", "700000.00", "0.00")
    assert found["remarks"]["listed"] == []
    assert run(["batch", "wednesday", *other]) == 1
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "form-regions.yaml est pour d’autres démarches (41002) que celle de 1200002 (41001)" in said
