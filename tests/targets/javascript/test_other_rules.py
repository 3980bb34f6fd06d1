"""Rule sets of shapes that no shipped theme and no random one has are checked alike."""

from __future__ import annotations

import copy
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.script import Question, data_of, differences, in_node, write_script
from random_rules import coarser, full_facts, holes, without
from relance_rules.localization import LANGUAGES
from rule_sets import MANIFEST, MakeTrial, both, condition, item, window

Data = dict[str, Any]

ARTICLE = {"document": "reglement", "article": "3"}
USEFUL = {"fact": "projet.utile", "is": "true"}
LENT = {"fact": "projet.pret", "is": "true"}
ANY = [{"fact": path, "is": "true"} for path in ("projet.utile", "projet.pret")]


def manifest(**more: Any) -> Data:
    return {**copy.deepcopy(MANIFEST), **more}


def notice(name: str, makes: str, **more: Any) -> Data:
    return {"id": name, "text": both(f"Avis {name}"), "makes": makes, "source": ARTICLE, **more}


SETS: dict[str, Data] = {
    "nothing is granted": {"funding": None, "size": None, "windows": None, "envelope": None},
    "ways in that grant nothing": {
        "funding": None,
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "ways in that no dossier has": {
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "notices that change the status": {
        "notices": [
            notice("complet", "incomplete", when=USEFUL),
            notice("faux", "error", when={"all": ANY}),
            notice("rien", "nothing", **{"for": ["ready"]}),
        ]
    },
    "passages of another document": {
        "eligibility": [condition("utile", USEFUL, source=ARTICLE)],
        "commitments": [item("promis", source=ARTICLE)],
    },
    "periods with an end, each for some": {
        "windows": [
            window("premier", "2021-01-04", "2021-01-31", when=USEFUL),
            window("second", "2021-03-01", "2021-12-31", when=LENT),
        ]
    },
    "many ways to meet a condition": {
        "eligibility": [
            condition(
                "une",
                {"any": [*ANY, *({"fact": f"projet.{name}", "at_least": "1"} for name in ("mois", "note")),
                         {"fact": "projet.part", "at_least": "1 %"}, {"fact": "projet.pays", "is": "FR"}]},
            )
        ]
    },
    "no role but the theme": {
        "manifest": {"roles": {"theme": "theme"}, "scopes": {}},
        "funding": None, "size": None, "windows": None, "envelope": None, "commitments": None,
        "kind": None,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_rule_sets_of_other_shapes(trial: MakeTrial, tmp_path: Path, name: str) -> None:
    random = Random(name)  # noqa: S311 - the same on every run
    parts = SETS[name]
    if "manifest" in parts:
        parts = {**parts, "manifest": manifest(**parts["manifest"])}
    rules = trial(**parts).rules
    asked = []
    for _ in range(60):
        facts = coarser(full_facts(random), random)
        facts = without(facts, holes(facts, random, set(), random.choice((0, 0.1, 0.4, 0.8))))
        granted = random.choice((..., 0, None, 3000))
        asked.append(Question("own", random.choice(LANGUAGES), data_of(facts, rules.plan, rules["ESSAI"]), granted))
    asked += [Question("own", language, data) for language in LANGUAGES for data in ({}, {"projet": {"nom": "a"}})]
    script = in_node(write_script(rules, tmp_path / "set.js"))
    assert [str(found) for found in differences(asked, rules, script, Counter())] == []
