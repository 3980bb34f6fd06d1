"""``relance explain``."""

from __future__ import annotations

import json

from .conftest import ROOT, Run

INELIGIBLE = ROOT / "examples" / "dossiers" / "SNAP3" / "non_eligible.yaml"
READY = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"


def test_a_dossier_is_explained_whatever_its_verdict(relance: Run) -> None:
    done = relance("explain", INELIGIBLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\n✗ SNAP3.numerique_informe\u00a0: " in done.stdout
    assert "Financement pas à pas" in done.stdout
    assert all(len(line) <= 80 and line == line.rstrip() for line in done.stdout.splitlines())


def test_one_rule_from_standard_input(relance: Run) -> None:
    done = relance("explain", "-", "numerique_informe", "--format", "json", stdin=READY.read_bytes())
    data = json.loads(done.stdout)
    (rule,) = data["rules"]
    assert (rule["rule"], rule["outcome"], rule["source"]["lines"]) == ("SNAP3.numerique_informe", "pass", "2011-2013")
    assert [part["truth"] for part in rule["require"]["parts"]] == ["true", "true"]
    assert rule["require"]["parts"][1]["parts"][0]["facts"] == {"porteurs[1].categorie": "operateur"}
    assert data["funding"] is None


def test_markdown_in_english(relance: Run) -> None:
    done = relance("explain", READY, "SNAP3.porteur", "-f", "markdown", "--lang", "en")
    assert done.returncode == 0
    assert "Each applicant is a directorate or an operator" in done.stdout
    assert "State operator" in done.stdout


def test_an_unknown_rule_and_an_unreadable_file_are_errors(relance: Run) -> None:
    done = relance("explain", READY, "SNAP3.porteurs")
    assert (done.returncode, done.stdout) == (2, "")
    assert "vouliez-vous dire « porteur » ?" in done.stderr
    done = relance("explain", "absent.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "absent.yaml: ce fichier n’existe pas" in done.stderr
