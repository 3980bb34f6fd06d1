"""Each measure, as small as it can be: it runs, and prints its table. What it measures is not asserted."""

import json
from pathlib import Path
from random import Random

import pytest
from benchmarks import batch, checking, cold_start, reading, serve, sql
from benchmarks.examples import KINDS, PARSING, Example, another, examples

from relance_rules import check, load_rules

pytestmark = pytest.mark.long


RULES = load_rules()


def rows(printed: str) -> list[list[str]]:
    """The cells of a table, without its head."""
    return [line.strip("| ").split(" | ") for line in printed.splitlines() if line.startswith("|")][2:]


def test_every_theme_has_an_example_of_each_kind() -> None:
    assert len(examples()) == 48
    assert {example.kind for example in examples()} == set(KINDS)
    assert all(json.loads(example.line)["theme"] == example.theme for example in examples())


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.theme}-{example.kind}")
def test_a_dossier_not_met_before_is_worth_the_same(example: Example) -> None:
    made = another(example, RULES, Random(3))  # noqa: S311
    one, other = check(example.data, RULES), check(made.data, RULES)
    assert (other.status, other.verdict, other.funding.total_cost) == (one.status, one.verdict, one.funding.total_cost)
    assert made.data != example.data
    assert json.loads(made.line) == made.data


def test_reading(capsys: pytest.CaptureFixture[str]) -> None:
    reading.main(themes=1, rounds=1)
    parsing, *others = rows(capsys.readouterr().out)
    assert parsing[0] == PARSING
    assert [cell.partition(",")[0] for cell in parsing[1:]] == ["1.0 ×"] * 4
    assert [row[0] for row in others] == ["facts", "`dossier_model`"]


def test_checking(capsys: pytest.CaptureFixture[str]) -> None:
    checking.main(themes=1, rounds=1, kept=3)
    printed = capsys.readouterr().out
    assert [row[0] for row in rows(printed)] == [
        PARSING,
        "`check()`",
        "`check()`, all of the report read",
        "without reading",
        "`to_dict()` of the report",
    ]
    assert "\n3 dossiers checked and kept: " in printed


def test_cold_start(capsys: pytest.CaptureFixture[str]) -> None:
    some = (cold_start.MODEL, cold_start.LEAST, "`relance --version`")
    cold_start.main(1, {name: cold_start.COMMANDS[name] for name in some})
    model, least, version = rows(capsys.readouterr().out)
    assert (model[2], least[3]) == ("1.0 ×", "1.0 ×")
    assert version[0] == "`relance --version`"


def test_batch(capsys: pytest.CaptureFixture[str]) -> None:
    batch.main(2, outputs=["csv"])
    printed = capsys.readouterr().out
    assert [row[0] for row in rows(printed)] == [batch.PARSING, "csv", "csv, 2 processes"]
    assert "\n8 to csv: " in printed


def test_dossiers_of_a_batch_share_projects_and_no_reference(tmp_path: Path) -> None:
    batch.write_dossiers(path := tmp_path / "dossiers.ndjson", 400)
    made = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({dossier["reference"] for dossier in made}) == 400
    assert {dossier["projet"]["reference"] for dossier in made if "projet" in dossier} == {"P-0", "P-1"}


def test_sql_is_measured_where_its_engine_is(capsys: pytest.CaptureFixture[str]) -> None:
    sql.main(20, 2, 1, spark=False)
    printed = capsys.readouterr().out
    if absent := sql.missing():
        assert printed == f"\nSQL is not measured: {', '.join(absent)} not installed\n"
    else:
        queries, _, whole = printed.partition("`relance batch --engine duckdb`")
        assert [row[0] for row in rows(queries)] == ["DuckDB, by hand", "DuckDB, generated"]
        assert "Largest process" in whole


def test_serve(capsys: pytest.CaptureFixture[str]) -> None:
    serve.main(4, clients=(2,))
    assert [row[0] for row in rows(capsys.readouterr().out)] == ["`check()` in the process", "`POST /check`, 2 clients"]
