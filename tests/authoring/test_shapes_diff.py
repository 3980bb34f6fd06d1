"""The committed JSON Schemas of ``relance diff`` and ``relance lint --prove``: fresh, and true of what is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from relance_rules import load_rules
from relance_rules.authoring.changes import RuleBook, compare
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.formats.changes.blocks import diff_data
from relance_rules.authoring.formats.proofs import Searched
from relance_rules.authoring.formats.proofs.plain import proofs_data
from relance_rules.authoring.impact import Answer, Effect
from relance_rules.authoring.proving.search import prove
from relance_rules.authoring.shapes_diff import SHAPES
from relance_rules.localization import localization
from relance_rules.showing.schemas import build_schema
from relance_rules.values import Money
from rule_sets import EURO, THEME, condition, funding, window, write_rules

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
FR = localization("fr", EURO)


def committed(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(SHAPES))
def test_the_committed_schema_is_that_of_the_shape(name: str) -> None:
    assert committed(name) == build_schema(name, load_rules(), SHAPES)
    jsonschema.Draft202012Validator.check_schema(committed(name))


def holds(name: str, data: Any) -> None:
    """The data, as a program reads it, has the shape that is promised, and no other key would pass."""
    jsonschema.validate(json.loads(json.dumps(data)), committed(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "more": 1}, committed(name))


def test_what_diff_prints_has_the_shape_that_is_promised(tmp_path: Path) -> None:
    sides = []
    for name, parts in (("old", {}), ("new", {"funding": funding({"rate": "70 %"}), "owner": "Quelqu’un"})):
        [rules] = rule_sets([write_rules(tmp_path / name, {**THEME, **parts})])
        assert rules.plan is not None
        sides.append(RuleBook(rules.plan, rules.plan.themes))
    changes = list(compare(*sides))
    assert len(changes) == 2
    holds("diff", diff_data(changes, None, FR))
    answers = Answer("eligible", "ready", Money(100)), Answer(None, "error", None)
    holds("diff", diff_data([], [Effect("a.yaml", *answers), Effect("b.yaml", *answers[::-1])], FR))


def test_what_prove_prints_has_the_shape_that_is_promised(tmp_path: Path) -> None:
    never = condition(
        "jamais", {"fact": "projet.mois", "less_than": "1"}, when={"fact": "projet.mois", "at_least": "1"}
    )
    windows = [window("un", "2021-01-01", "2021-03-31"), window("deux", "2021-03-31")]
    [rules] = rule_sets([write_rules(tmp_path, {**THEME, "windows": windows, "eligibility": [never]}) / "themes"])
    [file] = rules.files
    assert rules.plan is not None
    assert file.plan is not None
    data = proofs_data([Searched(file, prove(rules.plan, file.plan, timeout=60))], FR)
    assert data["broken"] == 1
    holds("proof", data)
    holds("proof", proofs_data([], FR))
