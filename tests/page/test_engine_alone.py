"""The engine alone, as ``relance page --engine-only`` writes it, in node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from relance_rules import load_rules
from relance_rules.cli.app import run
from relance_rules.targets.javascript import engine

ROOT = Path(__file__).resolve().parents[2]
READY = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"


def test_the_engine_alone_checks_dossiers_in_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "relance.js"
    assert run(["page", "--engine-only", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == engine(load_rules())
    program = (
        "const { readFileSync } = require('fs');"
        "require(process.argv[1]);"
        "const name = process.argv[2];"
        "process.stdout.write(relance.json(relance.checkText(readFileSync(name, 'utf8'), { name })));"
    )
    asked = ["node", "-e", program, str(out), str(READY.relative_to(ROOT))]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8").stdout
    assert json.loads(answer)["status"] == "ready"
    monkeypatch.chdir(ROOT)
    run(["check", str(READY.relative_to(ROOT)), "--format", "json"])
    assert answer == capsys.readouterr().out
