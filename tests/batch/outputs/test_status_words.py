"""Every output says of a dossier what check says: ready, or ready with one step before filing."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path

import pytest

from relance_rules import Rules, load_rules

from ..helpers import FR, batch, letter_text, plain, rendered

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "dossiers"
WAITS = "prêt, une démarche avant de déposer"


@cache
def rules() -> Rules:
    return load_rules()


def unnamed(tmp_path: Path) -> Path:
    """A dossier that lacks nothing but the name of its project, which is blank."""
    text = (EXAMPLES / "SNAP5" / "pret.yaml").read_text(encoding="utf-8")
    path = tmp_path / "dossier.yaml"
    path.write_text(text.replace("nom: Cadres connectés, animer une équipe à distance", 'nom: "  "'), encoding="utf-8")
    return path


def said(name: str, path: Path, tmp_path: Path) -> str:
    content = rendered(name, *batch(rules(), path), tmp_path)
    if isinstance(content, bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(part).decode() for part in book.namelist() if part.startswith("xl/worksheets/"))
    return plain(content)


@pytest.mark.parametrize("name", ["csv", "html", "text", "xlsx"])
def test_a_table_says_that_a_step_comes_before_filing(name: str, tmp_path: Path) -> None:
    asking, whole = EXAMPLES / "ITN8B" / "pret.yaml", EXAMPLES / "SNAP5" / "pret.yaml"
    assert WAITS in said(name, asking, tmp_path)
    assert WAITS in said(name, unnamed(tmp_path), tmp_path)
    assert "À renseigner avant de déposer : Nom du projet" in said(name, unnamed(tmp_path), tmp_path)
    assert WAITS not in said(name, whole, tmp_path)


def test_programs_read_ready_and_the_step(tmp_path: Path) -> None:
    (asking,) = said("ndjson", EXAMPLES / "ITN8B" / "pret.yaml", tmp_path).splitlines()
    report = json.loads(asking)
    assert (report["status"], [step["kind"] for step in report["steps"]]) == ("ready", ["ask"])
    (named,) = said("ndjson", unnamed(tmp_path), tmp_path).splitlines()
    report = json.loads(named)
    assert (report["status"], [(s["kind"], s["fact"]) for s in report["steps"]]) == ("ready", [("fill", "projet.nom")])


def test_a_letter_asks_for_what_identifies_a_dossier(tmp_path: Path) -> None:
    found, _ = batch(rules(), unnamed(tmp_path))
    text = plain(letter_text(found[0], FR))
    assert "Il y manque seulement de quoi l’identifier" in text
    assert "- Comment le projet s’appelle-t-il ?" in text
    assert "À renseigner avant de déposer" not in text
    assert "est complet" not in text
