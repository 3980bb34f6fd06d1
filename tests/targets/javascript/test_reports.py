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
    data_of,
    differences,
    directed,
    examples,
    in_node,
    large,
    literals,
    near,
    odd,
    random_sets,
    stored,
    texts,
    typed,
    write_script,
)
from random_rules import coarser, full_facts, holes, without
from relance_rules import load_rules
from relance_rules.localization import LANGUAGES
from rule_sets import MakeTrial, both, item, lines
from targets.javascript.node import asked

pytestmark = pytest.mark.long


RULES = load_rules()


@pytest.fixture
def random() -> Random:
    return Random(20210104)  # noqa: S311 - the same on every run


def same(questions: Iterable[Question], script: Path, rules: Any = RULES) -> Counter[str]:
    seen: Counter[str] = Counter()
    found = list(islice(differences(questions, rules, in_node(script), seen), 3))
    assert not found, "\n".join(map(str, found))
    return seen


def test_the_examples_and_the_cases_of_the_rule_files(script: Path) -> None:
    seen = same([*examples(), *islice(cases(RULES), 0, None, 3)], script)
    assert seen["example"] == 96
    assert min(seen[status] for status in ("ready", "incomplete", "ineligible", "error")) > 0


def test_stored_dossiers_and_those_near_the_figures(script: Path, random: Random) -> None:
    seen = same([*stored(random, 40), *near(RULES.plan, random, 5)], script)
    assert seen["error"] > 100


def test_odd_values_and_keys_everywhere(script: Path, random: Random) -> None:
    asked = [*odd(RULES.plan, random, list(RULES), 0.002), *typed(RULES.plan, random, 4)]
    seen = same([*asked, *islice(large(RULES.plan, random), 3)], script)
    assert seen["odd value"] > 200
    assert seen["odd key"] > 50


def test_texts_of_files(script: Path, tmp_path: Path, random: Random) -> None:
    seen = same([*texts(RULES.plan, random, tmp_path, 2), *literals(RULES.plan, random, tmp_path, 0.005)], script)
    assert seen["left to the command"] < seen["slip"] / 5


def test_texts_written_for_one_place_of_the_engine(script: Path, tmp_path: Path) -> None:
    same(directed(tmp_path), script)


def test_random_rule_sets(tmp_path: Path, random: Random) -> None:
    for own, question in islice(random_sets(random), 4):
        same([question() for _ in range(15)], write_script(own, tmp_path / "set.js"), own)


MONTHS = {"of": "projet.mois", "ranges": [
    {"when": {"fact": "projet.pret", "is": "true"}, "at_least": "3", "at_most": "12", "failure": both("Trop long.")},
    {"at_least": "2", "at_most": "12", "failure": both("Trop court.")},
], "source": lines()}  # fmt: skip
NOTES = {"of": "projet.note", "ranges": [{"more_than": "0,5", "less_than": "1,25"}], "source": lines()}
WHOLE = {"rate": "50 %", "bonuses": [item("entier", rate="100 %", when={"fact": "projet.utile", "is": "true"})]}
SCOPED = [item("projet", amount="100 EUR", per="project"), item("annee", amount="50 EUR", per="annee")]


def test_sizes_rates_and_scopes_of_other_rule_sets(trial: MakeTrial, tmp_path: Path, random: Random) -> None:
    plain = {"staff": "counted", "source": lines()}
    sets = (
        {"size": MONTHS, "funding": {**plain, "rate": "75 %", "ceilings": SCOPED}},
        {"size": NOTES, "funding": {**plain, **WHOLE}},
    )
    for parts in sets:
        rules = trial(**parts).rules
        asked = []
        for _ in range(60):
            facts = coarser(full_facts(random), random)
            facts = without(facts, holes(facts, random, set(), random.choice((0, 0.1, 0.4))))
            granted = random.choice((..., 0, None, {"project": None, "annee": 10}, {"annee": None}, {"project": 3000}))
            asked.append(Question("own", random.choice(LANGUAGES), data_of(facts, rules.plan, rules["ESSAI"]), granted))
        same(asked, write_script(rules, tmp_path / "set.js"), rules)


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
