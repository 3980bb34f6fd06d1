"""``relance check``."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path

import jsonschema
import pytest

from relance_rules.cli.app import run

from .conftest import ROOT, Run

EXAMPLES = ROOT / "examples" / "dossiers" / "SNAP3"
OUT = {"html": "<!doctype html>\n", "MD": "## SNAP3 · ", "txt": "SNAP3 · ", "json": '[\n  {\n    "schema": "relance-re'}
READY, INCOMPLETE, INELIGIBLE = (EXAMPLES / f"{name}.yaml" for name in ("pret", "incomplet", "non_eligible"))


def test_a_ready_dossier_in_a_pipe(installed: Run) -> None:
    done = installed("check", READY)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "PRÊT À DÉPOSER" in lines
    assert "\x1b" not in done.stdout
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)


def test_several_dossiers_are_all_shown_and_one_that_is_not_ready_gives_one(relance: Run) -> None:
    done = relance("check", READY, INCOMPLETE, INELIGIBLE)
    assert (done.returncode, done.stderr) == (1, "")
    found = re.findall(r"^(?:PRÊT À DÉPOSER|À COMPLÉTER|NON ÉLIGIBLE)$", done.stdout, re.MULTILINE)
    assert found == ["PRÊT À DÉPOSER", "À COMPLÉTER", "NON ÉLIGIBLE"]


def test_an_unreadable_file_hides_none_of_the_others(relance: Run, tmp_path: Path) -> None:
    torn = tmp_path / "cassé.yaml"
    torn.write_text("theme: SNAP3\nprojet: {cout_total_ttc: '1,200'}\n", encoding="utf-8")
    done = relance("check", torn, READY, tmp_path / "absent.yaml")
    assert done.returncode == 2
    assert done.stdout.count("PRÊT À DÉPOSER") == 1
    assert f"{torn}:2:10: « 1,200 » est ambigu" in done.stderr
    assert f"{tmp_path}/absent.yaml: ce fichier n’existe pas" in done.stderr


def test_json_is_one_report_or_a_list_and_nothing_else(relance: Run, tmp_path: Path) -> None:
    one = json.loads(relance("check", INELIGIBLE, "--format", "json").stdout)
    assert (one["theme"], one["status"], one["eligibility"]["verdict"]) == ("SNAP3", "ineligible", "ineligible")
    done = relance("check", "-f", "json", "--lang", "en", READY, tmp_path / "absent.yaml")
    several = json.loads(done.stdout)
    assert [report["status"] for report in several] == ["ready", "error"]
    assert several[0]["eligibility"]["findings"][3]["label"] == "Each applicant is a directorate or an operator"
    assert done.returncode == 2


def test_the_json_of_every_example_is_what_the_schema_describes(relance: Run) -> None:
    files = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))
    reports = json.loads(relance("check", "--format", "json", *files).stdout)
    assert [report["dossier"] for report in reports] == [str(file) for file in files]
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for report in reports for error in validator.iter_errors(report)] == []


DECONCENTRATED_AND_CENTRAL = """
theme: ITN8A
depose_le: 2021-02-12
projet: {cout_total_ttc: 200 000 EUR}
porteurs:
  - {nom: DDT du Gers, categorie: service_deconcentre}
  - {nom: Direction des achats, categorie: administration_centrale}
