"""``relance page``: the page of a rule set, and its engine alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules import load_rules
from relance_rules.page import page

from .conftest import Run


def test_the_page_is_written_and_the_same_rules_give_the_same_bytes(relance: Run, tmp_path: Path) -> None:
    out = tmp_path / "relance.html"
    done = relance("page", "--theme", "snap3", "--theme", "ITN6", "--lang", "en", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_bytes() == page(load_rules(), ["SNAP3", "ITN6"], "en").encode()
    assert [path.name for path in tmp_path.iterdir()] == ["relance.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--theme", "SNAP9", "--out", "{}/relance.html"], "SNAP5", id="no such theme"),
        pytest.param(["--out", "{}/dossier.yaml"], "« .yaml » ne convient pas ; attendue : .html", id="a dossier"),
        pytest.param(["--engine-only", "--out", "{}/a.html"], "« .html » ne convient pas ; attendue : .js", id="html"),
        pytest.param(["--out", "{}/nulle/part.html"], "ce répertoire n’existe pas", id="no folder"),
        pytest.param([], "il manque « --out FILE »", id="no file"),
    ],
)
def test_what_can_t_be_written_is_told_and_nothing_is_half_written(
    relance: Run, tmp_path: Path, arguments: list[str], said: str
) -> None:
    kept = tmp_path / "dossier.yaml"
    kept.write_text("theme: SNAP3\n", encoding="utf-8")
    done = relance("page", *(each.format(tmp_path) for each in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["dossier.yaml"]
    assert kept.read_text(encoding="utf-8") == "theme: SNAP3\n"
