"""The same bytes for any number of processes, and whatever happens to one of them."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch import inputs as cutting
from relance_rules.batch import outputs
from relance_rules.batch.inputs import Chunk, Inputs, ReadableInput
from relance_rules.batch.letters.due import OURS, LetterSettings, withheld
from relance_rules.batch.letters.formats import shipped_template
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.pool import Pool
from relance_rules.batch.worker import BatchSettings, Others, Printed, Worker
from relance_rules.loading.problems import Problem
from relance_rules.values import Money
from rule_sets import Data, MakeTrial, Trial, funding

from .helpers import FR, LIMITED, batch, dossier, plain, rendered, texts, write_lines, written


def lot(folder: Path) -> list[Path]:
    """Every kind of input, good and bad, whose projects run across them."""
    folder.mkdir()
    paths = [folder / name for name in ("b.ndjson", "a.csv", "c.json", "dossiers", "absent.yaml", "d.yaml")]
    write_lines(paths[0], [dossier(f"N-{n}", depose_le=f"2021-0{1 + n % 6}-12") for n in range(7)])
    with paths[1].open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(["theme", "reference", "depose_le", "projet.reference", "projet.cout_total_ttc"])
        table.writerow(["ESSAI", "C-1", "2021-01-05", "P-9", "40 000 €"])
        table.writerow(["ESSAI", "N-1", "2021-01-06", "P-9", "1,200"])
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
    printers = tuple(f"{outputs.__name__}.{name}" for name in names)
    letters = LetterSettings(shipped_template("docx", FR))

    def files_of(order: list[Path], jobs: int) -> dict[str, Any]:
        started = Batch(
            Inputs(tuple(order)), BatchSettings(trial_theme.rules.directory, printers=printers, letters=letters), jobs
        )
        *columns, written_letters = zip(*(printed.parts for printed in started.printed()), strict=True)
        found = {
            name: written(name, parts, started.summary, tmp_path) for name, parts in zip(names, columns, strict=True)
        }
        return {**found, "letters": written_letters}

    one = files_of(paths, 1)
    assert one["ndjson"].count("\n") == 16
    assert len(one["letters"]) == 16
    assert files_of(paths[::-1], 2) == one
    assert files_of(paths[3:] + paths[:3], 3) == one


def test_chunks_of_any_size_give_the_same_reports(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = lot(tmp_path / "lot")
    whole = rendered("json", *batch(trial_theme.rules, *paths), tmp_path)
    for lines, files in ((1, 1), (3, 2), (100, 3)):
        monkeypatch.setattr(cutting, "LINES_PER_CHUNK", lines)
        monkeypatch.setattr(cutting, "FILES_PER_CHUNK", files)
        assert rendered("json", *batch(trial_theme.rules, *paths), tmp_path) == whole


def test_the_grants_of_a_project_add_up_across_files(trial_theme: Trial, tmp_path: Path) -> None:
    found, summary = batch(trial_theme.rules, *lot(tmp_path / "lot"))
    granted = {each.name: None if each.grant is None else str(each.grant) for each in found}
    # 100 000 € for the project: filed on 8 January, D-0 to D-2 take 90 000 €; the first filed after them, the rest.
    assert [granted[f"D-{n}"] for n in range(3)] == ["30000.00"] * 3
    assert granted["N-0"] == "10000.00"
    assert {granted[f"N-{n}"] for n in range(1, 6)} == {"0.00"}
    # One of another project states no earlier grants: what the batch knows of them, nothing, holds until it answers.
    assert granted["C-1"] == "30000.00"
    (asked,) = [each.report for each in found if each.name == "C-1"]
    assert asked is not None
    assert asked.status == "incomplete"
    assert "financement.subventions_anterieures" in asked.missing_facts
    assert summary.granted == Money(130_000_00)
    (note,) = next(texts(each.notes) for each in found if each.name == "N-0")
    assert note == (
        "autres dossiers de même « Référence du projet » dans ce lot : 90 000,00 € accordés, ou proposés avant celui-ci"
    )


def test_a_dossier_without_project_reference_is_said_to_be_counted_alone(trial_theme: Trial, tmp_path: Path) -> None:
    lines = [dossier("A"), dossier("B", projet={"reference": ""})]
    _, loose = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))[0]
    assert loose.grant == Money(30_000_00)
    assert texts(loose.notes) == [
        "« Référence du projet » n’est pas donné : les autres dossiers qui partagent un plafond avec celui-ci ne "
        "peuvent pas être comptés"
    ]


def test_progress_goes_to_the_end_of_both_passes(trial_theme: Trial, tmp_path: Path, small_chunks: None) -> None:
    seen: list[tuple[int, int]] = []
    started = Batch(Inputs(tuple(lot(tmp_path / "lot"))), BatchSettings(trial_theme.rules.directory))
    assert all(printed.parts == () for printed in started.printed(lambda done, total: seen.append((done, total))))
    assert seen == sorted(seen)
    assert seen[-1] == (24, 24)


def test_what_is_left_out_on_purpose_is_a_remark_and_no_dossier(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("theme;reference\nESSAI;A\nESSAI;\n", encoding="utf-8")
    found, summary = batch(trial_theme.rules, path)
    assert [each.name for each in found] == ["A"]
    assert summary.count == 1
    ((origin, remark),) = summary.remarks
    assert (origin, texts([remark])) == (f"{path}:3", ["cette ligne ne donne que le thème : elle n’est pas lue"])


def test_what_is_not_read_of_a_table_and_whose_its_errors_are_stand_in_every_output(
    trial_theme: Trial, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'theme;reference;Ville;projet.cout_total_ttc\nESSAI;A-7;x;1,200\nESSAI;B-8;"x;1\n', encoding="utf-8"
    )
    found, summary = batch(trial_theme.rules, path)
    assert [(each.reference, each.theme, each.status) for each in found] == [
        ("A-7", "ESSAI", "error"),
        ("B-8", "ESSAI", "error"),
    ]
    for name in ("text", "json", "html", "xlsx", "csv", "ndjson", "junit"):
        written = rendered(name, found, summary, tmp_path)
        shown = plain(parts(written) if name == "xlsx" else written)
        for said in ("A-7", "B-8", "ESSAI"):
            assert said in shown, name
        if name in ("text", "json", "html", "xlsx"):
            assert "colonnes qui ne nomment aucun fait, et ne sont pas lues : « Ville »" in " ".join(shown.split()), (
                name
            )
    # The applicant has no part in what is wrong with the second row.
    assert [withheld(each, None) for each in found] == [None, OURS]


def parts(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("part", ["batch.worker.check_dossier", "checking.check.split"])
def test_a_check_that_fails_as_nobody_foresaw_is_an_error_of_its_own(
    trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    rules = trial(**{**LIMITED, "funding": funding()}).rules

    def broken(record: Any, *_: Any) -> Any:
        raise RecursionError

    # At once, or when what is worked out late of a report is read.
    monkeypatch.setattr(f"relance_rules.{part}", broken)
    found, summary = batch(rules, write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B")]))
    assert [(each.status, each.name) for each in found] == [("error", "A"), ("error", "B")]
    assert summary.totals == {}
    # Nor is that any fault of the applicant's.
    assert [withheld(each, None) for each in found] == [OURS, OURS]


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


Run = Callable[[list[Path]], tuple[list[Printed], list[Problem]]]


@pytest.fixture
def run(trial_theme: Trial) -> Iterator[Run]:
    """What two processes print of files, a chunk for each two of them, and the inputs that are lost."""
    settings = BatchSettings(trial_theme.rules.directory, printers=(f"{outputs.__name__}.text",))
    here = Worker(settings)

    def checked(paths: list[Path]) -> tuple[list[Printed], list[Problem]]:
        parts = [ReadableInput(path, path.name) for path in paths]
        chunks = [Chunk(n, tuple(parts[2 * n : 2 * n + 2])) for n in range((len(parts) + 1) // 2)]
        pool = Pool(settings, 2)
        try:
            found = [result for _, result in pool.in_order(chunks, Worker.check, lambda chunk: (NOTHING,), here.lost)]
        finally:
            pool.stop()
        return [each for result in found for each in result.printed], [p for result in found for p in result.lost]

    yield checked
    assert multiprocessing.active_children() == []


NOTHING = Others({})


def names(printed: list[Printed]) -> list[tuple[str, str]]:
    """What each line of the screen is about, and the status of its dossier."""
    return [(each.parts[0].cells[0], each.status) for each in printed]


def files(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    return [write_lines(folder / f"{n}.json", [dossier(f"D-{n}")]) for n in range(count)]


def test_a_process_killed_once_changes_nothing(run: Run, tmp_path: Path) -> None:
    paths = files(tmp_path / "lot", 6)
    paths[3] = Deadly(paths[3])
    paths[3].mark = tmp_path / "mark"  # type: ignore[attr-defined]
    printed, lost = run(paths)
    assert names(printed) == [(f"D-{n}", "ready") for n in range(6)]
    assert lost == []
    assert (tmp_path / "mark").exists()


def test_an_input_that_kills_every_process_costs_only_itself(run: Run, tmp_path: Path) -> None:
    paths = files(tmp_path / "lot", 6)
    paths[2] = Deadly(paths[2])
    printed, lost = run(paths)
    assert [each.status for each in printed] == ["ready", "ready", "error", "ready", "ready", "ready"]
    assert names(printed)[2][0] == "2.json"
    assert plain(printed[2].parts[0].below[0]).startswith("le processus qui lisait cette entrée a été tué deux fois")
    assert [problem.file for problem in lost] == ["2.json"]


def test_what_nobody_waits_for_stops_the_processes(trial_theme: Trial, tmp_path: Path, small_chunks: None) -> None:
    started = Batch(Inputs(tuple(files(tmp_path / "lot", 6))), BatchSettings(trial_theme.rules.directory), 2)
    results = started.printed()
    next(results)
    processes = multiprocessing.active_children()
    assert processes != []
    results.close()  # type: ignore[attr-defined]
    assert {process.exitcode for process in processes} == {-signal.SIGTERM}
    assert multiprocessing.active_children() == []


def test_the_dossiers_of_a_lost_input_take_nothing_from_their_project(trial_theme: Trial, tmp_path: Path) -> None:
    lines: list[Data] = [dossier("A"), dossier("B")]
    chunk = Chunk(0, (ReadableInput(write_lines(tmp_path / "lot.ndjson", lines), "lot.ndjson"),))
    worker = Worker(BatchSettings(trial_theme.rules.directory))
    surveyed = worker.survey(chunk)
    assert [placed.place for placed in surveyed.sharing] == [(0, 0, 0), (0, 0, 1)]
    assert [each.reference for each in surveyed.seen] == ["A", "B"]
    assert worker.lost(chunk).totals == {}


def test_an_input_lost_before_it_was_known_to_the_others_is_said_even_if_it_is_checked(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def passes(started: Any) -> Iterator[Any]:
        def run(task: Any, arguments: Any, lost: Any) -> Iterator[Any]:
            for chunk in started._chunks:
                lose = task is not Worker.check
                yield chunk, lost(chunk) if lose else task(started._here, chunk, *arguments(chunk))

        yield run

    monkeypatch.setattr(Batch, "_passes", passes)
    path = write_lines(tmp_path / "lot.ndjson", [dossier("A")])
    found, summary = batch(trial_theme.rules, path)
    assert [each.status for each in found] == ["ready"]
    assert [problem.file for problem in summary.lost] == [f"{path}:1"]


def test_a_piece_of_a_chunk_takes_its_own_dossiers_of_what_was_kept(trial_theme: Trial, tmp_path: Path) -> None:
    parts = tuple(ReadableInput(path, path.name) for path in files(tmp_path / "lot", 3))
    worker = Worker(BatchSettings(trial_theme.rules.directory, printers=(f"{outputs.__name__}.text",)))
    held = worker.survey(Chunk(0, parts)).held
    for part in parts:
        part.path.unlink()
    found = [worker.check(piece, Others({}, held=held)).printed for piece in Chunk(0, parts).pieces()]
    assert [names(each) for each in found] == [[(f"D-{n}", "ready")] for n in range(3)]


def test_dossiers_that_are_read_again_are_told_as_those_that_were_kept(trial_theme: Trial, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B", depose_le="demain")])
    chunk = Chunk(0, (ReadableInput(path, path.name),))
    worker = Worker(BatchSettings(trial_theme.rules.directory, printers=(f"{outputs.__name__}.ndjson",)))
    kept, again = (worker.check(chunk, Others({}, held=held)) for held in (worker.survey(chunk).held, None))
    assert kept == again
    assert [json.loads(each.parts[0])["memory"]["known_by"] for each in again.printed] == ["a", "b"]


def test_the_dossiers_of_a_long_table_are_kept_a_few_at_once(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_rules.batch.worker._HELD_AT_ONCE", 2)
    path = write_lines(tmp_path / "lot.ndjson", [dossier(f"D-{n}") for n in range(5)])
    chunk = Chunk(0, (ReadableInput(path, path.name),))
    worker = Worker(BatchSettings(trial_theme.rules.directory, printers=(f"{outputs.__name__}.text",)))
    held = worker.survey(chunk).held
    assert len(held) == 3
    found = worker.check(chunk, Others({}, held=held)).printed
    assert [name for name, _ in names(found)] == [f"D-{n}" for n in range(5)]
