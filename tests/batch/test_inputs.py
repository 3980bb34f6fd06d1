from __future__ import annotations

import os
from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.batch import inputs
from relance_rules.batch.inputs import (
    CHUNKS_PER_PROCESS,
    Chunk,
    Inputs,
    ReadableInput,
    UnreadableInput,
    cut,
    processes,
    records,
)
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.worker import BatchSettings
from relance_rules.dossiers.context import Context
from rule_sets import Trial, said

from .helpers import batch, dossier, texts, write_lines


@pytest.fixture
def context(trial_theme: Trial) -> Context:
    return Context(trial_theme.rules.plan)


@pytest.fixture
def lot(tmp_path: Path) -> Path:
    """An empty folder, apart from the rules."""
    folder = tmp_path / "lot"
    folder.mkdir()
    return folder


def shapes(chunks: list[Chunk]) -> list[tuple[int, list[str]]]:
    return [(chunk.number, [Path(part.origin).name for part in chunk.parts]) for chunk in chunks]


def test_files_go_together_and_what_holds_many_dossiers_goes_alone(
    context: Context, lot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "FILES_PER_CHUNK", 2)
    monkeypatch.setattr(inputs, "LINES_PER_CHUNK", 3)
    for name in ("a.yaml", "b.json", "c.yml", "d.csv", "f.yaml"):
        (lot / name).write_text("theme: ESSAI", encoding="utf-8")
    write_lines(lot / "e.ndjson", [dossier()] * 4)
    assert shapes(cut(Inputs((lot,)), context)) == [
        (0, ["a.yaml", "b.json"]),
        (1, ["c.yml"]),
        (2, ["d.csv"]),
        (3, ["e.ndjson:1"]),
        (4, ["e.ndjson:4"]),
        (5, ["f.yaml"]),
    ]


def test_the_pieces_of_a_chunk_have_its_places() -> None:
    parts = tuple(UnreadableInput(name, ()) for name in "abc")
    assert list(Chunk(7, parts, 2).pieces()) == [
        Chunk(7, (parts[0],), 2),
        Chunk(7, (parts[1],), 3),
        Chunk(7, (parts[2],), 4),
    ]


def test_what_the_batch_writes_is_not_read(context: Context, lot: Path) -> None:
    for name in ("a.yaml", "sortie.json"):
        (lot / name).write_text("{}", encoding="utf-8")
    assert shapes(cut(Inputs((lot,), aside=frozenset({str(lot / "sortie.json")})), context)) == [(0, ["a.yaml"])]


def test_standard_input_comes_first_under_a_name_of_its_own(trial_theme: Trial, tmp_path: Path) -> None:
    kept = tmp_path / "garde" / "stdin.ndjson"
    kept.parent.mkdir()
    kept.write_text('{"theme": "ESSAI", "reference": "S"}\nperdu\n', encoding="utf-8")
    (tmp_path / "a.json").write_text('{"theme": "ESSAI", "reference": "F"}', encoding="utf-8")
    found, _ = batch(trial_theme.rules, tmp_path / "a.json", stdin=kept)
    assert [each.origin for each in found] == ["<stdin>:1", "<stdin>:2", f"{tmp_path}/a.json"]
    assert [each.reference for each in found] == ["S", None, "F"]
    (problem,) = found[1].problems
    assert (problem.file, problem.line, problem.column) == ("<stdin>", 2, 1)
    assert said(problem.message).startswith("« perdu » : en JSON, un texte se met")


@pytest.mark.parametrize("names", [(), ("vide",), ("absent.yaml",), ("vide", "absent.yaml", "note.txt")])
def test_nothing_to_read_at_all_is_no_batch(trial_theme: Trial, tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "vide").mkdir()
    (tmp_path / "note.txt").write_text("rien", encoding="utf-8")
    with pytest.raises(DossierError) as error:
        Batch(Inputs(tuple(tmp_path / name for name in names)), BatchSettings(trial_theme.rules.directory))
    assert len(error.value.problems) == max(1, len(names))
    if not names:
        assert said(error.value.problems[0].message) == "aucun dossier dans ce qui a été donné"


def test_an_empty_standard_input_is_nothing_to_read(trial_theme: Trial, tmp_path: Path) -> None:
    (tmp_path / "stdin.ndjson").write_bytes(b"")
    with pytest.raises(DossierError, match="l’entrée standard est vide"):
        Batch(Inputs(stdin=tmp_path / "stdin.ndjson"), BatchSettings(trial_theme.rules.directory))


def test_a_file_that_vanishes_is_an_error_of_its_own(context: Context, tmp_path: Path) -> None:
    (record,) = records(ReadableInput(tmp_path / "parti.yaml", "parti.yaml"), context)
    assert record.error is not None
    assert "ce fichier n’existe pas" in str(record.error)


def test_a_reader_that_fails_as_nobody_foresaw_stops_nothing(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, *_: object) -> None:
        raise ZeroDivisionError(path)

    path = write_lines(tmp_path / "a.ndjson", [dossier()])
    monkeypatch.setattr(inputs, "file_records", broken)
    (broken_one,), summary = batch(trial_theme.rules, path)
    assert summary.of("error") == 1
    assert texts(broken_one.reasons) == [
        "erreur imprévue (ZeroDivisionError) : cette entrée n’a pas pu être traitée ; signalez-la",
    ]


def test_processes_are_started_unasked_where_each_has_enough_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 5}, raising=False)
    enough = CHUNKS_PER_PROCESS
    found = [processes(0, chunks) for chunks in (1, 2 * enough - 1, 2 * enough, 3 * enough - 1, 3 * enough, 9 * enough)]
    assert found == [1, 1, 2, 2, 3, 3]
    assert [processes(jobs, 4) for jobs in (1, 2, 4, 64)] == [1, 2, 4, 4]
    # Where nothing tells which cores are ours, all of them are.
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert processes(0, 9 * enough) == 2
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processes(0, 9 * enough) == 1
