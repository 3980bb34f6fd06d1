"""The page that goes from a folder of dossiers to DuckDB and to Spark: each of its commands and queries is run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pytest

from relance_rules.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_a_newcomer_can_follow_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for theme in ("ITN5", "SNAP3"):
        shutil.copytree(ROOT / "examples" / "dossiers" / theme, tmp_path / "submissions" / theme)
    (tmp_path / "submissions" / "faux.yaml").write_text("theme: SNAP3\ndepose_le: hier\n", encoding="utf-8")
    answers: list[int] = []
    for kind, text in BLOCKS:
        if kind == "console":
            for line in text.splitlines():
                command, _, to = line.removeprefix("$ ").partition(" > ")
                program, *arguments = shlex.split(command)
                if program == "pip":
                    continue
                assert program == "relance"
                code = run(arguments)
                printed = capsys.readouterr()
                assert code in (0, 1), printed.err
                if to:
                    Path(to).write_text(printed.out, encoding="utf-8")
        elif kind == "sql":
            with duckdb.connect() as database:
                answers += [len(database.execute(query).fetchall()) for query in text.split(";") if query.strip()]
    assert len(answers) == 4
    assert all(answers)
    assert (tmp_path / "snap3.sql").read_text(encoding="utf-8").count("SELECT") > 1
    assert {path.name for path in tmp_path.iterdir()} >= {"dossiers.parquet", "results.parquet", "results.csv"}


def test_the_spark_job_is_python_and_reads_what_the_commands_write() -> None:
    (job,) = (text for kind, text in BLOCKS if kind == "python")
    ast.parse(job)
    commands = "".join(text for kind, text in BLOCKS if kind == "console")
    for name in re.findall(r'"([a-z0-9]+\.(?:sql|parquet))"', job):
        assert name in commands or name == "snap3.parquet"
