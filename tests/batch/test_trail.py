"""What outputs say they were made with and of."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from relance_rules.batch.inputs import Inputs
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.trail import (
    Digested,
    Trail,
    TrailOptions,
    digest_file,
    name_of,
    sealed,
    trail_data,
    trail_line,
    trail_lines,
    trail_of,
)
from relance_rules.batch.worker import BatchSettings
from rule_sets import Trial

from .helpers import FR, batch, dossier, plain, rendered, write_lines

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
Written = Callable[[str], Any]


def digests(trial: Trial, *paths: Path, stdin: Path | None = None) -> list[Digested]:
    return list(Batch(Inputs(paths, stdin), BatchSettings(trial.rules.directory)).digests())


@pytest.fixture
def trail(trial_theme: Trial) -> Trail:
    inputs = [Digested("lot/a.yaml", hashlib.sha256(b"a").hexdigest(), 1), Digested("=lot/b.yaml", None, None)]
    mapping = Digested("formulaire.yaml", hashlib.sha256(b"m").hexdigest(), 1)
    return trail_of(trial_theme.rules.plan, inputs, TrailOptions(mappings=(mapping,), committed=("ESSAI=10 k€",)))


@pytest.fixture
def write(trial_theme: Trial, trail: Trail, tmp_path: Path) -> Written:
    """What a format writes of a batch that has a trail."""
    submissions, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B")]))
    summary.trail = trail
    return lambda name: rendered(name, submissions, summary, tmp_path)


def test_several_mappings_are_listed_apart_from_the_only_one(trial_theme: Trial) -> None:
    files = tuple(Digested(name, hashlib.sha256(name.encode()).hexdigest(), 1) for name in ("a.yaml", "b.yaml"))
    made = trail_of(trial_theme.rules.plan, [], TrailOptions(mappings=files))
    options = trail_data(made)["options"]
    assert (options["mapping"], [each["name"] for each in options["mappings"]]) == (None, ["a.yaml", "b.yaml"])
    (said,) = [str(line.said) for line in trail_lines(made) if "--lang" in str(line.said)]
    assert [word for word in said.split() if word.endswith(".yaml")] == ["a.yaml", "b.yaml"]
    alone = trail_data(trail_of(trial_theme.rules.plan, [], TrailOptions(mappings=files[:1])))["options"]
    assert alone["mapping"] == options["mappings"][0]
    assert "mappings" not in alone
    schema = json.loads((SCHEMAS / "trail.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(trail_data(made))


# ---- what was read


def test_each_file_that_was_read_in_order_with_its_digest(trial_theme: Trial, tmp_path: Path) -> None:
    lot = tmp_path / "lot"
    (lot / "b").mkdir(parents=True)
    write_lines(lot / "b" / "a.ndjson", [dossier(str(n)) for n in range(1200)])
    (lot / "c.yaml").write_text("theme: [", encoding="utf-8")
    (lot / "notes.txt").write_text("rien", encoding="utf-8")
    found = digests(trial_theme, lot)
    assert [each.name for each in found] == ["lot/b/a.ndjson", "lot/c.yaml"]
    for each in found:
        content = (tmp_path / each.name).read_bytes()
        assert (each.sha256, each.bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_tables_beside_a_table_are_read_too(trial_theme: Trial, tmp_path: Path) -> None:
    for name in ("a.csv", "a.depenses.csv", "a.autre.txt"):
        (tmp_path / name).write_text("reference\nA\n", encoding="utf-8")
    assert [each.name for each in digests(trial_theme, tmp_path / "a.csv")] == ["a.csv", "a.depenses.csv"]


def test_standard_input_is_the_copy_that_was_kept(trial_theme: Trial, tmp_path: Path) -> None:
    kept = write_lines(tmp_path / "kept.ndjson", [dossier("A")])
    assert digests(trial_theme, stdin=kept) == [digest_file(kept, "<stdin>")]


def test_results_among_the_dossiers_are_no_input(trial_theme: Trial, tmp_path: Path) -> None:
    lot = tmp_path / "lot"
    lot.mkdir()
    write_lines(lot / "a.ndjson", [dossier("A")])
    (lot / "z.json").write_text('{"schema":"relance-batch/1",\n"reports":[]}', encoding="utf-8")
    (lot / "z.csv.trail.json").write_text('{\n  "schema": "relance-trail/1"}', encoding="utf-8")
    assert [each.name for each in digests(trial_theme, lot)] == ["lot/a.ndjson"]


def test_what_can_not_be_read_has_no_digest(trial_theme: Trial, tmp_path: Path) -> None:
    gone = tmp_path / "gone.yaml"
    kept = write_lines(tmp_path / "a.ndjson", [dossier("A")])
    assert digests(trial_theme, gone, kept)[1] == Digested("gone.yaml", None, None)
    assert digest_file(tmp_path) == Digested(tmp_path.name, None, None)


@pytest.mark.parametrize(
    ("path", "roots", "name"),
    [
        ("lot/a.yaml", ["lot"], "lot/a.yaml"),
        ("../lot/a.yaml", ["../lot"], "../lot/a.yaml"),
        ("/home/moi/lot/b/a.yaml", ["/home/moi/lot"], "lot/b/a.yaml"),
        ("/home/moi/lot/b/a.yaml", ["/home", "/home/moi/lot/b"], "b/a.yaml"),
        ("/home/moi/a.yaml", ["/home/moi/a.yaml"], "a.yaml"),
        ("/home/moi/a.yaml", [], "a.yaml"),
    ],
)
def test_no_path_of_a_machine(path: str, roots: list[str], name: str) -> None:
    assert name_of(Path(path), list(map(Path, roots))) == name


def test_the_seal_is_of_all_the_rest(trial_theme: Trial, trail: Trail) -> None:
    data = trail_data(trail)
    assert data["seal"] == trail.seal == sealed(data)
    assert trail_data(trail_of(trial_theme.rules.plan, trail.inputs, trail.options)) == data
    changed: list[dict[str, Any]] = [
        {**data, "tool": "relance-rules 9"},
        {**data, "digest": None},
        {**data, "inputs": data["inputs"][:1]},
        {**data, "inputs": data["inputs"][::-1]},
        {**data, "options": {**data["options"], "committed": []}},
    ]
    for other in changed:
        assert sealed(other) != data["seal"]  # type: ignore[arg-type]


def test_as_a_person_reads_it(trail: Trail) -> None:
    said = [(plain(FR.say(title)), plain(FR.say(text))) for title, text in trail_lines(trail)]
    assert said[1:5] == [
        ("Règles", "essais, version 1"),
        ("Empreinte des règles", str(trail.digest)),
        ("Fichiers lus", "2"),
        (
            "Réglages",
            "--lang fr, --engine python, --mapping formulaire.yaml (62c66a7a5dd7), --committed ESSAI=10 k€",
        ),
    ]
    assert plain(FR.say(trail_line(trail))) == f"Établi par {trail.tool}, règles essais 1, trace {trail.seal[:12]}"


# ---- where outputs say it


def test_json_and_lines_carry_all_of_it(write: Written, trail: Trail) -> None:
    whole, lines = json.loads(write("json")), [json.loads(line) for line in write("ndjson").splitlines()]
    assert whole["trail"] == lines[-1]["trail"] == trail_data(trail)
    # Every line is a report, and line N is dossier N.
    assert [(line["schema"], "trail" in line) for line in lines] == [("relance-report/1", n == 1) for n in range(2)]
    for name, data in (("batch", whole), ("trail", whole["trail"]), *(("submission", line) for line in lines)):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(data)


def test_a_table_has_a_line_per_dossier_and_no_more(write: Written) -> None:
    assert len(list(csv.reader(io.StringIO(write("csv")), delimiter=";"))) == 3


@pytest.mark.parametrize("name", ["text", "totals"])
def test_a_screen_ends_with_its_reference(name: str, write: Written, trail: Trail) -> None:
    last = plain(write(name)).rpartition("Traçabilité\n")[2]
    assert " ".join(last.split()) == plain(FR.say(trail_line(trail)))


def test_continuous_integration_finds_properties(write: Written, trail: Trail) -> None:
    suite = ElementTree.fromstring(write("junit"))[0]  # noqa: S314 - our own
    assert suite[0].tag == "properties"
    found = {each.get("name"): each.get("value") for each in suite[0]}
    assert list(found) == ["tool", "ruleset", "version", "digest", "inputs", "options", "seal"]
    assert (found["tool"], found["inputs"], found["seal"]) == (trail.tool, "2", trail.seal)


def test_a_page_ends_with_it_in_the_open(write: Written, trail: Trail) -> None:
    foot = write("html").partition("<footer")[2].partition("</footer>")[0]
    assert trail.seal in foot
    assert f"<li>lot/a.yaml <code>{trail.inputs[0].sha256}</code></li>" in foot
    assert "<details" not in foot


def test_a_page_names_so_many_files(trial_theme: Trial, tmp_path: Path) -> None:
    submissions, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", [dossier("A")]))
    for count, more in ((200, ""), (201, "1 fichiers de plus")):
        inputs = [Digested(f"<{n}>.yaml", None, None) for n in range(count)]
        summary.trail = trail_of(trial_theme.rules.plan, inputs, TrailOptions())
        foot = plain(rendered("html", submissions, summary, tmp_path)).partition("<footer")[2]
        assert foot.count("<li>&lt;") == 200
        assert (more in foot, "de plus" in foot) == (True, bool(more))


def test_a_workbook_has_a_sheet_of_it(write: Written, trail: Trail) -> None:
    with zipfile.ZipFile(io.BytesIO(write("xlsx"))) as archive:
        assert 'name="Traçabilité"' in archive.read("xl/workbook.xml").decode()
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    (sheet,) = [part for part in parts if trail.seal in part]
    assert f"{trail.inputs[0].sha256}" in sheet
    # The name of a file is a text, however it starts.
    assert "<f>" not in sheet
