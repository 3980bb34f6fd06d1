"""The saved plan of the rules that come with the package: fresh, and never taken for that of other files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tools.plan import saved_text

from relance_rules.loading.rules import Rules, load_rules, open_rules
from relance_rules.loading.ruleset_files import rule_files
from relance_rules.loading.shipped import SAVED, built_in_rules, saved_plan
from relance_rules.plan.saving import digest


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rules that come with the package, elsewhere."""
    return Path(shutil.copytree(built_in_rules(), tmp_path / "rules"))


def test_the_saved_plan_is_fresh() -> None:
    assert SAVED.read_text(encoding="utf-8") == saved_text(), "run: make schemas"


def test_it_is_the_plan_that_the_files_make() -> None:
    saved, made = open_rules(), load_rules(built_in_rules())
    assert "shared" in vars(made)
    assert "shared" not in vars(saved)
    assert list(saved) == list(made)
    assert saved.plan == made.plan
    assert digest(saved.plan) == digest(made.plan)
    assert saved.problems == []
    assert saved["SNAP3"] is saved.plan.themes["SNAP3"] is saved.theme("snap3")


def test_what_the_files_state_is_read_when_it_is_asked_for() -> None:
    saved = open_rules()
    assert saved.model("SNAP3").theme == "SNAP3"
    assert "shared" in vars(saved)
    with pytest.raises(KeyError):
        saved["SNAP33"]


def changed(folder: Path, name: str) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "ruleset.yaml",
        "vocabulary.yaml",
        "definitions.yaml",
        "themes/ITN4.yaml",
        "themes/AUTRE.yaml",
        "families/autre.yaml",
        "tables/autre.yaml",
    ],
)
def test_one_changed_file_is_enough(copy: Path, name: str) -> None:
    assert saved_plan(rule_files(copy)) is not None
    changed(copy, name)
    assert saved_plan(rule_files(copy)) is None


def test_so_is_one_file_less_or_one_under_another_name(copy: Path) -> None:
    file = copy / "themes" / "ITN4.yaml"
    file.rename(file.with_name("ITN44.yaml"))
    assert saved_plan(rule_files(copy)) is None
    (copy / "themes" / "ITN44.yaml").unlink()
    assert saved_plan(rule_files(copy)) is None


def test_the_rows_that_a_table_keeps_beside_it_are_read_too(copy: Path) -> None:
    (copy / "tables").mkdir(exist_ok=True)
    (copy / "tables" / "autre.yaml").write_text("table: autre\n", encoding="utf-8")
    rows = copy / "tables" / "autre.csv"
    assert rows in rule_files(copy).read


def test_how_lines_end_changes_nothing(copy: Path) -> None:
    file = copy / "themes" / "ITN4.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert saved_plan(rule_files(copy)) is not None


def test_changed_rules_are_read_from_their_files(copy: Path) -> None:
    assert Rules(copy, saved=True).plan.version != "0"
    file = copy / "ruleset.yaml"
    before = f'version: "{open_rules().plan.version}"'
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, 'version: "0"'), encoding="utf-8")
    assert Rules(copy, saved=True).plan.version == "0"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text.replace("SNAP3", "SNAP8"),
        lambda text: text.replace("lines/1", "lines/0", 1),
        lambda text: text[1:],
        lambda text: json.dumps([]),
    ],
    ids=["empty", "cut", "changed", "other format", "no JSON", "no plan"],
)
def test_a_damaged_plan_is_not_taken(damage, tmp_path: Path) -> None:
    file = tmp_path / "plan.jsonl"
    file.write_text(damage(SAVED.read_text(encoding="utf-8")), encoding="utf-8")
    assert saved_plan(rule_files(built_in_rules()), file) is None
    assert saved_plan(rule_files(built_in_rules()), tmp_path / "absent") is None
