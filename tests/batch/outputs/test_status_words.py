"""Every output says of a dossier what check says: ready, or ready with one step before filing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from relance_rules import load_rules
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary

from ..helpers import FR, batch, letter_text, plain, rendered

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "dossiers"
WAITS = "prêt, une démarche avant de déposer"


Found = tuple[list[Submission], Summary]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """A dossier that asks for a step, one that lacks nothing, and the same without the name of its project."""
    rules, asking, whole = load_rules(), EXAMPLES / "ITN8B" / "pret.yaml", EXAMPLES / "SNAP5" / "pret.yaml"
    unnamed = tmp_path_factory.mktemp("batch") / "dossier.yaml"
    text = whole.read_text(encoding="utf-8")
    unnamed.write_text(text.replace("nom: Cadres connectés, animer une équipe à distance", 'nom: "  "'), "utf-8")
    return {name: batch(rules, path) for name, path in (("asking", asking), ("whole", whole), ("unnamed", unnamed))}


def said(name: str, found: Found, tmp_path: Path) -> str:
    content = rendered(name, *found, tmp_path)
    if isinstance(content, bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(part).decode() for part in book.namelist() if part.startswith("xl/worksheets/"))
    return plain(content)


@pytest.mark.parametrize("name", ["csv", "html", "text", "xlsx"])
def test_a_table_says_that_a_step_comes_before_filing(name: str, found: dict[str, Found], tmp_path: Path) -> None:
    assert WAITS in said(name, found["asking"], tmp_path)
    unnamed = said(name, found["unnamed"], tmp_path)
    assert WAITS in unnamed
    assert "À renseigner avant de déposer : Nom du projet" in unnamed
    assert WAITS not in said(name, found["whole"], tmp_path)


def test_programs_read_ready_and_the_step(found: dict[str, Found], tmp_path: Path) -> None:
    (asking,) = said("ndjson", found["asking"], tmp_path).splitlines()
    report = json.loads(asking)
    assert (report["status"], [step["kind"] for step in report["steps"]]) == ("ready", ["ask"])
    (named,) = said("ndjson", found["unnamed"], tmp_path).splitlines()
    report = json.loads(named)
    assert (report["status"], [(s["kind"], s["fact"]) for s in report["steps"]]) == ("ready", [("fill", "projet.nom")])


def test_a_letter_asks_for_what_identifies_a_dossier(found: dict[str, Found]) -> None:
    (unnamed,), _ = found["unnamed"]
    text = plain(letter_text(unnamed, FR))
    assert "Il y manque seulement de quoi l’identifier" in text
    assert "- Comment le projet s’appelle-t-il ?" in text
    assert "À renseigner avant de déposer" not in text
    assert "est complet" not in text
