"""What each way through the command leaves aside: what it does not need is not imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .conftest import ROOT

READY = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"

ENGINE = [
    "relance_rules.authoring.files",
    "relance_rules.batch.pipeline",
    "relance_rules.checking",
    "relance_rules.dossiers.documents",
    "relance_rules.dossiers.reading",
    "relance_rules.language",
    "relance_rules.loading.book",
    "relance_rules.loading.rules",
    "relance_rules.plan",
    "relance_rules.targets",
]
LONG_WAY = [
    "relance_rules.authoring",
    "relance_rules.batch",
    "relance_rules.language",
    "relance_rules.loading.book",
    "relance_rules.loading.themes",
]
LIBRARIES = [
    "babel",
    "fastapi",
    "jinja2",
    "openpyxl",
    "pydantic",
    "rich",
    "stdnum",
    "typer",
    "uvicorn",
    "xlsxwriter",
    "yaml",
]


def imported(*arguments: str) -> tuple[set[str], int]:
    """The modules that a run of the command leaves imported, and its exit code."""
    program = (
        "import json, sys\n"
        "from relance_rules.cli.app import run\n"
        "code = run(sys.argv[1:])\n"
        "print(json.dumps([code, *sys.modules]), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    code, *modules = json.loads(done.stderr)
    return set(modules), code


@pytest.fixture(scope="module")
def as_json(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dossier in JSON."""
    file = tmp_path_factory.mktemp("cold") / "pret.json"
    stated = yaml.load(READY.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    file.write_text(json.dumps(stated), encoding="utf-8")
    return str(file)


def test_the_version_is_told_by_hardly_anything() -> None:
    modules, code = imported("--version")
    assert code == 0
    assert {name for name in modules if name.startswith("relance_rules.")} == {
        "relance_rules.cli",
        "relance_rules.cli.app",
        "relance_rules.cli.command",
        "relance_rules.version",
    }
    assert modules.isdisjoint([*LIBRARIES, "typing", "importlib.metadata"])


def test_help_needs_no_engine() -> None:
    modules, code = imported("--help")
    assert code == 0
    assert "relance_rules.cli.commands.batch" in modules
    assert modules & {*ENGINE, *LIBRARIES} == {"typer"}


def test_a_dossier_in_json_checked_into_json_needs_neither_the_language_nor_what_people_read(as_json: str) -> None:
    modules, code = imported("check", "--format", "json", as_json)
    assert code == 0
    # Typer reads the command line with pydantic.
    assert modules & {*LONG_WAY, *LIBRARIES} == {"pydantic", "typer"}
    commands = {name.rpartition(".")[2] for name in modules if name.startswith("relance_rules.cli.commands.")}
    assert commands == {"check"}


def test_a_dossier_in_yaml_only_adds_yaml() -> None:
    modules, code = imported("check", "--format", "json", "--lang", "en", str(READY))
    assert code == 0
    assert modules & {*LONG_WAY, *LIBRARIES} == {"pydantic", "typer", "yaml"}


def test_a_batch_of_lines_to_csv_needs_neither_tables_nor_forms_nor_a_jury(as_json: str, tmp_path: Path) -> None:
    lines = tmp_path / "lot.ndjson"
    lines.write_text(Path(as_json).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    modules, code = imported("batch", str(lines), "--format", "csv")
    assert code == 0
    assert modules & {*LONG_WAY, *LIBRARIES} == {"pydantic", "relance_rules.batch", "typer"}
    aside = ("dossiers.mapping", "dossiers.platform", "dossiers.tables", "batch.letters", "batch.selection.notes")
    assert modules.isdisjoint(f"relance_rules.{name}" for name in aside)


def test_a_batch_of_files_in_yaml_needs_no_language_either() -> None:
    modules, code = imported("batch", str(READY), "--format", "csv")
    assert code == 0
    assert modules & {*LONG_WAY, *LIBRARIES} == {"pydantic", "relance_rules.batch", "typer", "yaml"}
    assert "relance_rules.dossiers.mapping" not in modules


def test_the_rules_of_a_folder_are_read_from_its_files(as_json: str) -> None:
    modules, code = imported("check", "--format", "json", as_json, "--rules", str(ROOT / "rules"))
    assert code == 0
    assert {*LONG_WAY[2:], "yaml"} <= modules


def test_a_program_that_checks_a_dossier_needs_none_of_the_libraries(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from relance_rules import check, load_rules, to_dict\n"
        "rules = load_rules()\n"
        "to_dict(check({'theme': 'SNAP3', 'porteurs': [{'categorie': 'entreprise'}]}, rules))\n"
        f"print(sorted(set({[*LONG_WAY, *LIBRARIES]}) & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"
