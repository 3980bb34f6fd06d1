"""The wheel carries everything: installed in an empty environment, the command works from another folder."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from relance_rules import load_rules
from relance_rules.targets.javascript import engine
from relance_rules.version import VERSION

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an empty environment that holds the built wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    dist = folder / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(dist), str(ROOT)], check=True, capture_output=True
    )
    (wheel,) = dist.glob("*.whl")
    environment = folder / "env"
    venv.create(environment)  # the pip of this one fills it
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(environment),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--constraint",
            str(ROOT / "constraints.txt"),
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    return environment / "bin"


def test_the_installed_wheel_checks_a_dossier_from_another_folder(installed: Path, tmp_path: Path) -> None:
    dossier = tmp_path / "dossier.yaml"
    dossier.write_bytes((ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml").read_bytes())
    done = subprocess.run(
        [str(installed / "relance"), "check", "--format", "json", "dossier.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "ready"


def test_the_installed_wheel_knows_every_theme_and_speaks_english(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(installed / "relance"), "themes", "--format", "json", "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    shipped = {path.stem for path in (ROOT / "rules" / "themes").glob("*.yaml")}
    assert {theme["theme"] for theme in json.loads(done.stdout)} == shipped


def test_the_installed_wheel_reads_its_rules_from_their_saved_plan(installed: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from relance_rules import load_rules; rules = load_rules(); assert len(rules) == 16;"
        "assert 'yaml' not in sys.modules; assert rules.model('SNAP3').theme == 'SNAP3'; assert 'yaml' in sys.modules"
    )
    subprocess.run([str(installed / "python"), "-c", program], cwd=tmp_path, check=True)
    done = subprocess.run([str(installed / "relance"), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"relance {VERSION}\n"


def test_the_installed_wheel_carries_the_schemas(installed: Path, tmp_path: Path) -> None:
    program = (
        "import json; from importlib.resources import files; from relance_rules import json_schema;"
        "folder = files('relance_rules') / 'schemas';"
        "found = {each.name: json.loads(each.read_text('utf-8')) for each in folder.iterdir()};"
        "assert found['report.schema.json'] == json_schema('report');"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [str(installed / "python"), "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    written = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").iterdir()}
    assert json.loads(done.stdout) == written


def test_the_installed_wheel_makes_the_script_of_its_rules(installed: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from relance_rules import load_rules; from relance_rules.targets.javascript import engine;"
        "sys.stdout.buffer.write(engine(load_rules()).encode())"
    )
    done = subprocess.run([str(installed / "python"), "-c", program], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode() == engine(load_rules())
