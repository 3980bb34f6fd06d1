from __future__ import annotations

from pathlib import Path

import pytest

from dossiers.helpers import dossiers, facts, faults, only, read, said, write_json
from relance_rules.values import Money


@pytest.mark.parametrize("suffix", ["yaml", "yml", "YAML"])
def test_a_yaml_file_is_one_dossier(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text("theme: SNAP3\nprojet: {cout_total_ttc: 12 EUR}\n", encoding="utf-8")
    record = only(path)
    assert record.origin == str(path)
    assert facts(record)["projet.cout_total_ttc"] == Money(1200)


def test_a_json_file_is_one_dossier(tmp_path: Path) -> None:
    path = write_json(tmp_path / "a.json", {"theme": "SNAP3", "projet": {"cout_total_ttc": 12.5}})
    assert facts(only(path))["projet.cout_total_ttc"] == Money(1250)


def test_a_json_list_is_a_dossier_per_item(tmp_path: Path) -> None:
    path = write_json(tmp_path / "a.json", [{"theme": "SNAP3", "reference": "1"}, 3, {"theme": "SNAP3"}])
    records = read(path)
    assert [record.origin for record in records] == [f"{path}[0]", f"{path}[1]", f"{path}[2]"]
    assert dossiers(records)[0] == {"theme": "SNAP3", "reference": "1"}
    assert "pas une liste" in said(records[1])


def test_a_fault_in_a_list_is_placed_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[\n{"theme": "SNAP3"},\n{"theme": "SNAP3",\n "depose_le": "soon"}\n]', encoding="utf-8")
    assert f"{path}[1]:4:2" in faults(read(path)[1])


@pytest.mark.parametrize(
    ("text", "expected"), [("", "vide"), ("[]", "vide"), ("3", "pas un simple texte"), ("{", "il manque « } »")]
)
def test_a_json_file_without_a_dossier_is_an_error(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert expected in said(only(path))


def test_a_list_in_another_encoding_is_read_and_said_once(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_bytes('[{"theme": "SNAP3", "projet": {"nom": "École"}}]'.encode("cp1252"))
    note, record = read(path)
    assert "Windows-1252" in said(note)
    assert facts(record)["projet.nom"] == "École"
