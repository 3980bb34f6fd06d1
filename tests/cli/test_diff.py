"""``relance diff``: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from relance_rules.authoring.shapes_diff import DiffReport
from relance_rules.cli.app import run
from rule_sets import THEME, funding, write_rules

DOSSIER = "theme: ESSAI\ndepose_le: 2021-02-12\nprojet: {cout_total_ttc: 100 EUR}\n"


@pytest.fixture
def sides(tmp_path: Path) -> tuple[str, str]:
    """A rule set, and the same with another rate."""
    old = write_rules(tmp_path / "old", THEME)
    new = write_rules(tmp_path / "new", {**THEME, "funding": funding({"rate": "70 %"})})
    return str(old), str(new)


def test_rules_that_say_the_same(sides: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", sides[0], sides[0]]) == 0
    assert "Les règles disent la même chose." in capsys.readouterr().out


def test_changes_are_told_in_every_format(sides: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", *sides]) == 1
    assert "financement : taux : 75 % → 70 %" in capsys.readouterr().out.replace("\u00a0", " ")
    assert run(["diff", *sides, "-f", "markdown", "--lang", "en"]) == 1
    assert "75%" in capsys.readouterr().out
    assert run(["diff", *sides, "-f", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert TypeAdapter(DiffReport).validate_python(data, strict=True) == data
    [change] = data["changes"]
    assert {key: change[key] for key in ("theme", "family", "id", "action", "aspect")} == {
        "theme": "ESSAI",
        "family": "funding",
        "id": None,
        "action": "changed",
        "aspect": "scale",
    }


def test_two_themes_by_their_files(sides: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(Path(side) / "themes" / "ESSAI.yaml") for side in sides]
    assert run(["diff", *files]) == 1
    assert "taux" in capsys.readouterr().out
    assert run(["diff", *files, "--dossiers", sides[0]]) == 2
    assert "deux répertoires" in capsys.readouterr().err


def test_the_dossiers_that_gain_or_lose(
    tmp_path: Path, sides: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = tmp_path / "dossier.yaml"
    dossier.write_text(DOSSIER, encoding="utf-8")
    assert run(["diff", sides[0], sides[0], "--dossiers", str(dossier)]) == 0
    capsys.readouterr()
    assert run(["diff", *sides, "--dossiers", str(dossier), "-f", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert TypeAdapter(DiffReport).validate_python(data, strict=True) == data
    [changed] = data["dossiers"]["changed"]
    assert [changed[side]["grant"] for side in ("before", "after")] == ["75.00", "70.00"]


def test_what_can_t_be_compared_ends_with_two(
    tmp_path: Path, sides: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    broken = write_rules(tmp_path / "broken", {**THEME, "envelope": {"amount": "beaucoup"}})
    assert run(["diff", sides[0], str(broken)]) == 2
    assert "ESSAI.yaml" in capsys.readouterr().err
    assert run(["diff", sides[0], str(tmp_path / "nowhere")]) == 2
    capsys.readouterr()
    lost = tmp_path / "lost.yaml"
    lost.write_text("theme: ESSAI\nprojet: {cout_total_ttc: cher}\n", encoding="utf-8")
    assert run(["diff", *sides, "--dossiers", str(lost)]) == 2
    assert "lost.yaml" in capsys.readouterr().err
