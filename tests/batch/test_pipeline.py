"""The same rows for any number of processes, and whatever happens to one of them."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch import inputs as cutting
from relance_rules.batch.inputs import Chunk, Inputs, Readable
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.pool import Pool
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.batch.worker import Settings, Worker
from relance_rules.localization import localization
from relance_rules.values import Money
from rule_sets import Data, Trial

from .helpers import batch, dossier, rendered, write_lines


def lot(folder: Path) -> list[Path]:
    """Every kind of input, good and bad, whose projects run across them."""
    folder.mkdir()
    paths = [folder / name for name in ("b.ndjson", "a.csv", "c.json", "dossiers", "absent.yaml", "d.yaml")]
    write_lines(paths[0], [dossier(f"N-{n}", depose_le=f"2021-0{1 + n % 6}-12") for n in range(7)])
    with paths[1].open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(["theme", "reference", "depose_le", "projet.reference", "projet.cout_total_ttc"])
        table.writerow(["ESSAI", "C-1", "2021-01-05", "P-9", "40 000 €"])
        table.writerow(["ESSAI", "N-1", "2021-01-06", "P-1", "1,200"])
    write_lines(paths[2], [dossier("J")])
    paths[3].mkdir()
    for n in range(3):
        write_lines(paths[3] / f"{n}.json", [dossier(f"D-{n}", depose_le="2021-01-08")])
    (paths[3] / "cassé.yaml").write_text("theme: [", encoding="utf-8")
    paths[5].write_bytes(b"\xff\x00")
    return paths


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LINES_PER_CHUNK", 2)
    monkeypatch.setattr(cutting, "FILES_PER_CHUNK", 2)


def test_any_number_of_processes_and_any_order_of_arguments_give_the_same_bytes(
    trial_theme: Trial, tmp_path: Path, small_chunks: None
) -> None:
    paths = lot(tmp_path / "lot")
    names = ("csv", "json", "ndjson", "text", "junit", "html", "xlsx")

    def written(order: list[Path], jobs: int) -> dict[str, Any]:
        rows, summary = batch(trial_theme.rules, *order, jobs=jobs)
        return {name: rendered(name, rows, summary, trial_theme.rules, tmp_path) for name in names}

    one = written(paths, 1)
    assert one["ndjson"].count("\n") == 16
    assert written(paths[::-1], 2) == one
    assert written(paths[3:] + paths[:3], 3) == one


def test_chunks_of_any_size_give_the_same_rows(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = lot(tmp_path / "lot")
    whole, _ = batch(trial_theme.rules, *paths)
    for lines, files in ((1, 1), (3, 2), (100, 3)):
        monkeypatch.setattr(cutting, "LINES_PER_CHUNK", lines)
        monkeypatch.setattr(cutting, "FILES_PER_CHUNK", files)
        assert batch(trial_theme.rules, *paths)[0] == whole


def test_the_grants_of_a_project_add_up_across_files(trial_theme: Trial, tmp_path: Path) -> None:
    rows, summary = batch(trial_theme.rules, *lot(tmp_path / "lot"))
    granted = {row.name: row.proposed("grant") for row in rows}
    # 100 000 € for the project: filed on 8 January, D-0 to D-2 take 90 000 €; the first filed after them, the rest.
    assert [granted[f"D-{n}"] for n in range(3)] == ["30000.00"] * 3
    assert granted["N-0"] == "10000.00"
    assert {granted[f"N-{n}"] for n in range(1, 6)} == {"0.00"}
    assert summary.granted == Money(100_000_00)
    (note,) = next(row.notes for row in rows if row.name == "N-0")
    assert "90\u202f000,00\u00a0€ proposés avant celui-ci" in note


def test_a_dossier_without_project_reference_is_said_to_be_counted_alone(trial_theme: Trial, tmp_path: Path) -> None:
    lines = [dossier("A"), dossier("B", projet={"reference": ""})]
    _, loose = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))[0]
    assert loose.proposed("grant") == "30000.00"
    assert loose.notes == ("sans référence de projet : les autres dossiers du même projet ne peuvent pas être comptés",)


def test_progress_goes_to_the_end_of_both_passes(trial_theme: Trial, tmp_path: Path, small_chunks: None) -> None:
    seen: list[tuple[int, int]] = []
    started = Batch(Inputs(tuple(lot(tmp_path / "lot"))), Settings(trial_theme.rules.directory))
    list(started.checked(lambda done, total: seen.append((done, total))))
    assert seen == sorted(seen)
    assert seen[-1] == (24, 24)


def test_what_is_left_out_on_purpose_is_a_remark_and_no_dossier(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("theme;reference\nESSAI;A\nESSAI;\n", encoding="utf-8")
    rows, summary = batch(trial_theme.rules, path)
    assert [row.name for row in rows] == ["A"]
    assert summary.count == 1
    assert summary.remarks == [(f"{path}:3", "cette ligne ne donne que le thème : elle n’est pas lue")]


def test_a_check_that_fails_as_nobody_foresaw_is_an_error_of_its_own(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(record: Any, *_: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr("relance_rules.batch.worker.check_dossier", broken)
    rows, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B")]))
    assert [(row.status, row.name) for row in rows] == [("error", "A"), ("error", "B")]
    assert summary.totals == {}


# ---- processes that are killed


class Deadly(type(Path())):  # type: ignore[misc]
    """A path that kills the process it is sent to, every time or the first time only."""

    mark: Path | None = None

    def __reduce__(self) -> Any:
        return die, (str(self), self.mark)


def die(path: str, mark: Path | None) -> Path:
    """End the process, unless it was ended once already and once is enough."""
    if mark is None or not mark.exists():
        if mark is not None:
            mark.touch()
        os._exit(9)
    return Path(path)


Checked = Callable[[list[Path]], tuple[list[Row], Summary]]


@pytest.fixture
def checked(trial_theme: Trial) -> Iterator[Checked]:
    """The rows of files checked by two processes, a chunk for each two of them."""
    settings = Settings(trial_theme.rules.directory)
    here = Worker(settings)

    def run(paths: list[Path]) -> tuple[list[Row], Summary]:
        parts = [Readable(path, path.name) for path in paths]
        chunks = [Chunk(n, tuple(parts[2 * n : 2 * n + 2])) for n in range((len(parts) + 1) // 2)]
        summary = Summary(localization("fr"))
        pool = Pool(settings, 2)
        try:
            results = pool.in_order(chunks, Worker.check, lambda chunk: ({},), here.lost)
            return [row for _, result in results for row in summary.add(result)], summary
        finally:
            pool.stop()

    yield run
    assert multiprocessing.active_children() == []


def files(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    return [write_lines(folder / f"{n}.json", [dossier(f"D-{n}")]) for n in range(count)]


def test_a_process_killed_once_changes_nothing(checked: Checked, tmp_path: Path) -> None:
    paths = files(tmp_path / "lot", 6)
    paths[3] = Deadly(paths[3])
    paths[3].mark = tmp_path / "mark"  # type: ignore[attr-defined]
    rows, summary = checked(paths)
    assert [(row.name, row.status) for row in rows] == [(f"D-{n}", "ready") for n in range(6)]
    assert summary.lost == []
    assert (tmp_path / "mark").exists()


def test_an_input_that_kills_every_process_costs_only_itself(checked: Checked, tmp_path: Path) -> None:
    paths = files(tmp_path / "lot", 6)
    paths[2] = Deadly(paths[2])
    rows, summary = checked(paths)
    assert [row.status for row in rows] == ["ready", "ready", "error", "ready", "ready", "ready"]
    assert rows[2].origin == "2.json"
    assert rows[2].reasons[0].startswith("le processus qui lisait cette entrée a été tué deux fois")
    assert [problem.file for problem in summary.lost] == ["2.json"]


def test_rows_that_nobody_waits_for_stop_the_processes(trial_theme: Trial, tmp_path: Path, small_chunks: None) -> None:
    started = Batch(Inputs(tuple(files(tmp_path / "lot", 6))), Settings(trial_theme.rules.directory), 2)
    results = started.checked()
    next(results)
    processes = multiprocessing.active_children()
    assert processes != []
    results.close()  # type: ignore[attr-defined]
    assert {process.exitcode for process in processes} == {-signal.SIGTERM}
    assert multiprocessing.active_children() == []


def test_the_dossiers_of_a_lost_input_take_nothing_from_their_project(trial_theme: Trial, tmp_path: Path) -> None:
    lines: list[Data] = [dossier("A"), dossier("B")]
    chunk = Chunk(0, (Readable(write_lines(tmp_path / "lot.ndjson", lines), "lot.ndjson"),))
    worker = Worker(Settings(trial_theme.rules.directory))
    assert [placed.place for placed in worker.sharing(chunk)] == [(0, 0, 0), (0, 0, 1)]
    assert worker.lost(chunk).totals == {}


def test_an_input_lost_before_its_grants_were_cumulated_is_said_even_if_it_is_checked(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def passes(started: Any) -> Iterator[Any]:
        def run(task: Any, arguments: Any, lost: Any) -> Iterator[Any]:
            for chunk in started._chunks:
                lose = task is Worker.sharing
                yield chunk, lost(chunk) if lose else task(started._here, chunk, *arguments(chunk))

        yield run

    monkeypatch.setattr(Batch, "_passes", passes)
    path = write_lines(tmp_path / "lot.ndjson", [dossier("A")])
    rows, summary = batch(trial_theme.rules, path)
    assert [row.status for row in rows] == ["ready"]
    assert [problem.file for problem in summary.lost] == [f"{path}:1"]
