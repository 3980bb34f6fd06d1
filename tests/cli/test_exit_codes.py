"""The table of exit codes of the README: every code of every row is met here, and no other."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from relance_rules.cli.app import run
from relance_rules.cli.application import command_names

ROOT = Path(__file__).resolve().parents[2]
RULES = str(ROOT / "rules")
DOSSIERS = ROOT / "examples" / "dossiers" / "SNAP3"
READY, LACKING = str(DOSSIERS / "pret.yaml"), str(DOSSIERS / "incomplet.yaml")
# Made in the folder of the test: a dossier that can't be read, a folder that holds it, an empty folder, a rule set with
# a broken file, another that says something else, one whose case fails, and results.
UNREAD, MIXED, EMPTY, NOTHING = "faux.yaml", "dossiers", "vide", "absent.yaml"
BROKEN, OTHER, FAILING = "casse", "autre", "echoue"
RESULTS = "lot.json"

CASES: list[tuple[int, Sequence[str]]] = [
    (0, ["check", READY]),
    (1, ["check", READY, LACKING]),
    (2, ["check", READY, UNREAD]),
    (2, ["check", NOTHING]),
    (0, ["batch", READY]),
    (1, ["batch", READY, LACKING]),
    (1, ["batch", MIXED]),
    (1, ["batch", READY, NOTHING]),
    (2, ["batch", NOTHING]),
    (2, ["batch", EMPTY]),
    (2, ["batch", READY, "--decisions", NOTHING]),
    (0, ["verify", RESULTS, READY]),
    (1, ["verify", RESULTS, LACKING]),
    (2, ["verify", READY, READY]),
    (0, ["letter"]),
    (2, ["letter", "--out", "lettre.pdf"]),
    (0, ["table", LACKING, "--out", "lot.parquet"]),
    (1, ["table", MIXED, "--out", "lot.parquet"]),
    (2, ["table", NOTHING, "--out", "lot.csv"]),
    (0, ["sql", "SNAP3"]),
    (2, ["sql", "SNAP33"]),
    (0, ["page", "--theme", "SNAP3", "--out", "relance.html"]),
    (2, ["page", "--out", READY]),
    (2, ["serve", "--port", "70000"]),
    (0, ["explain", LACKING]),
    (2, ["explain", UNREAD]),
    (0, ["what-if", READY, "--for", "eligible"]),
    (1, ["what-if", LACKING, "--for", "grant=1 M€"]),
    (2, ["what-if", READY, "--vary", "theme"]),
    (0, ["ask", READY]),
    (1, ["ask", "SNAP3"]),
    (2, ["ask", "SNAP33"]),
    (0, ["new", "SNAP3"]),
    (2, ["new", "SNAP33"]),
    (0, ["themes"]),
    (2, ["themes", "--rules", BROKEN]),
    (0, ["show", "R5"]),
    (2, ["show", "R500"]),
    (0, ["schema"]),
    (2, ["schema", "rapport"]),
    (0, ["lint", OTHER, "--select", "RR001"]),
    (1, ["lint", BROKEN]),
    (2, ["lint", NOTHING]),
    (0, ["test", OTHER]),
    (1, ["test", FAILING]),
    (2, ["test", BROKEN]),
    (2, ["test", NOTHING]),
    (0, ["diff", OTHER, OTHER]),
    (1, ["diff", OTHER, FAILING]),
    (2, ["diff", OTHER, BROKEN]),
    (2, ["diff", OTHER, OTHER, "--dossiers", MIXED]),
    (2, ["check", "--format", "pdf", READY]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exit")
    (made / UNREAD).write_text("theme: SNAP3\nzzz: 1\n", encoding="utf-8")
    (made / MIXED).mkdir()
    (made / EMPTY).mkdir()
    shutil.copy(READY, made / MIXED)
    shutil.copy(made / UNREAD, made / MIXED)
    for name in (BROKEN, OTHER, FAILING):
        shutil.copytree(RULES, made / name)
        for path in (made / name / "themes").glob("*.yaml"):
            if path.stem != "SNAP3":
                path.unlink()
    theme = made / FAILING / "themes" / "SNAP3.yaml"
    text = theme.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^(funding:\n  rate:) \d+ %", r"\1 1 %", text)
    assert changed != text
    theme.write_text(changed, encoding="utf-8")
    (made / BROKEN / "themes" / "SNAP3.yaml").write_text("x: [", encoding="utf-8")
    assert run(["batch", READY, "--out", str(made / RESULTS)]) == 0
    return made


def listed() -> dict[str, dict[int, str]]:
    """The rows of the table: by command, what each code means."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `relance ([a-z-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text)
    return {command: {code: cell for code, cell in enumerate(cells) if cell.strip() != "—"} for command, *cells in rows}


def test_the_table_has_every_command_and_every_code_that_is_tried() -> None:
    tried: dict[str, set[int]] = {}
    for code, (command, *_) in CASES:
        tried.setdefault(command, set()).add(code)
    assert {command: set(codes) for command, codes in listed().items()} == tried
    assert sorted(listed()) == command_names()


@pytest.mark.parametrize(("code", "arguments"), CASES, ids=lambda value: value if isinstance(value, int) else value[0])
def test_a_command_exits_as_its_row_says(
    code: int, arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("RELANCE_RULES", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(arguments) == code
    # What could not be done is said.
    assert bool(capsys.readouterr().err) >= (code == 2)
