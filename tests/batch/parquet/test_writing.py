"""Tables of dossiers: every dossier is a row, whatever is wrong with it, and the file says what typed it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from relance_rules import DossierError
from relance_rules.batch.parquet import engine
from relance_rules.batch.parquet.columns import STAMP, columns_of, stamp_from, stamp_of
from relance_rules.batch.parquet.writing import ParquetWriter
from relance_rules.plan.saving import digest
from rule_sets import MakeTrial

from ..helpers import dossier, limited, write_lines
from .helpers import query, rows, table, write_table


def test_a_dossier_that_cant_be_read_is_a_row_of_its_faults(trial: MakeTrial, tmp_path: Path) -> None:
    rules = limited(trial).rules
    lines = [
        dossier("A"),
        dossier("B", projet={"cout_total_ttc": "1,200"}, depose_le="hier"),
        {"theme": "AUCUN", "reference": "C"},
        dossier("D"),
    ]
    path = write_lines(tmp_path / "lot.ndjson", lines)
    with path.open("a") as stream:
        stream.write("{oups\n")
    assert write_table(rules, path, to=tmp_path / "lot.parquet") == 3
    found = rows(tmp_path / "lot.parquet")
    assert [row["_place"] for row in found] == [1, 2, 3, 4, 5]
    assert [row["reference"] for row in found] == ["A", "B", "C", "D", None]
    assert [row["theme"] for row in found] == ["ESSAI", "ESSAI", None, "ESSAI", None]
    assert [row["_origin"] for row in found] == [f"{path}:{place}" for place in range(1, 6)]
    assert [len(row["_faults"] or ()) for row in found] == [0, 2, 1, 0, 1]
    assert found[1]["_faults"][0].startswith(f"{path}:2: ")
    # What says whose it is stays, as far as it can be read, and what tells its project: it may be granted something.
    assert (found[1]["projet"]["nom"], found[1]["porteurs"][0]["nom"]) == ("Essai", "Direction A")
    assert found[1]["projet"]["reference"] == "P-1"
    assert found[1]["projet"]["cout_total_ttc"] is found[1]["depose_le"] is found[1]["financement"] is None
    assert found[0]["projet"]["cout_total_ttc"] == found[3]["projet"]["cout_total_ttc"] == 4_000_000


def test_what_the_reader_remarks_is_kept(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    (tmp_path / "lot.yaml").write_text("theme: ESSAI\nprojet:\n  nom: Lot #2\n", encoding="utf-8")
    (tmp_path / "net.yaml").write_text("theme: ESSAI\n", encoding="utf-8")
    write_table(rules, tmp_path / "lot.yaml", tmp_path / "net.yaml", to=tmp_path / "lot.parquet")
    first, second = rows(tmp_path / "lot.parquet")
    assert len(first["_notes"]) == 1
    assert "#2" in first["_notes"][0]
    assert second["_notes"] is None


def test_any_number_of_processes_writes_the_same_rows(trial: MakeTrial, tmp_path: Path) -> None:
    rules = limited(trial).rules
    paths = [
        write_lines(tmp_path / f"{name}.ndjson", [dossier(name), dossier(f"{name}2", depose_le="?")]) for name in "ab"
    ]
    for jobs in (1, 2):
        write_table(rules, *paths, to=tmp_path / f"{jobs}.parquet", jobs=jobs)
    assert rows(tmp_path / "1.parquet") == rows(tmp_path / "2.parquet")
    assert len(rows(tmp_path / "1.parquet")) == 4


def test_the_file_is_stamped_with_the_rules(trial: MakeTrial, tmp_path: Path) -> None:
    plan = limited(trial).rules.plan
    path = table(limited(trial).rules, tmp_path, [dossier()])
    (stamp,) = query("SELECT value FROM parquet_kv_metadata(?) WHERE key = ?", engine.pattern(path), STAMP)
    found = stamp_from(stamp["value"].decode())
    assert found == stamp_of(plan)
    assert found is not None
    assert (found.ruleset, found.version, found.digest) == (plan.name, plan.version, digest(plan))
    assert found.tool.startswith("relance-rules ")


@pytest.mark.parametrize("text", ["", "1", "[]", "{}", '{"tool": "x"}', "null"])
def test_what_is_no_stamp_is_none(text: str) -> None:
    assert stamp_from(text) is None


def test_the_columns_are_the_same_whatever_the_dossiers_state(trial: MakeTrial, tmp_path: Path) -> None:
    rules = limited(trial).rules
    path = table(rules, tmp_path, [{"theme": "ESSAI"}])
    found = query("DESCRIBE SELECT * FROM read_parquet(?)", engine.pattern(path))
    with duckdb.connect() as database:
        columns = ", ".join(f"{engine.name(name)} {kind}" for name, kind in columns_of(rules.plan).items())
        database.execute(f"CREATE TABLE expected ({columns})")
        expected = database.execute("DESCRIBE expected").fetchall()
    assert [(row["column_name"], row["column_type"]) for row in found] == [row[:2] for row in expected]


@pytest.mark.parametrize("name", ["a[1]", "a*", "a?", "a'b", 'a"b', "é ;--"])
def test_a_file_is_the_one_that_its_name_says(trial: MakeTrial, tmp_path: Path, name: str) -> None:
    rules = trial().rules
    for other in ("a1", "ab", name):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        path = write_lines(folder / f"{other}.ndjson", [{"theme": "ESSAI", "reference": other}])
        write_table(rules, path, to=folder / f"{other}.parquet")
    assert [row["reference"] for row in rows(tmp_path / name / f"{name}.parquet")] == [name]


def test_a_long_row_is_a_row(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    items = [{"libelle": "x" * 500, "montant_ttc": place} for place in range(5_000)]
    lines = [{"theme": "ESSAI", "depenses": items}, {"theme": "ESSAI"}]
    assert len(json.dumps(lines[0])) > 2 * 1024 * 1024
    first, second = rows(table(rules, tmp_path, lines))
    assert [each["montant_ttc"] for each in first["depenses"]] == [100 * place for place in range(5_000)]
    assert second["depenses"] is None


def test_what_cant_be_written_is_told(trial: MakeTrial, tmp_path: Path) -> None:
    writer = ParquetWriter(trial().rules.plan, tmp_path)
    writer.add(['{"theme":"ESSAI"}'])
    with pytest.raises(DossierError, match="DuckDB"):
        writer.write(tmp_path / "absent" / "lot.parquet")
