"""``relance lint``, ``relance test`` and ``relance diff``: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from relance_rules.authoring.examples import DOCUMENT, Example, complete, write_files
from relance_rules.cli import app

BAD = """\
kind: guichet \n\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
  - {name: nothing, dossier: {}, expect: {}}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule set whose theme has one fault that can be put right, and one that can't."""
    folder = tmp_path / "rules"
    write_files(folder, complete(Example(BAD)))
    (tmp_path / "document.txt").write_text(DOCUMENT, encoding="utf-8")
    return folder


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def here(rules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command, run in this process and in the folder of the rules: far faster than one process each."""
    monkeypatch.chdir(rules.parent)

    def run(*arguments: str) -> Done:
        code = app.run(arguments)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


def test_findings_are_shown_and_fixed(here: Run, rules: Path) -> None:
    folder, theme = rules.parent, rules / "themes" / "DEMO.yaml"
    before = theme.read_text(encoding="utf-8")

    done = here("lint", "rules")
    assert (done.returncode, done.stderr) == (1, "")
    places = [line.split(" ")[:2] for line in done.stdout.splitlines() if "DEMO.yaml:" in line]
    assert places == [["rules/themes/DEMO.yaml:4:14:", "RR021"], ["rules/themes/DEMO.yaml:25:34:", "RR024"]]

    done = here("lint", "rules/themes/DEMO.yaml", "--diff")
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line[:1] in "+-"][2:] == ["-kind: guichet ", "+kind: guichet"]
    assert theme.read_text(encoding="utf-8") == before

    done = here("lint", "rules", "--fix", "--ignore", "RR024", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"schema": "relance-lint/1", "findings": [], "fixed": 1})
    assert theme.read_text(encoding="utf-8") == before.replace("guichet \n", "guichet\n")

    (folder / "pyproject.toml").write_text(
        '[tool.relance]\nignore = ["RR024"]\nsource = "document.txt"\n', encoding="utf-8"
    )
    done = here("lint", "rules", "--fix", "--lang", "en")
    assert done.returncode == 0, done.stdout
    assert theme.read_text(encoding="utf-8").count('digest: "') == 8
    done = here("lint", "--rules", "rules", "--select", "RR", "-f", "github")
    assert (done.returncode, done.stdout) == (0, "")


def test_warnings_alone_may_be_let_pass(here: Run, rules: Path) -> None:
    for arguments, code in (((), 1), (("--fail-on", "warning"), 1), (("--fail-on", "error"), 0)):
        done = here("lint", "rules", *arguments)
        assert (done.returncode, "RR024" in done.stdout) == (code, True)
    done = here("lint", "rules", "--diff", "--fail-on", "error")
    assert done.returncode == 1, "something would change"
    done = here("lint", "rules", "--fix", "--fail-on", "error")
    assert (done.returncode, "RR024" in done.stdout) == (0, True)
    assert here("lint", "rules", "--diff", "--fail-on", "error").returncode == 0
    (rules / "vocabulary.yaml").unlink()
    done = here("lint", "rules", "--fail-on", "error")
    assert (done.returncode, "vocabulary.yaml" in done.stdout) == (1, True)
    assert here("lint", "rules", "--fail-on", "info").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("absent.yaml",), "absent.yaml"),
        (("rules", "--select", "RR4"), "RR4"),
        (("rules", "--source", "absent.txt"), "absent.txt"),
        (("rules", "--coverage"), "--source"),
        (("rules", "--source", "document.txt", "--coverage", "--format", "sarif"), "json"),
        (("--explain", "RR777"), "RR777"),
        (("--explain", "RR026"), "n’est plus"),
        (("document.txt",), "themes/"),
    ],
)
def test_what_can_t_be_done_ends_with_two(here: Run, rules: Path, arguments: tuple[str, ...], said: str) -> None:
    done = here("lint", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_file_that_does_not_load_is_a_finding_of_the_installed_command(
    rules: Path, relance: Callable[..., CompletedProcess[str]]
) -> None:
    (rules / "themes" / "DEMO.yaml").write_text("theme: [", encoding="utf-8")
    done = relance("lint", rules, "-f", "sarif")
    assert (done.returncode, done.stderr) == (1, "")
    [result] = json.loads(done.stdout)["runs"][0]["results"]
    assert result["ruleId"] == "RR000"


def test_the_coverage_of_the_document_and_its_page(here: Run, rules: Path) -> None:
    folder = rules.parent
    done = here("lint", "rules", "--source", "document.txt", "--coverage", "--out", "page.html", "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["themes"][0]["rate"] == "1.0000"
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    (folder / "document.txt").write_text(DOCUMENT.replace("Fin", "\n\n"), encoding="utf-8")
    (rules / "themes" / "DEMO.yaml").write_text(
        complete(Example("descriptive: []\n"))["themes/DEMO.yaml"], encoding="utf-8"
    )
    assert here("lint", "rules", "--source", "document.txt", "--coverage").returncode == 1


def test_cases_pass_fail_or_can_t_be_run(here: Run, rules: Path) -> None:
    theme = rules / "themes" / "DEMO.yaml"
    done = here("test", "rules", "--coverage")
    assert (done.returncode, done.stderr) == (0, "")
    assert "DEMO.demarche" in done.stdout

    text = theme.read_text(encoding="utf-8")
    theme.write_text(text.replace("demarche: pass", "demarche: fail"), encoding="utf-8")
    done = here("test", "rules")
    assert done.returncode == 1
    lines = done.stdout.replace("\u00a0", " ").splitlines()
    assert lines[:4] == [
        "✗ rules/themes/DEMO.yaml:22: a listed procedure",
        "    24: règle demarche",
        "      - attendu : fail",
        "      + obtenu : pass",
    ]
    data = json.loads(here("test", "rules", "-f", "json", "-k", "listed").stdout)
    assert (data["passed"], data["failed"]) == (0, 1)
    assert data["files"][0]["cases"][0]["differences"] == [
        {"what": "findings.demarche", "line": 24, "expected": "fail", "found": "pass"}
    ]
    root = ElementTree.fromstring(here("test", "rules", "-f", "junit").stdout.split("\n", 1)[1])  # noqa: S314
    assert root.get("failures") == "1"

    assert here("test", "rules", "-k", "elsewhere").returncode == 2
    (rules / "vocabulary.yaml").write_text("facts: 3\n", encoding="utf-8")
    done = here("test", "rules/themes/DEMO.yaml")
    assert done.returncode == 2
    assert "vocabulary.yaml" in done.stderr


def test_every_file_of_a_set_is_linted_and_corrected(here: Run, rules: Path) -> None:
    write_files(
        rules,
        {
            "families/COMMUN.yaml": "family: COMMUN\nsource: member\nfunding: {rate: 75 %, source: {lines: 6}}\n",
            "themes/AUTRE.yaml": 'theme: AUTRE\nextends: COMMUN\ntitle: {fr: "Un", en: "One"}\ncites: {self: 1-9}\n',
            "themes/PERDU.yml": "theme: PERDU\n",
        },
    )
    done = here("lint", "rules/themes/PERDU.yml")
    assert done.returncode == 1
    assert "rules/themes/PERDU.yml:1:1: RR027 avertissement: non lu" in done.stdout.replace("\u00a0", " ")
    (rules / "themes" / "PERDU.yml").unlink()
    done = here("lint", "rules/families/COMMUN.yaml", "--source", "document.txt", "--fix", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["fixed"]) == (0, 1)
    assert 'digest: "' in (rules / "families" / "COMMUN.yaml").read_text(encoding="utf-8")
    done = here("lint", "rules/themes/AUTRE.yaml", "--source", "document.txt", "--fix", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["fixed"]) == (0, 1)
    assert "cites: {self: {lines: 1-9, digest: " in (rules / "themes" / "AUTRE.yaml").read_text(encoding="utf-8")
    (rules / "ruleset.yaml").unlink()
    done = here("lint", "rules/themes/AUTRE.yaml", "-f", "github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=rules/ruleset.yaml,line=1,")


def test_the_cases_of_a_family_are_those_of_its_members(here: Run, rules: Path) -> None:
    family = """\
family: COMMUN
eligibility:
  - id: duree
    label: {fr: "Six mois au plus", en: "Six months at most"}
    require: {fact: chantier.mois, at_most: 6}
cases:
  - {name: six months, dossier: {chantier: {mois: 6}}, expect: {findings: {duree: fail}}}
"""
    member = 'theme: AUTRE\nextends: COMMUN\ntitle: {fr: "Un", en: "One"}\n'
    write_files(rules, {"families/COMMUN.yaml": family, "themes/AUTRE.yaml": member})
    done = here("test", "rules/families/COMMUN.yaml", "--coverage")
    assert done.returncode == 1
    lines = done.stdout.replace("\u00a0", " ").splitlines()
    assert lines[0] == "✗ rules/families/COMMUN.yaml:7: AUTRE: six months"
    assert lines[-1].strip() == "AUTRE.duree : chantier.mois n’est jamais au-delà de la borne 6"


def test_the_difference_of_two_sets_of_rules(here: Run, rules: Path) -> None:
    folder = rules.parent
    changed = "funding: {scale: [{rate: 70 %}], staff: excluded, source: {lines: 6}}\n"
    write_files(folder / "new", complete(Example(changed + BAD)))
    dossier = {
        "theme": "DEMO",
        "recu_le": "2021-02-01",
        "chantier": {"cout": "100 000 CHF", "recense": True},
        "travaux": [{"prix": "100 000 CHF", "genre": "3"}],
        "aide": {"demandee": "80 000 CHF"},
    }
    (folder / "dossier.json").write_text(json.dumps(dossier), encoding="utf-8")
    done = here("diff", "rules", "new", "--dossiers", "dossier.json", "-f", "markdown")
    assert (done.returncode, done.stderr) == (1, "")
    assert "75\u00a0% → 70\u00a0%" in done.stdout
    assert "75\u202f000,00\u00a0CHF → 70\u202f000,00\u00a0CHF" in done.stdout
    done = here("diff", "rules", "rules")
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "dossier.json").write_text("[", encoding="utf-8")
    assert here("diff", "rules", "new", "--dossiers", "dossier.json").returncode == 2
    assert here("diff", "rules", "absent").returncode == 2


MAPPING = "fields:\n  - {label: Coût, field: '1', fact: projet.cout_total_ttc}\n"
FORM = """\
{"champDescriptors": [
  {"id": "1", "label": "Coût", "type": "date"}, {"id": "2", "label": "Nom", "type": "text", "required": true}
]}
"""


def test_a_mapping_is_linted_beside_its_form(here: Run, tmp_path: Path) -> None:
    mapping, form = str(tmp_path / "m.yaml"), str(tmp_path / "form.json")
    Path(mapping).write_text(MAPPING, encoding="utf-8")
    Path(form).write_text(FORM, encoding="utf-8")
    done = here("lint", mapping)
    assert (done.returncode, done.stdout) == (0, "Rien à signaler.\n")
    done = here("lint", mapping, "--form", form, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert [(each["code"], each["severity"], each["line"]) for each in found] == [
        ("RR106", "warning", 1),
        ("RR110", "error", 2),
    ]
    assert {each["file"] for each in found} == {mapping}
    only = here("lint", mapping, "--form", form, "--ignore", "RR110", "--fail-on", "error")
    assert only.returncode == 0
    assert '- {label: "Nom", field: "2", ignore: true}' in only.stdout
    for output, said in (
        ("sarif", '"RR110"'),
        ("github", "title=RR110 wrong-type::"),
        ("junit", "RR110 wrong-type"),
        ("gitlab", "RR110 wrong-type"),
    ):
        assert said in here("lint", mapping, "--form", form, "--format", output).stdout


def test_a_mapping_that_does_not_load_is_a_finding_and_a_form_that_is_none_an_error(here: Run, tmp_path: Path) -> None:
    mapping = str(tmp_path / "m.yaml")
    Path(mapping).write_text("fields:\n  - {label: a, fact: projet.nome}\n", encoding="utf-8")
    done = here("lint", mapping)
    assert done.returncode == 1
    assert f"{mapping}:2:" in done.stdout
    assert "RR000" in done.stdout
    # Beside rule files, each is read for what it is.
    both = here("lint", mapping, "rules")
    assert both.returncode == 1
    assert "RR021" in both.stdout
    assert "RR000" in both.stdout
    for arguments, said in (
        ((mapping, "--form", mapping), "m.yaml"),
        (("--form", mapping), "qui manque"),
        ((mapping, "--coverage", "--source", "document.txt"), "pas une correspondance"),
    ):
        done = here("lint", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


def test_a_rule_of_mappings_is_explained(here: Run) -> None:
    done = here("lint", "--explain", "RR105")
    assert done.returncode == 0
    assert done.stdout.startswith("RR105 untaxed-amount (erreur)")
    assert "# - {id: '1', label: Coût sans taxes" in done.stdout
