"""``relance lint --prove``: what it prints, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from relance_rules.authoring.shapes_diff import ProofReport
from relance_rules.cli.app import run
from rule_sets import THEME, Data, condition, window, write_rules

OVERLAP: Data = {"windows": [window("un", "2021-01-01", "2021-03-31"), window("deux", "2021-03-31")]}


def rules(folder: Path, **parts: object) -> str:
    return str(write_rules(folder, {**THEME, **parts}))


def test_a_set_that_keeps_every_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--prove", rules(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert ("8 lois prouvées, pour des listes d’au plus 3 éléments" in out, err) == (True, "")


def test_a_broken_law_is_shown_with_the_dossier_that_breaks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = rules(tmp_path, **OVERLAP)
    assert run(["lint", "--prove", folder]) == 1
    assert "dossier: {depose_le: 2021-03-31}" in capsys.readouterr().out

    assert run(["lint", "--prove", folder, "-f", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert TypeAdapter(ProofReport).validate_python(data, strict=True) == data
    assert [data[status] for status in ("proved", "broken", "open", "fault")] == [8, 1, 0, 0]
    [broken] = [law for law in data["files"][0]["laws"] if law["status"] == "broken"]
    assert (broken["law"], broken["subject"]) == ("one_window", "un, deux")
    assert [case["dossier"] for case in broken["cases"]] == [{"depose_le": "2021-03-31"}]


def test_a_law_is_told_where_the_rules_state_what_it_is_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {key: part for key, part in THEME.items() if key != "windows"}
    family = {"family": "FAMILLE", **OVERLAP}
    folder = write_rules(tmp_path, {**own, "extends": "FAMILLE"}, families={"FAMILLE": family})
    assert run(["lint", "--prove", str(folder), "-f", "json"]) == 1
    [theme] = json.loads(capsys.readouterr().out)["files"]
    files = {law["law"]: Path(law["file"]).name for law in theme["laws"]}
    assert (files["one_window"], files["never_falls"]) == ("FAMILLE.yaml", "ESSAI.yaml")
    assert run(["lint", "--prove", str(folder)]) == 1
    assert "FAMILLE.yaml:1: Aucun dossier" in capsys.readouterr().out


def test_a_law_left_open_is_listed_and_breaks_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd = condition("foule", {"count": "porteurs", "at_least": "9"})
    assert run(["lint", "--prove", "--timeout", "9", rules(tmp_path, eligibility=[crowd])]) == 0
    out = capsys.readouterr().out
    assert "Un dossier au moins est éligible [eligible]" in out
    assert "listes plus longues" in out


def test_without_the_solver_it_says_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    assert run(["lint", "--prove", rules(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert (out, 'pip install "relance-rules[prove]"' in err) == ("", True)


def test_what_can_t_be_done_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--prove", rules(tmp_path), "-f", "sarif"]) == 2
    assert "--prove" in capsys.readouterr().err
    assert run(["lint", "--prove", rules(tmp_path, kind="autre")]) == 2
    out, err = capsys.readouterr()
    assert (out, "ESSAI.yaml" in err) == ("", True)
    assert run(["lint", "--prove", "--timeout", "0", rules(tmp_path)]) == 2
