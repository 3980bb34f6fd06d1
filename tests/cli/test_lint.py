"""``relance lint``, ``relance test`` and ``relance diff``: what they print, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from relance_rules.linting.examples import DOCUMENT, Example, complete

BAD = "kind: guichet \nreadings: [R10]\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules whose theme has one finding that can be fixed, and one that can't."""
    theme, vocabulary = complete(Example(BAD))
    folder = tmp_path / "rules"
    (folder / "themes").mkdir(parents=True)
    (folder / "themes" / "DEMO.yaml").write_text(theme, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    (tmp_path / "document.txt").write_text(DOCUMENT, encoding="utf-8")
    return folder


def relance(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "relance_rules", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_findings_are_shown_and_fixed(rules: Path) -> None:
    here, theme = rules.parent, rules / "themes" / "DEMO.yaml"
    before = theme.read_text(encoding="utf-8")

    done = relance(here, "lint", "rules")
    assert (done.returncode, done.stderr) == (1, "")
    places = [line.split(" ")[:2] for line in done.stdout.splitlines() if "DEMO.yaml:" in line]
    assert places == [["rules/themes/DEMO.yaml:4:14:", "RR021"], ["rules/themes/DEMO.yaml:27:12:", "RR020"]]

    done = relance(here, "lint", "rules/themes/DEMO.yaml", "--diff")
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line[:1] in "+-"][2:] == ["-kind: guichet ", "+kind: guichet"]
    assert theme.read_text(encoding="utf-8") == before

    done = relance(here, "lint", "rules", "--fix", "--ignore", "RR020", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"schema": "relance-lint/1", "findings": [], "fixed": 1})
    assert theme.read_text(encoding="utf-8") == before.replace("guichet \n", "guichet\n")

    (here / "pyproject.toml").write_text(
        '[tool.relance]\nignore = ["RR020"]\nsource = "document.txt"\n', encoding="utf-8"
    )
    done = relance(here, "lint", "rules", "--fix", "--lang", "en")
    assert done.returncode == 0, done.stdout
    assert theme.read_text(encoding="utf-8").count('digest: "') == 7
    done = relance(here, "lint", "--rules", "rules", "--select", "RR", "-f", "github")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("absent.yaml",), "absent.yaml"),
        (("rules", "--select", "RR4"), "RR4"),
        (("rules", "--source", "absent.txt"), "absent.txt"),
        (("rules", "--coverage"), "--source"),
        (("rules", "--format", "xml"), "sarif"),
        (("--explain", "RR777"), "RR777"),
    ],
)
def test_what_can_t_be_done_ends_with_two(rules: Path, arguments: tuple[str, ...], said: str) -> None:
    done = relance(rules.parent, "lint", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_file_that_does_not_load_is_a_finding(rules: Path) -> None:
    (rules / "themes" / "DEMO.yaml").write_text("theme: [", encoding="utf-8")
    done = relance(rules.parent, "lint", "rules", "-f", "sarif")
    assert (done.returncode, done.stderr) == (1, "")
    [result] = json.loads(done.stdout)["runs"][0]["results"]
    assert result["ruleId"] == "RR000"


def test_the_coverage_of_the_document_and_its_page(rules: Path) -> None:
    here = rules.parent
    done = relance(here, "lint", "rules", "--source", "document.txt", "--coverage", "--out", "page.html", "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["themes"][0]["rate"] == "1.0000"
    assert (here / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    (here / "document.txt").write_text(DOCUMENT.replace("Fin", "\n\n"), encoding="utf-8")
    (rules / "themes" / "DEMO.yaml").write_text(complete(Example("descriptive: []\n"))[0], encoding="utf-8")
    assert relance(here, "lint", "rules", "--source", "document.txt", "--coverage").returncode == 1


def test_cases_pass_fail_or_can_t_be_run(rules: Path) -> None:
    here, theme = rules.parent, rules / "themes" / "DEMO.yaml"
    done = relance(here, "test", "rules", "--coverage")
    assert (done.returncode, done.stderr) == (0, "")
    assert "DEMO.demarche" in done.stdout

    text = theme.read_text(encoding="utf-8")
    theme.write_text(text.replace("demarche: pass", "demarche: fail"), encoding="utf-8")
    done = relance(here, "test", "rules")
    assert done.returncode == 1
    lines = done.stdout.replace("\u00a0", " ").splitlines()
    assert lines[:4] == [
        "✗ rules/themes/DEMO.yaml:23: a listed procedure",
        "    25: règle demarche",
        "      - attendu : fail",
        "      + obtenu : pass",
    ]
    data = json.loads(relance(here, "test", "rules", "-f", "json", "-k", "listed").stdout)
    assert (data["passed"], data["failed"]) == (0, 1)
    assert data["files"][0]["cases"][0]["differences"] == [
        {"what": "findings.demarche", "line": 25, "expected": "fail", "found": "pass"}
    ]
    root = ElementTree.fromstring(relance(here, "test", "rules", "-f", "junit").stdout.split("\n", 1)[1])  # noqa: S314
    assert root.get("failures") == "1"

    assert relance(here, "test", "rules", "-k", "nothing").returncode == 2
    (rules / "vocabulary.yaml").write_text("facts: 3\n", encoding="utf-8")
    done = relance(here, "test", "rules/themes/DEMO.yaml")
    assert done.returncode == 2
    assert "vocabulary.yaml" in done.stderr


def test_the_difference_of_two_sets_of_rules(rules: Path) -> None:
    here = rules.parent
    theme, vocabulary = complete(
        Example("funding: {scale: [{rate: 70 %}], staff: excluded, source: {lines: 6}}\n" + BAD)
    )
    (here / "new" / "themes").mkdir(parents=True)
    (here / "new" / "themes" / "DEMO.yaml").write_text(theme, encoding="utf-8")
    (here / "new" / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    dossier = {
        "theme": "DEMO",
        "depose_le": "2021-02-01",
        "projet": {"cout_total_ttc": "100 000 EUR", "recense": True},
        "depenses": [{"montant_ttc": "100 000 EUR", "titre": "3"}],
        "financement": {"subvention_demandee": "80 000 EUR"},
    }
    (here / "dossier.json").write_text(json.dumps(dossier), encoding="utf-8")
    done = relance(here, "diff", "rules", "new", "--dossiers", "dossier.json", "-f", "markdown")
    assert (done.returncode, done.stderr) == (1, "")
    assert "75\u00a0% → 70\u00a0%" in done.stdout
    assert "75\u202f000,00\u00a0€ → 70\u202f000,00\u00a0€" in done.stdout
    done = relance(here, "diff", "rules", "rules")
    assert (done.returncode, done.stderr) == (0, "")
    (here / "dossier.json").write_text("[", encoding="utf-8")
    assert relance(here, "diff", "rules", "new", "--dossiers", "dossier.json").returncode == 2
    assert relance(here, "diff", "rules", "absent").returncode == 2
