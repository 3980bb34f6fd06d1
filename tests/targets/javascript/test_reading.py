"""Dossiers as the script reads them: theme, facts, notes, and every fault with its place, as Python does."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.targets.javascript.texts import EXAMPLES, FR, plain, said, told

from relance_rules.dossiers.documents import parse_document, read_document
from relance_rules.dossiers.reading import dossier_from, dossier_of
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.plan.ruleset import Theme

pytestmark = pytest.mark.long


READ = """(text, name) => told(dossierOf(readDocument(text, name), PLAN), ({ theme, dossier }) => [
  theme.code, plain(dossier.facts), dossier.notes.map((note) => language.say(note)),
])"""
FROM = """(data) => told(dossierFrom(data, PLAN), ({ theme, dossier }) => [theme.code, plain(dossier.facts)])"""
TYPED = [
    "", " ", "\u200b", "~", "oui", "Oui", "true", "constructor", "__proto__", "hasOwnProperty", "é", "ı", "😀",
    "x" * 300, "1e5", "1.000", "1 000,50 €", "48 k€", "-5", "12/02/2021", "31/02/2021", "60 %", "0,6", "150 %",
    "France", "snap 3", "ITN99", "2", "<b>", "{x}", '"', "a #b", None, [], {}, [1], {"a": 1}, True, False, 0, 5,
    10**25, [None, {}], "５",
]  # fmt: skip
ODD = [
    ("", "d.yaml"), ("  \n", "d.json"), ("[]", "d.json"), ("3", "d.json"), ("- theme: SNAP3\n", "d.yaml"),
    ("- a\n- b\n", "d.yaml"), ("- theme: SNAP3\n  reference: x\n", "d.yaml"), ("abc", "d.yaml"), ("~", "d.yaml"),
    ("{}", "d.yaml"), ("{}", None), ("a: b", "D.YML"), ("a: b", "d.csv"), ("a: b", "d.XLS"), ("a: b", ".json"),
    ("[a]", None), ('{"data": null}', "d.json"), ('{"champs": 1}', "d.json"),
    ('{"dossier": {"champs": []}}', "d.json"), ('{"errors": []}', "d.json"), ('{"nodes": []}', "d.json"),
    ('{"revision": {"champDescriptors": 1}}', "d.json"), ("theme: [a]", "d.yaml"), ("theme: {a: b}", "d.yaml"),
    ('{"theme": true}', "d.json"), ('{"theme": 1.50}', "d.json"), ('{"theme": 1e30}', "d.json"),
    ('{"theme": 0.0000001}', "d.json"), ("THÈME: snap3\nRéférence: x #y\nprojet: {Nom: a}\n", "d.yaml"),
    ("theme: SNAP3\n" + "".join(f"x{i}: 1\n" for i in range(60)), "d.yaml"),
    ("theme: SNAP3\nRéférence: a\nRÉFÉRENCE: b\n", "d.yaml"),
    ("theme: SNAP3\nreference: a\nréférence: b\nReference: c\n", "d.yaml"),
    ("theme: SNAP3\nprojet: {nom: Lot #2\n}\n", "d.yaml"),
    ("theme: SNAP3\nprojet:\n  nom: Lot #2 x\n  reference: #12\ndepenses:\n- libelle: é😀 #1 \"\\\n", "d.yaml"),
    ('{"theme": "SNAP3", "projet": {"nom": "\\ud83d\\ude00", "x": 1}}', "d.json"),
    ('{"theme": "SNAP3", "projet": {"nom": "a\u2028b",\n "x": 1}}', "d.json"),
    ('{\n\t"theme": "SNAP3", "x": 1}', "d.json"), ('\t{"theme": "SNAP3", "x": 1}', "d.json"),
    ('{"theme": "SNAP3", "x": {"y": ["", {"projet": 1}]}, "projet": {"x": 1}}', "d.json"),
    ("theme: SNAP3\ndepenses:\n- #a\n" + "- {}\n" * 3, "d.yaml"), ("\ufeffa\x00b", "d.yaml"),
    ("theme: SNAP3\rreference: 1\r\n", "d.yaml"),
    ('{"theme": "SNAP3", "depenses": [' + ",".join(["{}"] * 10_001) + "]}", "d.json"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def altered(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Dossiers of the examples where some values are others, and some keys are spelled otherwise."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    examples = [parse_yaml(text).data() for text in EXAMPLES.values()]
    for _ in range(count):
        data = copy.deepcopy(chance.choice(examples))
        for _ in range(chance.choice((1, 1, 2, 4))):
            *above, last = chance.choice([*_paths(data)] or [("theme",)])
            here = data
            for step in above:
                here = here[step]
            kind = chance.random()
            if kind < 0.6 or isinstance(here, list):
                here[last] = copy.deepcopy(chance.choice(TYPED))
            else:
                other = chance.choice(
                    (last.upper(), last.replace("_", " "), last[:-1], f"{last}s", str(chance.choice(TYPED)))
                )
                here[other] = here.get(last) if kind < 0.8 else here.pop(last, None)
        yield data


def _read(text: str, name: str | None, rules: Rules, tmp_path: Path) -> Any:
    if name is None:
        return _told(*dossier_of(parse_document(text.encode(), None), rules))
    file = tmp_path / name
    file.write_bytes(text.encode())
    return _told(*dossier_of(read_document(file), rules))


def unordered(found: Any) -> Any:
    """What is told, without the order of the facts, which two ways of reading differ in."""
    if isinstance(found, list):
        return [unordered(item) for item in found]
    if isinstance(found, dict) and "map" in found:
        return {key: unordered(value) for key, value in found["map"]}
    return found


def _told(theme: Theme, dossier: Any) -> list[Any]:
    return [theme.code, plain(dict(dossier.facts)), [FR.say(note) for note in dossier.notes]]


def test_dossiers_are_read_as_python_reads_them(script: Path, rules: Rules, tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311 - the same on every run
    cases: list[tuple[str, str | None]] = [(text, "d.yaml") for text in EXAMPLES.values()] + ODD
    for data in altered(5, 500):
        indent = chance.choice((None, 1, 2))
        # JSON is nearly always YAML too.
        name = chance.choice(("d.json", "d.json", None, "d.yaml"))
        cases.append((json.dumps(data, ensure_ascii=False, indent=indent), name))
    asked = [[text, None if name is None else str(tmp_path / name)] for text, name in cases]
    for (text, name), found in zip(cases, said(script, READ, asked), strict=True):
        right = told(lambda text=text, name=name: _read(text, name, rules, tmp_path))  # type: ignore[misc]
        assert unordered(found) == unordered(right), (name, text[:500])


def _tagged(data: Any) -> Any:
    if isinstance(data, dict):
        return {"$map": [[key, _tagged(value)] for key, value in data.items()]}
    if isinstance(data, list):
        return [_tagged(item) for item in data]
    return {"$big": str(data)} if type(data) is int else data


def test_plain_data_is_read_as_python_reads_it(script: Path, rules: Rules) -> None:
    cases = [*altered(6, 200), {}, {"theme": "SNAP3", "projet": []}, {"theme": {"a": 1}}]
    for data, found in zip(cases, said(script, FROM, [[_tagged(data)] for data in cases]), strict=True):
        right = told(lambda data=data: _told(*dossier_from(data, rules))[:2])  # type: ignore[misc]
        assert unordered(found) == unordered(right), data


def test_objects_are_dossiers_too_and_what_holds_itself_is_a_fault(script: Path) -> None:
    round_and_round = {
        "$inside": '(() => { const here = { theme: "SNAP3" }; here.projet = here; here.x = [here]; return here; })()'
    }
    data, whole, nothing = said(script, FROM, [[{"theme": "snap3", "projet": {"nom": "A"}}], [round_and_round], ["x"]])
    assert data == ["SNAP3", {"map": [["theme", "SNAP3"], ["projet.nom", "A"]]}]
    assert {each["code"] for each in whole["problems"]} == {"unknown_fact"}
    assert nothing["problems"][0]["code"] == "shape"
