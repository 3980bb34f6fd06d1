"""The committed JSON Schemas: fresh, valid, true of every file of the project, and hard on mistakes."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from relance_rules import Rules, check, check_file, load_rules, to_dict
from relance_rules.dossiers.facts import READERS
from relance_rules.loading.files import read_text
from relance_rules.loading.problems import InputError, Problem
from relance_rules.localization import localization
from relance_rules.showing.plain import error_data, json_text
from relance_rules.showing.schemas import SCHEMAS, build_schema
from relance_rules.showing.template import dossier_template
from relance_rules.values import Message

ROOT = Path(__file__).resolve().parents[1]
THEMES = sorted((ROOT / "rules" / "themes").glob("*.yaml"))
DOSSIERS = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


class CoreLoader(yaml.SafeLoader):
    """YAML as editors read it (the core schema of YAML 1.2): ``oui``, ``NO`` and days are texts."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)


def as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=CoreLoader)  # noqa: S506 - a safe loader with fewer guesses


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def faults(name: str, instance: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(instance)]


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from walk(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from walk(inner)


# ---- the schemas themselves


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_fresh(name: str, rules: Rules) -> None:
    committed = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == json_text(build_schema(name, rules)) + "\n", "run: relance schema --out schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_valid_and_names_no_place(name: str) -> None:
    schema = validator(name).schema
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("/draft/2020-12/schema")
    for part in walk(schema):
        assert "$id" not in part
        assert str(part.get("$ref", "#/")).startswith("#/")


@pytest.mark.parametrize("name", ["theme", "vocabulary", "report"])
def test_every_key_says_what_it_is_for(name: str) -> None:
    schema = validator(name).schema
    for model in (schema, *schema["$defs"].values()):
        assert model["title"]
        assert model["description"]
    silent = {
        f"{model['title']}.{key}"
        for model in (schema, *schema["$defs"].values())
        for key, about in model.get("properties", {}).items()
        if not {"description", "$ref", "items", "const"} & set(about)
    }
    assert {
        key for key in silent if not key.endswith((".id", ".label", ".rule", ".message", ".question", ".source"))
    } == set()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_mapping_is_closed_but_those_that_hold_anything(name: str) -> None:
    opened = [
        part.get("title")
        for part in walk(validator(name).schema)
        if part.get("properties") and "object" in part.get("type", ()) and part.get("additionalProperties") is not False
    ]
    assert opened == []


# ---- what the project writes


@pytest.mark.parametrize("path", THEMES, ids=named)
def test_every_rule_file_is_valid(path: Path) -> None:
    assert faults("theme", as_editors_read(path.read_text(encoding="utf-8"))) == []


def test_the_vocabulary_is_valid() -> None:
    text = (ROOT / "rules" / "vocabulary.yaml").read_text(encoding="utf-8")
    assert faults("vocabulary", as_editors_read(text)) == []


@pytest.mark.parametrize("path", DOSSIERS, ids=named)
def test_every_example_dossier_is_valid(path: Path) -> None:
    assert faults("dossier", as_editors_read(read_text(path))) == []


@pytest.mark.parametrize("path", DOSSIERS, ids=named)
def test_the_report_of_every_example_dossier_is_valid(path: Path, rules: Rules) -> None:
    data = to_dict(check_file(path, rules))
    assert faults("report", data) == []
    assert faults("report", json.loads(json_text(data))) == []


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_new_dossier_is_valid_and_so_is_its_report(path: Path, language: str, rules: Rules) -> None:
    text = dossier_template(rules[path.stem], localization("en" if language == "en" else "fr"))
    data = as_editors_read(text)
    assert faults("dossier", data) == []
    assert faults("report", to_dict(check(data, rules), language)) == []


def test_the_report_of_an_unreadable_dossier_is_valid() -> None:
    problems = [Problem(Message("le fichier est vide"), "vide.yaml", 1, 1)]
    assert faults("report", error_data("vide.yaml", problems, localization("fr"))) == []


def test_the_report_of_a_contradiction_is_valid(rules: Rules) -> None:
    theme = THEMES[0].stem
    dossier = {"theme": theme, "projet": {"cout_total_ttc": 5}, "depenses": [{"montant_ttc": 6}]}
    report = to_dict(check(dossier, rules))
    assert report["status"] == "error"
    assert faults("report", report) == []


# ---- mistakes


def broken(path: Path, change: Any) -> Any:
    data = copy.deepcopy(as_editors_read(path.read_text(encoding="utf-8")))
    change(data)
    return data


RULE_MISTAKES = {
    "unknown key": lambda theme: theme.update(plafonds=[]),
    "no kind": lambda theme: theme.pop("kind"),
    "another kind": lambda theme: theme.update(kind="concours"),
    "a bare amount": lambda theme: theme["envelope"].update(amount=15000000),
    "an amount without unit": lambda theme: theme["envelope"].update(amount="15 000 000"),
    "a float rate": lambda theme: theme["funding"]["scale"][0].update(rate=0.75),
    "no source": lambda theme: theme["size"].pop("source"),
    "one language": lambda theme: theme["title"].pop("en"),
    "a fact that does not exist": lambda theme: theme["eligibility"].append(
        {**theme["eligibility"][0], "require": {"fact": "projet.couleur", "is": True}}
    ),
    "a list that does not exist": lambda theme: theme["eligibility"].append(
        {**theme["eligibility"][0], "require": {"every": "salles", "satisfies": {"fact": "nom", "known": True}}}
    ),
    "an operator that does not exist": lambda theme: theme["eligibility"].append(
        {**theme["eligibility"][0], "require": {"fact": "projet.nom", "equals": "x"}}
    ),
    "two predicates in one": lambda theme: theme["eligibility"].append(
        {**theme["eligibility"][0], "require": {"all": [{"fact": "projet.nom", "known": True}], "fact": "projet.nom"}}
    ),
    "lines that are no lines": lambda theme: theme["source"].update(lines="page 3"),
}


@pytest.mark.parametrize("change", RULE_MISTAKES.values(), ids=RULE_MISTAKES)
def test_a_mistake_in_a_rule_file_is_refused(change: Any) -> None:
    path = ROOT / "rules" / "themes" / "SNAP3.yaml"
    assert faults("theme", broken(path, lambda theme: None)) == []
    assert faults("theme", broken(path, change)) != []


VOCABULARY_MISTAKES = {
    "a path that is none": lambda data: data["facts"].update({"Projet Nom": data["facts"]["projet.nom"]}),
    "a type that is none": lambda data: data["facts"]["projet.nom"].update(type="color"),
    "no question": lambda data: data["facts"]["projet.nom"].pop("question"),
    "an unknown key": lambda data: data["facts"]["projet.nom"].update(required=True),
}


@pytest.mark.parametrize("change", VOCABULARY_MISTAKES.values(), ids=VOCABULARY_MISTAKES)
def test_a_mistake_in_the_vocabulary_is_refused(change: Any) -> None:
    assert faults("vocabulary", broken(ROOT / "rules" / "vocabulary.yaml", change)) != []


DOSSIER_MISTAKES = {
    "no theme": {},
    "an unknown theme": {"theme": "SNAP9"},
    "an unknown key": {"theme": "SNAP3", "projets": {}},
    "an unknown key in a group": {"theme": "SNAP3", "projet": {"titre": "x"}},
    "an unknown key in a list": {"theme": "SNAP3", "porteurs": [{"name": "x"}]},
    "a list that is none": {"theme": "SNAP3", "porteurs": {"nom": "x"}},
    "a negative amount": {"theme": "SNAP3", "projet": {"cout_total_ttc": -1}},
    "an amount in dollars": {"theme": "SNAP3", "projet": {"cout_total_ttc": "1 000 $"}},
    "an answer that is none": {"theme": "SNAP3", "projet": {"conforme_descriptif": "peut-être"}},
    "a kind of applicant that is none": {"theme": "SNAP3", "porteurs": [{"categorie": "mairie"}]},
    "a day that is none": {"theme": "SNAP3", "depose_le": "février"},
    "a short SIRET": {"theme": "SNAP3", "porteurs": [{"siret": "123"}]},
    "a commitment that the theme does not ask": {"theme": "SNAP3", "engagements": {"calendrier": True}},
    "a document that the theme does not ask": {"theme": "SNAP3", "pieces": {"photo": True}},
}


@pytest.mark.parametrize("dossier", DOSSIER_MISTAKES.values(), ids=DOSSIER_MISTAKES)
def test_a_mistake_in_a_dossier_is_refused(dossier: dict[str, Any], rules: Rules) -> None:
    assert faults("dossier", dossier) != []
    with pytest.raises(InputError):
        check(dossier, rules)


def test_the_names_of_commitments_are_those_of_the_theme() -> None:
    assert faults("dossier", {"theme": "SNAP3", "engagements": {"point_trimestriel": "oui"}}) == []
    assert faults("dossier", {"theme": "ITN3", "engagements": {"calendrier": "non"}}) == []


REPORT_MISTAKES = {
    "no verdict": lambda report: report["eligibility"].pop("verdict"),
    "another verdict": lambda report: report["eligibility"].update(verdict="maybe"),
    "another status": lambda report: report.update(status="done"),
    "another outcome": lambda report: report["eligibility"]["findings"][0].update(outcome="ok"),
    "an amount as a number": lambda report: report["funding"].update(grant=1.0),
    "an amount without cents": lambda report: report["funding"].update(grant="1"),
    "no grant": lambda report: report["funding"].pop("grant"),
    "one more key": lambda report: report.update(score=3),
    "another version": lambda report: report.update(schema="relance-report/2"),
}


@pytest.mark.parametrize("change", REPORT_MISTAKES.values(), ids=REPORT_MISTAKES)
def test_another_report_is_refused(change: Any, rules: Rules) -> None:
    report = to_dict(check({"theme": "SNAP3"}, rules))
    change(report)
    assert faults("report", report) != []


# ---- the schema of dossiers and the reader of dossiers agree

SPELLINGS: dict[str, list[Any]] = {
    "projet.cout_total_ttc": [
        1200000,
        0,
        "1200000",
        "1 200 000,00 €",
        "1\u00a0200\u202f000,00\u00a0€",
        "1.2 M€",
        "48k€",
        "48 K€",
        "500 EUR",
        "12 euros",
        " 3,5 MEUR ",
        "12 kEUR",
        None,
        "",
        "   ",
        "beaucoup",
        "-3 €",
        "1 €€",
        True,
        [1],
    ],
    "depose_le": ["2021-02-12", "12/02/2021", "1/2/2021", " 2021-02-12 ", "", None, "12-02-2021", "2021/02/12", 2021],
    "projet.phase": [1, "2", "1 000 000", "1\u202f000", None, "", "un", -1, True],
    "projet.part_services_deconcentres": ["50 %", "50%", "49,5 %", "33.333 %", "100\u00a0%", None, "moitié", 50],
    "projet.conforme_descriptif": [True, False, "oui", "NON", "Oui", "true", " false ", None, "", "yes", 1],
    "projet.hebergement": ["secnumcloud", "Cloud qualifié SecNumCloud", "SECNUMCLOUD", "", None, "ailleurs", 3],
    "projet.nom": ["Tablettes", 2021, True, None, "", ["a"], {"a": 1}],
}


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in SPELLINGS.items() for value in values], ids=repr
)
def test_the_schema_accepts_what_is_read_and_refuses_what_is_not(path: str, value: Any, rules: Rules) -> None:
    dossier: dict[str, Any] = {"theme": "SNAP3"}
    group, _, key = path.rpartition(".")
    (dossier.setdefault(group, {}) if group else dossier)[key] = value
    try:
        check(dossier, rules)
        accepted = True
    except InputError:
        accepted = False
    assert (faults("dossier", dossier) == []) is accepted


def test_every_value_of_an_enumeration_is_accepted_by_name_and_by_label(rules: Rules) -> None:
    for path, fact in rules.vocabulary.lists["depenses"].items():
        for name, value in (fact.values or {}).items():
            for spelling in (name, value.label.fr, value.label.en, value.label.fr.upper()):
                assert READERS["enumeration"](spelling, fact) == name
                assert faults("dossier", {"theme": "SNAP3", "depenses": [{path: spelling}]}) == []
