"""Results made again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from relance_rules.batch import outputs
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.outputs import Outlet, make_writer
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.trail import TrailOptions, trail_of
from relance_rules.batch.verifying.again import PRINTER, verify
from relance_rules.batch.verifying.comparison import Verification
from relance_rules.batch.verifying.held import read_results
from relance_rules.batch.verifying.words import MAX_SHOWN, verify_blocks, verify_data
from relance_rules.batch.worker import BatchSettings
from relance_rules.loading.rules import Rules
from relance_rules.showing.blocks import Item, Paragraph
from rule_sets import MakeTrial, Trial

from ..helpers import FR, LIMITED, dossier, plain, write_lines

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
FORMATS = ("json", "ndjson")


def started(rules: Rules, *paths: Path, jobs: int = 1, written: tuple[Path, ...] = (), printer: str = PRINTER) -> Batch:
    """A batch, with its trail, that prints lines of JSON."""
    inputs = Inputs(paths, aside=frozenset(map(str, written)))
    found = Batch(inputs, BatchSettings(rules.directory, printers=(printer,)), jobs)
    found.summary.trail = trail_of(rules.plan, found.digests(), TrailOptions())
    return found


def results(rules: Rules, name: str, out: Path, *paths: Path) -> Path:
    """What a batch writes, as a file."""
    made = started(rules, *paths, printer=f"{outputs.__name__}.{name}")
    with out.open("w", encoding="utf-8") as stream:
        writer = make_writer(name, Outlet(stream, FR, rules.plan, out.parent))
        for printed in made.printed():
            writer.add(printed.parts[0])
        writer.end(made.summary)
    return out


def verified(rules: Rules, path: Path, *paths: Path, jobs: int = 1) -> Verification:
    again = started(rules, *paths, jobs=jobs, written=(path,))
    assert again.summary.trail is not None
    found = verify(read_results(path), path.name, again, again.summary.trail, FR, lambda done, total: None)
    schema = json.loads((SCHEMAS / "verify.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(verify_data(found))))
    return found


def said(found: Verification) -> list[str]:
    """The paragraphs and the items, in French."""
    return [plain(FR.say(block.text)) for block in verify_blocks(found) if isinstance(block, (Item, Paragraph))]


@pytest.fixture
def lot(tmp_path: Path) -> Path:
    """Dossiers of several files, of which one repeats a reference and one can't be read."""
    folder = tmp_path / "lot"
    folder.mkdir()
    write_lines(folder / "a.ndjson", [dossier("A"), dossier("B", pieces={})])
    write_lines(folder / "b.json", [dossier("A", depose_le="2021-02-01")])
    (folder / "cassé.yaml").write_text("theme: [", encoding="utf-8")
    # A table that is all remarks, but for a dossier.
    (folder / "d.csv").write_text("theme;reference;Inconnu\nESSAI;;\nESSAI;T;x\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_again(name: str, trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, name, tmp_path / "r.json", lot)
    for jobs in (1, 2):
        found = verified(trial_theme.rules, path, lot, jobs=jobs)
        assert (found.same, found.count) == (True, 5)
    assert said(found) == ["Rien ne diffère. Dossiers vérifiés de nouveau : 5."]


@pytest.mark.parametrize("name", FORMATS)
def test_files_that_were_moved_are_the_same(name: str, trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, name, tmp_path / "r.json", lot)
    archive = tmp_path / "archive" / "2021"
    shutil.copytree(lot, archive)
    # Sentences name the files too: the reference given twice, the text that can't be read.
    text = path.read_text(encoding="utf-8")
    assert text.count(str(lot)) > 6
    assert name == "ndjson" or f'"origin":"{lot / "d.csv"}' in text
    found = verified(trial_theme.rules, path, archive)
    assert found.same, verify_data(found)


def test_results_written_among_the_dossiers(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "json", tmp_path / "r.json", lot)
    inside = Path(shutil.copy(path, lot / "r.json"))
    # A second output of the same run, which is not the one that is verified.
    shutil.copy(path, lot / "s.json")
    assert verified(trial_theme.rules, inside, lot).same


EDITS = [
    ('"grant":"30000.00"', '"grant":"31000.00"', "funding.grant"),
    ('"status":"incomplete"', '"status":"ready"', "status"),
    ('"limit":"100000.00"', '"limit":"900000.00"', "funding.ceilings.ESSAI.plafond.limit"),
    ('"reference":"B"', '"reference":"C"', "reference"),
    ('"message":"la référence', '"message":"La référence', "notices.3.message"),
    ('"commitments":{"known":true', '"commitments":{"known":1', "commitments.known"),
    ('"decided_by":{"tool":"relance', '"decided_by":{"tool":"x', "decided_by.tool"),
]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("old", "new", "place"), EDITS)
def test_what_was_edited_by_hand_is_caught_and_named(
    name: str, old: str, new: str, place: str, trial_theme: Trial, tmp_path: Path, lot: Path
) -> None:
    path = results(trial_theme.rules, name, tmp_path / "r.json", lot)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = verified(trial_theme.rules, path, lot)
    (edited,) = found.dossiers
    assert (edited.kind, [".".join(change.path) for change in edited.changes]) == ("changed", [place])
    assert (found.same, found.same_source) == (False, True)
    assert verify_data(found)["altered"]
    assert said(found)[1].endswith("ces résultats ont été modifiés depuis qu’ils ont été écrits.")


