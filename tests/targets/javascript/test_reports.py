"""What the script prints of a dossier is what the command prints, byte for byte, errors included."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.script import (
    Question,
    cases,
    differences,
    examples,
    large,
    near,
    odd,
    random_sets,
    stored,
    texts,
    write_script,
)
from relance_rules import load_rules
from targets.javascript.node import asked

RULES = load_rules()
RANDOM = Random(20210104)  # noqa: S311 - the same on every run


def same(questions: Iterable[Question], script: Path, rules: Any = RULES) -> Counter[str]:
    seen: Counter[str] = Counter()
    found = list(islice(differences(questions, rules, script, seen), 3))
    assert not found, "\n".join(map(str, found))
    return seen


def test_the_examples_and_the_cases_of_the_rule_files(script: Path) -> None:
    seen = same([*examples(), *islice(cases(RULES), 0, None, 2)], script)
    assert seen["example"] == 96
    assert min(seen[status] for status in ("ready", "incomplete", "ineligible", "error")) > 0


def test_stored_dossiers_and_those_near_the_figures(script: Path) -> None:
    seen = same([*stored(RANDOM, 60), *near(RULES.plan, RANDOM, 5)], script)
    assert seen["error"] > 100


def test_odd_values_and_keys_everywhere(script: Path) -> None:
    seen = same([*odd(RULES.plan, RANDOM, list(RULES), 0.003), *islice(large(RULES.plan, RANDOM), 3)], script)
    assert seen["odd value"] > 200
    assert seen["odd key"] > 50


def test_texts_of_files(script: Path, tmp_path: Path) -> None:
    seen = same(texts(RULES.plan, RANDOM, tmp_path, 3), script)
    assert seen["left to the command"] + seen["broken, told otherwise"] < seen["slip"] / 3


def test_random_rule_sets(tmp_path: Path) -> None:
    for own, question in islice(random_sets(RANDOM), 6):
        same([question() for _ in range(15)], write_script(own, tmp_path / "set.js"), own)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_bytes_of_the_command(script: Path, tmp_path: Path, language: str) -> None:
    text = (
        'theme: SNAP3\nprojet:\n  nom: "é \\u202e <b>"\n  cout_total_ttc: 1,5 M€\nporteurs: [{categorie: operateur}]\n'
    )
    (tmp_path / "dossier.yaml").write_text(text, encoding="utf-8")
    command = Path(sys.executable).with_name("relance")
    options = ("--format", "json", "--lang", language)
    done = subprocess.run([command, "check", "dossier.yaml", *options], cwd=tmp_path, capture_output=True, check=False)
    call = "(text, options) => relance.json(relance.checkText(text, options))"
    (answer,) = asked(script, call, [[text, {"name": "dossier.yaml", "lang": language}]])
    assert answer["value"].encode() == done.stdout
