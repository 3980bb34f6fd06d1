from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from relance_rules.showing.plain import json_line
from rule_sets import Trial

from ..conftest import Render
from ..helpers import ATTACKS, acting, batch, dossier, rendered, write_lines

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"

FILED = {"$ref": "#/$defs/BatchReport"}
"""Where the schema of a batch describes each of its reports."""


def validator(name: str) -> Draft202012Validator:
    """What is promised of an output."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def test_a_report_per_line_as_its_schema_describes_it(render: Render) -> None:
    reports = [json.loads(line) for line in render("ndjson").splitlines()]
    for report in reports:
        validator("submission").validate(report)
        own = ("submission", "memory", "change")
        validator("report").validate({key: value for key, value in report.items() if key not in own})
    assert [report["status"] for report in reports] == [
        "ready",
        "incomplete",
        "ineligible",
        "error",
        "error",
        "ready",
    ]
    assert [report["reference"] for report in reports] == ["2021-1", "2021-2", "2021-3", "2021-4", "2021-5", "2021-1"]
    assert "déjà celle de" in reports[-1]["notices"][-1]["message"]
    assert "est aussi celle de" in reports[0]["notices"][-1]["message"]


def test_the_whole_batch_as_one_object(render: Render) -> None:
    whole = json.loads(render("json"))
    validator("batch").validate(whole)
    assert whole["schema"] == "relance-batch/1"
    assert whole["reports"] == [json.loads(line) for line in render("ndjson").splitlines()]
    assert (whole["count"], whole["statuses"]) == (6, {"ready": 2, "incomplete": 1, "ineligible": 1, "error": 2})
    (theme,) = whole["themes"]
    # The dossier that can't be read has no theme to be counted in.
    assert (theme["count"], theme["granted"], theme["requested"]) == (5, "90000.00", "150000.00")
    assert [(w["window"], w["count"], w["granted"]) for w in theme["windows"]] == [
        ("hiver", 3, "60000.00"),
        ("printemps", 1, "30000.00"),
    ]
    elsewhere = {"committed": "0.00", "awarded": "0.00", "without_amount": 0}
    assert [{key: use[key] for key in elsewhere} for use in whole["envelopes"]] == [elsewhere, elsewhere]
    told = ("id", "label", "envelope", "granted", "used", "exceeded")
    assert [tuple(use[key] for key in told) for use in whole["envelopes"]] == [
        ("ESSAI", "ESSAI", "60000.00", "90000.00", "90000.00", True),
        ("ESSAI.printemps", "ESSAI, Période printemps", "20000.00", "30000.00", "30000.00", True),
    ]
    assert (whole["decided"], whole["decisions"]["count"]) == ([], 0)
    assert whole["duplicates"]["count"] == 1
    assert whole["duplicates"]["listed"][0]["reference"] == "2021-1"


def test_the_total_of_requests_counts_those_that_are_made(trial_theme: Trial, tmp_path: Path) -> None:
    asked = {"subvention_demandee": "10 k€", "subventions_anterieures": 0}
    silent = {"subventions_anterieures": 0}
    for stated, total in (([silent, silent], None), ([silent, asked], "10000.00"), ([asked, asked], "20000.00")):
        lines = [dossier(str(place), financement=money) for place, money in enumerate(stated)]
        found = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
        whole = json.loads(rendered("json", *found, tmp_path))
        validator("batch").validate(whole)
        (theme,) = whole["themes"]
        assert theme["requested"] == total
        # Nobody filed in the second session, and nobody asks for anything there.
        assert [window["requested"] for window in theme["windows"]] == [total, None]
    zero = [dossier("A", financement={**asked, "subvention_demandee": 0})]
    found = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", zero))
    assert json.loads(rendered("json", *found, tmp_path))["themes"][0]["requested"] == "0.00"


@pytest.mark.parametrize("name", ["json", "ndjson"])
def test_nothing_acts_on_a_screen_and_nothing_is_lost(attacked: Render, name: str) -> None:
    text = attacked(name)
    assert acting(text) == set()
    reports = json.loads(text)["reports"] if name == "json" else [json.loads(line) for line in text.splitlines()]
    found = [report["reference"] for report in reports]
    assert found == [text.strip() for text in ATTACKS.values()]


def test_what_is_escaped_reads_back() -> None:
    text = "é\u202e\x9b\u2028\ufeff\ud800\x1b𝄞"
    line = json_line(text)
    assert json.loads(line) == text
    assert line == '"é\\u202e\\u009b\\u2028\\ufeff\\ud800\\u001b𝄞"'


def test_what_is_not_promised_is_not_in_the_shape(render: Render) -> None:
    whole = json.loads(render("json"))
    keys = {"schema", "reports", "count", "statuses", "themes", "envelopes", "projects", "duplicates", "remarks"}
    keys |= {"decided", "decisions", "set_aside", "changes", "selection", "trail"}
    assert whole.keys() == keys
    for key in keys:
        with pytest.raises(ValidationError):
            validator("batch").validate({name: value for name, value in whole.items() if name != key})
    with pytest.raises(ValidationError):
        validator("batch").validate({**whole, "themes": [{**whole["themes"][0], "granted": 90000}]})
