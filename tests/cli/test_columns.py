"""``relance table`` and ``relance batch --engine duckdb``: what they write, and what they refuse."""

from __future__ import annotations

import csv
import doctest
import hashlib
import io
import json
import sys
from pathlib import Path

import duckdb
import pytest

from relance_rules import api, load_rules
from relance_rules.batch.parquet import results
from relance_rules.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
DOSSIERS = ROOT / "examples" / "dossiers" / "ITN5"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The examples of a theme as a table."""
    path = tmp_path_factory.mktemp("table") / "lot.parquet"
    assert run(["table", str(DOSSIERS), "--out", str(path)]) == 0
    return path.read_bytes()


@pytest.fixture
def table(made: bytes, tmp_path: Path) -> Path:
    """The same, in a folder of its own."""
    path = tmp_path / "lot.parquet"
    path.write_bytes(made)
    return path


def test_what_is_written_is_said(tmp_path: Path, made: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lot.parquet"
    assert run(["table", str(DOSSIERS), "--out", str(path)]) == 0
    assert capsys.readouterr().out.endswith(" : 3 dossiers, dont 0 illisibles (« _faults »)\n")
    assert path.read_bytes() == made


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_layout_is_a_create_table(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["table", "--layout", "snap3", "--dialect", dialect]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("CREATE TABLE")
    if dialect == "duckdb":
        with duckdb.connect() as database:
            database.execute(printed)
            described = {row[0]: row[1] for row in database.execute("DESCRIBE dossiers").fetchall()}
        assert described["depose_le"] == "DATE"
        assert "montant_ttc BIGINT" in described["depenses"]
        assert described["depenses"].endswith("[]")
    else:
        assert "`depenses`ARRAY<STRUCT<" in "".join(printed.split())


def test_programs_are_given_the_same_layout(capsys: pytest.CaptureFixture[str]) -> None:
    assert not doctest.testmod(api).failed
    rules = load_rules(ROOT / "rules")
    assert run(["table", "--layout", "SNAP3"]) == 0
    assert capsys.readouterr().out == f"{rules.layout('SNAP3')};\n"
    assert rules.layout("snap3", dialect="spark", table="base.lot").startswith("CREATE TABLE `base`.`lot` (")
    assert len(rules.layout()) > len(rules.layout("SNAP3"))


def test_standard_input_is_a_table_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json.dumps({"theme": "SNAP3", "reference": "A"}) + "\n{\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    path = tmp_path / "lot.parquet"
    assert run(["table", "-", "-o", str(path), "--lang", "en"]) == 1
    assert "2 dossiers, 1 of them unreadable" in capsys.readouterr().out
    with duckdb.connect() as database:
        first, second = database.execute(
            "SELECT reference, _origin, _faults FROM read_parquet(?) ORDER BY _place", [str(path)]
        ).fetchall()
    assert first == ("A", "<stdin>:1", None)
    assert second[1] == "<stdin>:2"
    assert second[2][0].startswith("<stdin>:2:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{dossiers}"], "--out FILE.parquet"),
        (["--out", "{new}"], "--out FILE.parquet"),
        (["{dossiers}", "--out", "{folder}/lot.csv"], ".parquet"),
        (["{folder}/absent.yaml", "--out", "{new}"], "absent.yaml"),
        (["{folder}", "--out", "{new}"], "aucun fichier de dossier"),
        (["{dossiers}", "--out", "{folder}/absent/lot.parquet"], "ce répertoire n’existe pas"),
        (["{dossiers}", "{new}", "--out", "{new}"], "ce fichier est aussi à lire"),
        (["--layout", "SNAP33"], "thème inconnu"),
        (["--layout", "SNAP3", "{dossiers}"], "--layout s’affiche seul"),
        (["--layout", "SNAP3", "--dialect", "mysql"], "duckdb, spark"),
    ],
)
def test_what_makes_no_table_is_told_and_leaves_nothing(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"dossiers": DOSSIERS, "folder": tmp_path, "new": tmp_path / "lot.parquet"}
    assert run(["table", *(each.format(**names) for each in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_results_are_written_and_verified(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = [table.with_name(f"res.{name}") for name in ("parquet", "csv")]
    options = [option for out in outs for option in ("--out", str(out))]
    assert run(["batch", "--engine", "duckdb", str(table), "--verify", "9", *options]) == 1
    assert capsys.readouterr().out == ""
    with duckdb.connect() as database:
        statuses = database.execute("SELECT status FROM read_parquet(?) ORDER BY ALL", [str(outs[0])]).fetchall()
    assert statuses == [("incomplete",), ("ineligible",), ("ready",)]
    assert outs[1].read_text(encoding="utf-8").count("\n") == 4


def test_why_dossiers_are_not_ready_is_asked_of_their_files(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lines(path: Path) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))

    columns, told = table.with_name("columns.csv"), table.with_name("told.csv")
    assert run(["batch", "--engine", "duckdb", str(table), "--out", str(columns)]) == 1
    assert "pourquoi 2 dossiers ne sont pas prêts" in capsys.readouterr().err
    waiting = [line["Fichier"] for line in lines(columns) if line["État"] != "prêt"]
    assert run(["batch", *waiting, "--out", str(told)]) == 1
    assert [bool(line["Pourquoi"]) for line in lines(told)] == [True, True]
    capsys.readouterr()
    # Nothing is to be asked where all are ready, or where no csv is written.
    assert run(["table", str(DOSSIERS / "pret.yaml"), "--out", str(table)]) == 0
    for options in (["--format", "csv"], ["--out", str(table.with_name("r.parquet"))]):
        assert run(["batch", "--engine", "duckdb", str(table), *options]) == 0
        assert "Fichier" not in capsys.readouterr().err


def test_results_in_columns_carry_their_trail(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = [table.with_name("resultats.csv"), table.with_name("resultats.parquet")]
    outputs = [word for path in written for word in ("--out", str(path))]
    assert run(["batch", str(table), "--engine", "duckdb", *outputs]) == 1
    beside = json.loads(table.with_name("resultats.csv.trail.json").read_text(encoding="utf-8"))
    with duckdb.connect() as database:
        asked = "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'relance-trail'"
        ((inside,),) = database.execute(asked, [str(written[1])]).fetchall()
    assert json.loads(inside) == beside
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert beside["inputs"] == [{"name": "lot.parquet", "sha256": digest, "bytes": table.stat().st_size}]
    assert beside["options"]["engine"] == "duckdb"
    capsys.readouterr()
    for path in written:
        assert run(["verify", str(path), str(table)]) == 2
        assert "ce n’est pas un résultat de « relance batch » en JSON ou en NDJSON" in capsys.readouterr().err


def test_totals_are_printed_where_no_file_is_asked_for(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", "--engine", "duckdb", str(table)]) == 1
    columns = capsys.readouterr().out
    assert run(["batch", str(DOSSIERS), "--format", "totals"]) == 1
    # Only what they were made of is not the same.
    parts = [said.partition("\nTraçabilité\n") for said in (columns, capsys.readouterr().out)]
    assert parts[0][:2] == parts[1][:2]
    assert parts[0][1] != ""
    assert run(["batch", "--engine", "duckdb", str(table), "--format", "csv"]) == 1
    assert capsys.readouterr().out.count("\n") == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{dossiers}"], "une table Parquet, et une seule"),
        (["{table}", "{table}"], "une table Parquet, et une seule"),
        (["{table}", "--out", "{folder}/r.xlsx"], "duckdb n’écrit pas « xlsx »"),
        (["{table}", "--out", "{table}"], "ce fichier est aussi à lire"),
        (["{table}", "--out", "{folder}/r.csv", "--out", "{folder}/r.csv"], "déjà à écrire"),
        (["{table}", "--out", "{folder}/r.csv", "--out", "{folder}/s.csv", "-f", "csv"], "une seule sortie"),
        (["{table}", "--format", "parquet"], "--out"),
        (["{table}", "--letters", "{folder}/lettres"], "--letters"),
        (["{table}", "--letters-for", "prêt"], "ces options de lettres ne vont qu’avec --letters DIR"),
        (["{folder}/absent.parquet"], "absent.parquet"),
        (["{table}", "--engine", "polars"], "python, duckdb"),
    ],
)
def test_what_can_not_be_checked_in_columns_is_told(
    arguments: list[str], said: str, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"dossiers": DOSSIERS, "folder": table.parent, "table": table}
    given = [each.format(**names) for each in arguments]
    assert run(["batch", "--engine", "duckdb", *given]) == 2
    assert said in capsys.readouterr().err
    assert list(table.parent.iterdir()) == [table]


def test_nothing_is_written_where_the_engines_differ(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = results.question
    monkeypatch.setattr(results, "question", lambda *given: asked(*given).replace("'incomplete'", "'ready'"))
    out = table.with_name("res.csv")
    assert run(["batch", "--engine", "duckdb", str(table), "--verify", "3", "-o", str(out)]) == 2
    assert "« status » vaut ready en SQL et incomplete en Python" in capsys.readouterr().err
    assert not out.exists()


def test_a_table_given_to_the_python_engine_names_the_other(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", str(table)]) == 2
    assert "--engine duckdb" in capsys.readouterr().err


def test_the_libraries_that_are_missing_are_named(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("relance_rules.cli.engines.find_spec", lambda name: None)
    for command in (
        ["table", str(DOSSIERS), "--out", str(table)],
        ["table", "--layout", "SNAP3"],
        ["batch", "--engine", "duckdb", str(table)],
    ):
        assert run(command) == 2
        assert 'pip install "relance-rules[duckdb]"' in capsys.readouterr().err
