"""Dossiers as the script writes them: the bytes of the command, empty or filled in."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.targets.javascript.node import asked
from tests.targets.javascript.test_reading import altered

from relance_rules.loading.rules import load_rules
from relance_rules.localization import localization
from relance_rules.showing.plain import json_text
from relance_rules.showing.stated import dossier_data
from relance_rules.showing.template import dossier_template

pytestmark = pytest.mark.long


WRITE = """(code, data, format, name) =>
  dossierWritten(PLAN, PLAN.themes.get(code), data, format, localization(name, PLAN.currency))"""
ADDED = [
    'a "b" \\ c', "l1\nl2\té\u2028\u0085\u200b😀\U000e0041", [1, "a", None, [2, [3], {"b": 1}], {"x": 1}],
    {"a": 1, "é à": {"b": []}}, [{"unk": ""}], {"unk": ""}, "#x", "x" * 2000, 10**20, Decimal("1.5"),
    Decimal("12.345"), Decimal("1.50000"), Decimal("1E+3"), Decimal("0.00"), Decimal("-0.10"), Decimal("1E-30"),
    Decimal("1E-50"), Decimal("1E+60"), Decimal(120),
]  # fmt: skip


def _tagged(data: Any) -> Any:
    if isinstance(data, dict):
        return {"$map": [[key, _tagged(value)] for key, value in data.items()]}
    if isinstance(data, list):
        return [_tagged(item) for item in data]
    if isinstance(data, Decimal):
        return {"$inside": f'new Decimal("{data}")'}
    return {"$big": str(data)} if type(data) is int else data


def test_dossiers_are_written_as_python_writes_them(script: Path) -> None:
    rules = load_rules()
    chance = random.Random(7)  # noqa: S311 - the same on every run
    spoken = {language: localization(language, rules.plan.currency) for language in ("fr", "en")}
    cases: list[tuple[str, dict[str, Any], str, Any]] = [(code, {}, "yaml", name) for code in rules for name in spoken]
    for data in altered(8, 120):
        # Keys of any shape, beside those of the theme.
        for key in ("ajout", "é \"'à", "y: z #", "", "k" * 1100, "projet.x"):
            if chance.random() < 0.2:
                data[key] = chance.choice(ADDED)
        if isinstance(data.get("projet"), dict):
            data["projet"]["x"] = chance.choice(ADDED)
        code = rules.code(str(data.get("theme"))) or chance.choice(list(rules))
        cases.append((code, data, chance.choice(("yaml", "yaml", "json")), chance.choice(("fr", "en"))))
    found = asked(script, WRITE, [[code, _tagged(data), shape, name] for code, data, shape, name in cases])
    for (code, data, shape, name), answer in zip(cases, found, strict=True):
        if shape == "yaml":
            right = dossier_template(rules.plan, rules[code], spoken[name], data)
        else:
            right = json_text(dossier_data(rules.plan, rules[code], data)) + "\n"
        assert answer.get("value") == right, answer


def test_what_is_no_dossier_is_written_as_an_empty_one(script: Path) -> None:
    nothing, empty = asked(script, WRITE, [["SNAP3", data, "yaml", "fr"] for data in (None, {})])
    assert nothing == empty


def test_objects_are_written_too(script: Path) -> None:
    (answer,) = asked(script, WRITE, [["SNAP3", {"Projet": {"nom": "A", "x": 12, "y": True}, "z": None}, "json", "fr"]])
    assert answer["value"] == (
        '{\n  "theme": "SNAP3",\n  "projet": {\n    "nom": "A",\n    "x": 12,\n    "y": true\n  },\n  "z": null\n}\n'
    )
