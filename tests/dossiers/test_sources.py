from __future__ import annotations

import os
from pathlib import Path

import pytest

from dossiers.helpers import context, dossiers, only, read, said
from relance_rules.dossiers.sources import iter_records
from relance_rules.loading.files import MAX_BYTES

YAML = "theme: SNAP3\nreference: "


def put(path: Path, reference: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{YAML}{reference}\n", encoding="utf-8")
    return path


def references(records: list) -> list[str]:
    return [data["reference"] for data in dossiers(records)]


def test_folders_and_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path / "b" / "deep" / "1.yml", "b1")
    put(tmp_path / "a" / "2.yaml", "a2")
    put(tmp_path / "a" / "10.yaml", "a10")
    alone = put(tmp_path / "c.yaml", "c")
    assert references(read(alone, tmp_path / "b", tmp_path / "a")) == ["a2", "a10", "b1", "c"]
    assert references(read(tmp_path / "a", alone, tmp_path / "b")) == ["a2", "a10", "b1", "c"]


def test_names_with_numbers_are_read_as_people_count(tmp_path: Path) -> None:
    names = ["A3", "dossier", "dossier-10", "dossier-2", "dossier002", "dossier10", "dossier10-9", "dossier2", "lot 2"]
    ordered = [
        *("A3", "dossier", "dossier002", "dossier2", "dossier10", "dossier10-9"),
        *("dossier-2", "dossier-10", "lot 2"),
    ]
    for name in (*names, "9" * 200):
        put(tmp_path / f"{name}.yaml", name)
    (tmp_path / "lot 10").mkdir()
    put(tmp_path / "lot 10" / "1.yaml", "in lot 10")
    assert references(read(tmp_path)) == ["9" * 200, *ordered, "in lot 10"]
    roots = [tmp_path / f"{name}.yaml" for name in names]
    assert references(read(*reversed(roots))) == ordered


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.yaml", "a")
    assert references(read(tmp_path, path, path)) == ["a"]


def test_hidden_files_and_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path / ".hidden.yaml", "h")
    put(tmp_path / ".git" / "a.yaml", "g")
    put(tmp_path / "~$open.xlsx", "lock")
    put(tmp_path / "README.md", "r")
    put(tmp_path / "a.yaml", "a")
    assert references(read(tmp_path)) == ["a"]
    assert len(read(tmp_path)) == 1


def test_a_spreadsheet_of_another_format_is_not_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "old.xls", "x")
    assert "enregistrez ce tableur en .xlsx" in said(only(tmp_path))


def test_a_file_of_an_unknown_extension_is_an_error_when_it_is_asked_for(tmp_path: Path) -> None:
    text = said(only(put(tmp_path / "a.yalm", "a")))
    assert "« .yalm »" in text
    assert ".yaml" in text


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    assert "aucun fichier de dossier" in said(only(tmp_path))


def test_a_missing_file_is_a_record(tmp_path: Path) -> None:
    put(tmp_path / "b.yaml", "b")
    missing, found = read(tmp_path / "a.yaml", tmp_path / "b.yaml")
    assert missing.error is not None
    assert found.document is not None


def test_a_file_that_vanishes_after_the_walk_is_a_record(tmp_path: Path) -> None:
    put(tmp_path / "a.yaml", "a")
    second = put(tmp_path / "b.yaml", "b")
    records = iter_records([tmp_path], context())
    assert next(records).document is not None
    second.unlink()
    (gone,) = records
    assert "n’existe pas" in said(gone)


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    (tmp_path / "c.xlsx").write_bytes(b"nothing")
    put(tmp_path / "d.yaml", "d")
    records = read(tmp_path)
    assert [record.error is None for record in records] == [False, False, False, True]


def test_loops_of_links_end(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.yaml", "a")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self.yaml").symlink_to(tmp_path / "in" / "self.yaml")
    records = read(tmp_path / "in")
    assert references(records) == ["a"]
    assert [record.origin for record in records if record.error] == [str(tmp_path / "in" / "self.yaml")]


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path / "out" / "secret.yaml", "secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").symlink_to(secret)
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    records = read(tmp_path / "in")
    assert references(records) == []
    assert all("mène hors du répertoire" in said(record) for record in records)
    assert len(records) == 2


def test_a_link_given_by_the_user_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(put(tmp_path / "a.yaml", "a"))
    assert references(read(tmp_path / "link.yaml")) == ["a"]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "fichier ordinaire" in said(only(tmp_path / "pipe.yaml"))


def test_an_enormous_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert "trop grand" in said(only(tmp_path / "a.yaml"))


def test_what_the_system_refuses_to_read_is_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in" / "a.yaml", "a")
    put(tmp_path / "b.yaml", "b")
    refused = tmp_path / "in"
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path == refused:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found, error = read(tmp_path)
    assert found.document is not None
    assert "pas le droit" in said(error)


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.json"
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(b"{")
    record = only(tmp_path)
    record.origin.encode()
    said(record).encode()


def test_a_list_without_its_table_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "a.depenses.csv", "a")
    assert "« a.csv »" in said(only(tmp_path))
    assert "« a.csv »" in said(only(tmp_path / "a.depenses.csv"))
