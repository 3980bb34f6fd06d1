"""The instructor's page: each of its commands is run on the example that it names, and prints what the page shows."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from relance_rules.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"
DECIDED = ("--decisions", "decisions.csv")


def commands(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The commands of a block, each with the lines that it is said to print."""
    for each in re.split(r"(?m)^\$ ", text)[1:]:
        command, *printed = each.splitlines()
        yield shlex.split(command)[1:], printed


def plain(text: str) -> str:
    """A text with the spaces that a keyboard has."""
    return re.sub("[\u00a0\u202f]", " ", text)


def shown(lines: list[str]) -> Iterator[str]:
    """The lines that stand together in what a command prints."""
    for left_out, together in groupby(lines, lambda line: line == LEFT_OUT):
        if not left_out:
            yield plain("\n".join(together).strip("\n") + "\n")


def test_an_instructor_can_follow_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(ROOT / "examples" / "desk", desk)
    monkeypatch.chdir(desk)
    monkeypatch.delenv("RELANCE_RULES", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    ran = compared = 0
    for kind, name, text in BLOCKS:
        if kind == "csv":
            assert Path(name).read_text(encoding="utf-8-sig").splitlines() == text.splitlines()
        elif kind == "console":
            for arguments, lines in commands(text):
                code = run(arguments)
                printed = capsys.readouterr()
                assert code in (0, 1), printed.err
                rest = plain(printed.out + printed.err)
                for expected in shown(lines):
                    before, found, rest = rest.partition(expected)
                    assert found, f"{arguments}: {expected}\nnot in:\n{before}"
                    compared += 1
                ran += 1
                if Path("monday.json").exists() and not Path("changed.json").exists():
                    # What the page says that somebody did.
                    told = Path("monday.json").read_text(encoding="utf-8")
                    changed = told.replace('"grant":"700000.00"', '"grant":"790000.00"', 1)
                    assert changed != told
                    Path("changed.json").write_text(changed, encoding="utf-8")
    assert (ran, compared > ran) == (11, True)
    assert run(["batch", "monday", "--mapping", "form.yaml", "--letters", "read", *DECIDED, "--out", "monday.csv"]) == 1
    letter = plain(Path("read", "2021-0519.md").read_text(encoding="utf-8")).replace("**", "").splitlines()
    quoted = [line.removeprefix("> ").replace("– ", "- ") for line in PAGE.splitlines() if line.startswith("> ")]
    assert quoted
    assert set(quoted) <= set(letter)
    with Path("monday.csv").open(encoding="utf-8-sig", newline="") as table:
        columns = [{title: plain(cell) for title, cell in row.items()} for row in csv.DictReader(table, delimiter=";")]
    titles, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"Some of its columns:\n\n((?:\|.*\n)+)", PAGE)[0].splitlines()
    ]
    for row in rows:
        assert row in [[each[title] for title in titles] for each in columns]
