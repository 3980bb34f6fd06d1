"""Results that anyone may have changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch.trail import Digested, TrailOptions, trail_data, trail_of
from relance_rules.batch.verifying import held
from relance_rules.batch.verifying.held import read_results
from relance_rules.loading.problems import DossierError
from rule_sets import Trial

from ..helpers import FR, batch, dossier, plain, rendered, write_lines


@pytest.fixture
def written(trial_theme: Trial, tmp_path: Path) -> dict[str, str]:
    """Results in each of the two formats."""
    lines = [dossier("A"), dossier("B", depose_le="2021-02-01")]
    submissions, summary = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
    summary.trail = trail_of(trial_theme.rules.plan, [Digested("lot.ndjson", "0" * 64, 1)], TrailOptions())
    return {name: rendered(name, submissions, summary, tmp_path) for name in ("json", "ndjson")}


def kept(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "resultats.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(DossierError) as caught:
        read_results(kept(tmp_path, text))
    (problem,) = caught.value.problems
    place = "".join(f"{part}:" for part in (problem.line, problem.column) if part is not None)
    return place + plain(FR.say(problem.message))


@pytest.mark.parametrize("name", ["json", "ndjson"])
def test_both_formats_say_the_same(name: str, written: dict[str, str], tmp_path: Path) -> None:
    found = read_results(kept(tmp_path, written[name]))
    assert [Path(report.origin).name for report in found.reports] == ["lot.ndjson:1", "lot.ndjson:2"]
    assert [found.report(report) for report in found.reports] == json.loads(written["json"])["reports"]
    assert found.trail == json.loads(written["json"])["trail"]
    assert (found.totals is None) == (name == "ndjson")


def test_json_laid_out_by_another_program(written: dict[str, str], tmp_path: Path) -> None:
    data = json.loads(written["json"])
    for text in (json.dumps(data, indent=4, sort_keys=True), "\ufeff" + json.dumps(data, separators=(",", ":"))):
        found = read_results(kept(tmp_path, text))
        assert [found.report(report) for report in found.reports] == data["reports"]
        assert found.totals is not None
        assert found.totals["count"] == 2


def test_lines_of_another_order(written: dict[str, str], tmp_path: Path) -> None:
    lines = written["ndjson"].splitlines()
    found = read_results(kept(tmp_path, "\n\n".join(lines[::-1])))
    assert len(found.reports) == 2
    assert refusal(tmp_path, written["ndjson"] * 2) == (
        "ces résultats sont ceux de plusieurs lots : donnez-les un par un"
    )


NO_RESULT = "ce n’est pas un résultat de « relance batch » en JSON ou en NDJSON"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "ces résultats n’ont pas de trace"),
        (b"theme: SNAP3\n", NO_RESULT),
        (b"\xff\xfe\x00\x01", NO_RESULT),
        (b"PK\x03\x04", NO_RESULT),
        (b"[" * 100_000, NO_RESULT),
        (b'{"a":' * 100_000, "imbrication trop profonde"),
        (b'{"reports":[' + b"[" * 100_000, "imbrication trop profonde"),
        (b"{}", NO_RESULT),
        (b'{"schema":"relance-lint/1"}', NO_RESULT),
        (b'{"schema":"relance-batch/1"}', NO_RESULT),
        (b'{"schema":"relance-batch/1","reports":[', "ce fichier est coupé"),
        (b'{"schema":"relance-batch/1","reports":[{', "ce fichier est coupé"),
        (b'{"schema":"relance-batch/1","reports":[1]}', "un des rapports de ces résultats"),
        (b'{"schema":"relance-batch/1","reports":[]}', "ces résultats n’ont pas de trace"),
        (b'{"schema":"relance-batch/1","reports":[],"trail":null}', "ces résultats n’ont pas de trace"),
        (b'{"schema":"relance-trail/1"}', "il n’y a pas de dossier dans ces résultats"),
        (b'{"schema":"relance-batch/1" "reports":[]}', "1:29:ce n’est plus du JSON"),
        (b'{"schema":"relance-batch/1","reports":[]]', "1:41:ce n’est plus du JSON"),
        (b"{\n1:2}", "2:2:ce n’est plus du JSON"),
        (b'{"a":1,"a":2}', "la clé « a » est donnée deux fois"),
        (b'{"reports":[],"reports":[]}', "la clé « reports » est donnée deux fois"),
        (b'{"a":{"b":1,"b":2}}', "la clé « b » est donnée deux fois"),
        (b'{"a":NaN}', "« NaN » n’est pas un nombre"),
        (b'{"a":' + b"9" * 5000 + b"}", "ce nombre a trop de chiffres"),
    ],
)
def test_what_is_no_result_is_refused(text: bytes, said: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).startswith(said)


def test_a_file_cut_short_is_told(written: dict[str, str], tmp_path: Path) -> None:
    lines = written["ndjson"].splitlines(keepends=True)
    assert refusal(tmp_path, "".join(lines[:-1])).startswith("ces résultats n’ont pas de trace : ils ont été coupés")
    assert "n’est plus du JSON" in refusal(tmp_path, written["ndjson"][:3000])
    assert refusal(tmp_path, written["json"][:-2]) == "ce fichier est coupé : sa fin manque"


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MAX_RESULTS_BYTES", 10)
    assert refusal(tmp_path, b" " * 11).startswith("fichier trop grand")
    assert refusal(tmp_path, b" " * 10).startswith("ces résultats n’ont pas de trace")


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("tool", 3, "la trace est abîmée : « trail.tool »"),
        ("inputs", [{"name": "a", "sha256": "x", "bytes": 1}], "la trace est abîmée : « trail.inputs.0.sha256 »"),
        ("schema", "relance-trail/2", "la trace est abîmée : « trail.schema »"),
    ],
)
def test_a_trail_of_another_shape_is_refused(
    place: str, value: Any, said: str, written: dict[str, str], tmp_path: Path
) -> None:
    data = json.loads(written["json"])
    data["trail"][place] = value
    assert refusal(tmp_path, json.dumps(data)) == said


def test_an_option_of_a_later_version_is_refused(written: dict[str, str], tmp_path: Path) -> None:
    data = json.loads(written["json"])
    data["trail"]["options"]["horizon"] = 3
    assert refusal(tmp_path, json.dumps(data)).endswith("des options que cette version ne connaît pas : horizon")


def test_the_shape_is_that_of_trails(trial_theme: Trial) -> None:
    # What is written is what is read.
    data = trail_data(trail_of(trial_theme.rules.plan, [Digested("a", None, None)], TrailOptions("en", "duckdb")))
    assert held._trail(data, "") == data