def test_an_edited_amount_is_shown_as_one(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "ndjson", tmp_path / "r.json", lot)
    text = path.read_text(encoding="utf-8").replace('"grant":"30000.00"', '"grant":"31000.00"', 1)
    path.write_text(text.replace('"status":"ready"', '"status":"ineligible"', 1), encoding="utf-8")
    shown = said(verified(trial_theme.rules, path, lot))
    assert shown[2] == f"A ({lot / 'a.ndjson'}:1) : ne dit pas la même chose"
    assert shown[3:] == ["état : non éligible → prêt", "subvention : 31 000,00 € → 30 000,00 €"]


def test_an_edited_total_is_caught(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "json", tmp_path / "r.json", lot)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["envelopes"][0]["granted"] = "1.00"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = verified(trial_theme.rules, path, lot)
    assert [(change.path[-1], change.old) for change in found.totals] == [("granted", "1.00")]
    assert "enveloppe ESSAI, subvention : 1,00 € → 90 000,00 €" in said(found)


@pytest.mark.parametrize("place", ["digest", "version", "tool"])
def test_a_trail_changed_by_hand_is_caught(place: str, trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "json", tmp_path / "r.json", lot)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["trail"][place] = "0"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert [change.path for change in verified(trial_theme.rules, path, lot).trail] == [(place,), ("seal",)]


def test_reports_taken_out_or_put_in_are_caught(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "ndjson", tmp_path / "r.json", lot)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[1:3], lines[1], *lines[3:]]), encoding="utf-8")
    found = verified(trial_theme.rules, path, lot)
    assert [(each.kind, each.reference) for each in found.dossiers] == [("added", "A"), ("missing", "B")]
    # In another order they are the same.
    path.write_text("\n".join(lines[::-1]), encoding="utf-8")
    assert verified(trial_theme.rules, path, lot).same


def test_files_that_changed_and_what_they_change(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "json", tmp_path / "r.json", lot)
    write_lines(lot / "b.json", [dossier("A", depose_le="2021-02-01", financement={"subvention_demandee": "20 k€"})])
    (lot / "cassé.yaml").unlink()
    write_lines(lot / "z.json", [dossier("Z")])
    found = verified(trial_theme.rules, path, lot)
    assert [(each.kind, each.name) for each in found.files] == [
        ("changed", "lot/b.json"),
        ("missing", "lot/cassé.yaml"),
        ("added", "lot/z.json"),
    ]
    assert {(each.kind, each.origin.rpartition("/")[2]) for each in found.dossiers} >= {
        ("changed", "b.json"),
        ("missing", "cassé.yaml"),
        ("added", "z.json"),
    }
    assert not found.same_source
    assert not verify_data(found)["altered"]


def test_rules_that_changed_are_said_once(trial: MakeTrial, trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "json", tmp_path / "r.json", lot)
    other = trial(**{**LIMITED, "envelope": {"amount": "100 k€", "source": {"lines": "2"}}})
    found = verified(other.rules, path, lot)
    assert [change.path for change in found.trail] == [("digest",)]
    assert [(change.path, change.new) for change in found.totals] == [
        (("envelopes", "ESSAI", "envelope"), "100000.00"),
        (("envelopes", "ESSAI", "exceeded"), False),
    ]
    assert not found.dossiers


def test_a_screen_shows_so_many(trial_theme: Trial, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "a.ndjson", [dossier(str(n)) for n in range(MAX_SHOWN + 2)])
    path = results(trial_theme.rules, "ndjson", tmp_path / "r.json", lines)
    text = path.read_text(encoding="utf-8").replace('"requested":"30000.00"', '"requested":"30001.00"')
    path.write_text(text, encoding="utf-8")
    found = verified(trial_theme.rules, path, lines)
    shown = said(found)
    assert (len(found.dossiers), shown[-1]) == (MAX_SHOWN + 2, "… et 2 de plus")
    assert len([each for each in shown if each.endswith("ne dit pas la même chose")]) == MAX_SHOWN


def test_texts_of_results_stay_texts(trial_theme: Trial, tmp_path: Path, lot: Path) -> None:
    path = results(trial_theme.rules, "ndjson", tmp_path / "r.json", lot)
    text = path.read_text(encoding="utf-8").replace('"status":"ready"', '"status":"\\u001b[31m\\u202e{label}"', 1)
    path.write_text(text, encoding="utf-8")
    (shown,) = [each for each in said(verified(trial_theme.rules, path, lot)) if each.startswith("état")]
    assert "\x1b" not in shown
    assert "{label} → prêt" in shown