"""
JUST_ABOVE_THE_OPEN_WINDOW = """
theme: ITN5
modalite: guichet
depose_le: 2021-02-12
projet: {cout_total_ttc: "100 000,01 EUR"}
porteurs: [{nom: Cour de Brume, categorie: direction_metier}, {nom: DDT du Gers, categorie: service_deconcentre}]
"""


def test_a_refusal_names_the_other_floor_its_readings_and_the_way_out(relance: Run) -> None:
    between = " ".join(relance("check", "-", stdin=DECONCENTRATED_AND_CENTRAL).stdout.split())
    assert (
        "✗ Coût total de 200 000,00 € : plus de 250 000,00 € attendu. Un plancher plus bas, plus de 150 000 €, est "
        "réservé aux projets dont tous les porteurs sont des services déconcentrés."
    ) in between
    assert "lecture R10, ITN8, R3)" in between
    assert "Lectures du texte • R10 : Chaque porteur doit être d’une catégorie admise." in between
    above = relance("check", "-", stdin=JUST_ABOVE_THE_OPEN_WINDOW).stdout
    assert all(len(line) <= 80 for line in above.splitlines())
    # A number that the rule set writes with spaces stays on its line.
    assert "jusqu’à\n    1\u00a0000\u00a0000\u00a0€. " in above
    assert "Au-dessus de 100 000 €, déposez à l’appel à projets" in " ".join(above.split())
    assert "(porteur n° 2 « DDT du Gers »)" in " ".join(above.split())


def test_a_dossier_is_ready_though_what_the_source_lost_must_be_asked_for(relance: Run) -> None:
    ready = ROOT / "examples" / "dossiers" / "ITN8B" / "pret.yaml"
    done = relance("check", ready)
    assert done.returncode == 0
    assert "PRÊT, UNE DÉMARCHE AVANT DE DÉPOSER" in done.stdout.splitlines()
    assert "Prochaines étapes\n  1. Avant de déposer, demandez au porteur du thème (DITP)" in done.stdout
    assert json.loads(relance("check", ready, "-f", "json").stdout)["status"] == "ready"
    assert "PRÊT, UNE DÉMARCHE AVANT DE DÉPOSER" in relance("explain", ready).stdout.splitlines()


def test_markdown_from_standard_input(installed: Run) -> None:
    done = installed("check", "-", "--format=markdown", stdin=READY.read_bytes())
    assert done.returncode == 0
    assert done.stdout.startswith("## SNAP3 · ")
    assert "\n**PRÊT À DÉPOSER**\n" in done.stdout
    assert "\\<stdin\\>" in done.stdout


def test_a_filing_date_may_be_given(relance: Run) -> None:
    done = relance("check", "-", "-f", "json", "--filed-on", "01/01/2020", stdin="theme: SNAP3\n")
    assert json.loads(done.stdout)["eligibility"]["findings"][0]["outcome"] == "fail"
    done = relance("check", "-", "--filed-on", "hier", stdin="theme: SNAP3\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--filed-on : « hier » n’est pas une date" in done.stderr


@pytest.mark.parametrize(("extension", "starts"), OUT.items(), ids=OUT)
def test_the_extension_of_the_file_says_the_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], extension: str, starts: str
) -> None:
    path = tmp_path / f"rapport.{extension}"
    path.write_text("avant", encoding="utf-8")
    assert run(["check", str(READY), str(INELIGIBLE), "--out", str(path)]) == 1
    assert path.read_text(encoding="utf-8").startswith(starts)
    assert path.read_text(encoding="utf-8").count("2021-0502") >= 1
    assert capsys.readouterr() == ("", f"{path}: dossiers écrits : 2\n")


def test_the_format_asked_for_holds_whatever_the_extension(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rapport.pdf"
    assert run(["check", str(READY), "-o", str(path), "-f", "json"]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["status"] == "ready"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, dossier, torn = tmp_path / "a.html", tmp_path / "a.json", tmp_path / "b.json"
    dossier.write_text('{"theme": "SNAP3"}', encoding="utf-8")
    torn.write_text("{", encoding="utf-8")
    path.write_text("avant", encoding="utf-8")
    for arguments, message in (
        ([torn, "-o", path], f"{torn}:1:"),
        ([dossier, "-o", dossier], f"{dossier}: ce fichier est aussi à lire"),
        ([dossier, "-o", tmp_path / "a.pdf"], f"{tmp_path}/a.pdf: l’extension « .pdf » ne convient pas ; attendue : "),
        ([dossier, "-o", tmp_path / "a"], f"{tmp_path}/a: l’extension « a » ne convient pas ; attendue : .htm, .html"),
        ([dossier, "-o", tmp_path / "no" / "a.md"], f"{tmp_path}/no/a.md: écriture impossible : ce répertoire n’exis"),
    ):
        assert run(["check", *map(str, arguments)]) == 2
        assert capsys.readouterr().err.startswith(message)
    assert path.read_text(encoding="utf-8") == "avant"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.html", "a.json", "b.json"]
    assert run(["check", str(dossier), str(torn), "-o", str(path)]) == 2
    page = path.read_text(encoding="utf-8")
    assert "À COMPLÉTER" in page
    assert f"<h2>{torn}</h2>" in page
    assert capsys.readouterr().err.endswith(f"{path}: dossiers écrits : 1\n")


def test_an_unknown_theme_names_the_nearest(relance: Run) -> None:
    done = relance("check", "-", stdin="theme: SNAP33\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "<stdin>:1:1: thème inconnu : « SNAP33 » ; vouliez-vous dire « SNAP3 » ?" in done.stderr


def in_terminal(columns: int, **env: str) -> str:
    """What the command writes to a terminal of a given width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    command = Path(sys.executable).with_name("relance")
    with subprocess.Popen(
        [str(command), "check", str(READY)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        env={**clean, "TERM": "xterm-256color", **env},
    ):
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_gives_its_width_and_its_colours_unless_told_otherwise() -> None:
    coloured = in_terminal(60)
    assert "\x1b[1;32mPRÊT À DÉPOSER\x1b[0m" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert max(map(len, plain.splitlines())) in range(55, 61)
    monochrome = in_terminal(60, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", monochrome)
    assert re.sub(r"\x1b\[[0-9;]*m", "", monochrome) == plain


THEMELESS = """
depose_le: 2021-02-12
porteurs: [{categorie: operateur}]
projet: {cout_total_ttc: 1 200 000 EUR}
"""


def test_a_dossier_that_names_no_theme_stands_beside_all_of_them(relance: Run, tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_text(THEMELESS, encoding="utf-8")
    done = relance("check", file)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0] == "Thèmes possibles pour ce dossier"
    one = json.loads(relance("check", "-f", "json", "-", stdin=THEMELESS).stdout)
    assert (one["schema"], one["dossier"], one["themes"][0]["theme"]) == ("relance-themes/1", "<stdin>", "ITN4")
    filed = THEMELESS.replace("depose_le: 2021-02-12", "")
    both = json.loads(relance("check", "-f", "json", "--filed-on", "12/02/2021", "-", READY, stdin=filed).stdout)
    assert [each["schema"] for each in both] == ["relance-themes/1", "relance-report/1"]
    assert both[0]["themes"] == one["themes"]


def test_a_dossier_that_names_a_theme_stands_beside_all_where_that_is_asked(relance: Run) -> None:
    done = relance("check", "--all-themes", "-f", "json", READY)
    data = json.loads(done.stdout)
    assert (done.returncode, data["themes"][0]["theme"], data["themes"][0]["status"]) == (0, "SNAP3", "ready")
    assert len(data["themes"]) == 16
    wrong = THEMELESS + "theme: SNAP33\n"
    assert "thème inconnu : « SNAP33 »" in relance("check", "--all-themes", "-", stdin=wrong).stderr


def test_an_unknown_key_is_a_fault_without_a_theme_too(relance: Run) -> None:
    done = relance("check", "-", stdin=THEMELESS + "them: SNAP3\nengagements: {inconnu: oui}\n")
    assert done.returncode == 2
    assert "<stdin>:5:1: clé inconnue : « them » ; vouliez-vous dire « theme » ?" in done.stderr
    assert "<stdin>:6:15: « inconnu » n’est pas attendu dans « engagements »" in done.stderr


def test_a_theme_that_breaks_the_language_can_not_be_left_out(relance: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    (rules / "themes" / "SNAP5.yaml").write_text("theme: SNAP5\n", encoding="utf-8")
    done = relance("check", "--rules", rules, "-", stdin=THEMELESS)
    assert (done.returncode, done.stdout) == (2, "")
    assert "SNAP5.yaml:1:1: " in done.stderr


def test_a_rule_set_of_one_theme_needs_no_name(relance: Run) -> None:
    folder = ROOT / "examples" / "rulesets" / "gber"
    done = relance("check", "-f", "json", "--rules", folder, "-", stdin="{}")
    assert json.loads(done.stdout)["theme"] == "RDI"
    done = relance("check", "-f", "json", "--all-themes", "--rules", folder, "-", stdin="{}")
    assert [each["theme"] for each in json.loads(done.stdout)["themes"]] == ["RDI"]
