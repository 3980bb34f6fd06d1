from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from dossiers.helpers import context, dossiers, read, said
from relance_rules.dossiers.formats import lines
from relance_rules.dossiers.sources import iter_records


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["ndjson", "jsonl"])
def test_each_line_is_a_dossier_and_blank_lines_are_nothing(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", '\ufeff{"reference": "1"}', "", '{"reference": "2"}')
    records = read(path)
    assert [record.origin for record in records] == [f"{path}:1", f"{path}:3"]
    assert [data["reference"] for data in dossiers(records)] == ["1", "2"]


def test_a_bad_line_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ndjson", '{"reference": "1"}', '{"a": NaN}', "[]", "{", '{"reference": "2"}')
    records = read(path)
    assert [record.error is None for record in records] == [True, False, False, False, True]
    assert f"{path}:2:" in said(records[1])
    assert f"{path}:4:" in said(records[3])


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 40)
    path = write(tmp_path / "a.ndjson", '{"reference": "' + "1" * 500 + '"}', '{"reference": "2"}')
    long, short = read(path)
    assert long.origin == f"{path}:1"
    assert "trop grand" in said(long)
    assert short.document is not None


def test_lines_are_not_kept(tmp_path: Path) -> None:
    row = '{"reference": "' + "1" * 10_000 + '"}'
    path = write(tmp_path / "a.ndjson", *[row] * 500)
    tracemalloc.start()
    assert sum(1 for _ in iter_records([path], context())) == 500
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4


def test_a_file_without_a_line_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text("\n\n", encoding="utf-8")
    assert "vide" in said(read(path)[0])
