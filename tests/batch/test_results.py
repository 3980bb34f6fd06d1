"""What the command wrote once is no dossier, wherever it is met."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from relance_rules.batch.lists import LISTS
from relance_rules.batch.results import is_result
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.localization import LANGUAGES, LanguageCode, localization
from relance_rules.showing.cells import line_writer
from relance_rules.values import Message
from rule_sets import Trial

from .helpers import batch, dossier, rendered, texts, write_lines

FORMATS = ("json", "ndjson", "csv", "xlsx")
SAID = "résultat d’une vérification, et non un dossier : laissé de côté"


def put(folder: Path, mixed: tuple[list[Submission], Summary]) -> list[Path]:
    """What an earlier batch wrote in a folder, in every format that dossiers come in too."""
    found = []
    for name in FORMATS:
        (folder / "scratch").mkdir(exist_ok=True)
        written = rendered(name, *mixed, folder / "scratch")
        path = folder / f"résultats.{name}"
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        found.append(path)
    (folder / "scratch").rmdir()
    return found


def test_the_results_of_an_earlier_batch_are_left_out_and_said(
    trial_theme: Trial, mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    lot = tmp_path / "lot"
    lot.mkdir()
    paths = put(lot, mixed)
    write_lines(lot / "a.ndjson", [dossier("A")])
    submissions, summary = batch(trial_theme.rules, lot)
    assert [each.reference for each in submissions] == ["A"]
    assert sorted(Path(remark.origin) for remark in summary.remarks) == sorted(paths)
    assert set(texts(remark.said for remark in summary.remarks)) == {SAID}


def test_many_lines_of_results_are_said_once(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_rules.batch.inputs.LINES_PER_CHUNK", 2)
    path = write_lines(tmp_path / "r.ndjson", [{"schema": "relance-report/1", "dossier": "a"}] * 7)
    submissions, summary = batch(trial_theme.rules, path)
    assert (submissions, summary.remark_count) == ([], 1)
    submissions, summary = batch(trial_theme.rules, stdin=path)
    assert (submissions, summary.remark_count) == ([], 1)


def test_dossiers_among_results_are_checked(
    trial_theme: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_rules.batch.inputs.LINES_PER_CHUNK", 2)
    mixed = [{"schema": "relance-report/1", "x": 1}, {"schema": "relance-report/1"}, dossier("A"), dossier("B")]
    lines = write_lines(tmp_path / "r.ndjson", mixed)
    (tmp_path / "r.json").write_text(json.dumps(mixed), encoding="utf-8")
    for given in ({"stdin": lines}, {"path": lines}, {"path": tmp_path / "r.json"}):
        paths = [given["path"]] if "path" in given else []
        submissions, summary = batch(trial_theme.rules, *paths, stdin=given.get("stdin"))
        assert [each.reference for each in submissions] == ["A", "B"], given
        assert texts(remark.said for remark in summary.remarks) == [SAID]


def test_what_other_commands_print_is_told_in_any_encoding(trial_theme: Trial, tmp_path: Path) -> None:
    plan = trial_theme.rules.plan
    for schema in ("relance-report/1", "relance-themes/1", "relance-what-if/12"):
        for data in ({"schema": schema, "x": "é"}, [{"schema": schema}, {}]):
            text = json.dumps(data, indent=2, ensure_ascii=False)
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                path = tmp_path / "r.json"
                path.write_bytes(text.encode(encoding))
                assert is_result(path, plan), (schema, encoding)


@pytest.mark.parametrize("titles", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_lists_of_letters_are_no_dossiers(
    trial_theme: Trial, tmp_path: Path, titles: tuple[Message, ...], code: LanguageCode
) -> None:
    path = tmp_path / "liste.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        line_writer(stream, map(localization(code).say, titles))
    assert is_result(path, trial_theme.rules.plan)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b'{"theme": "ESSAI", "projet": {"nom": "\\"schema\\": \\"relance-report/1\\""}}'),
        ("a.json", b'{"schema": "autre/1"}'),
        ("a.json", b""),
        ("a.csv", "Référence;Thème;État\nA;ESSAI;x".encode()),
        ("a.yaml", b'{"schema": "relance-report/1"}'),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 100),
        ("a.xlsx", b""),
    ],
)
def test_anything_else_is_left_to_its_reader(trial_theme: Trial, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert not is_result(tmp_path / name, trial_theme.rules.plan)
    assert not is_result(tmp_path / f"absent-{name}", trial_theme.rules.plan)


def test_a_workbook_is_told_by_its_mark_and_a_hostile_archive_is_not_opened(trial_theme: Trial, tmp_path: Path) -> None:
    path, plan = tmp_path / "a.xlsx", trial_theme.rules.plan
    for mark, parts, told in (("relance-batch/1", 1, True), ("autre", 1, False), ("relance-batch/1", 1_000, False)):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("docProps/core.xml", f"<dc:description>{mark}</dc:description>")
            for number in range(parts):
                archive.writestr(f"{'x' * 50}{number}", "")
        assert is_result(path, plan) is told
