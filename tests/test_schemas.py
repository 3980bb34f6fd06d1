"""The committed JSON Schemas: fresh, valid, true of every file of the project, and hard on mistakes."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from relance_rules import DossierError, Rules, check, check_file, load_rules, to_dict
from relance_rules.language.expressions import OPERATORS
from relance_rules.language.theme import Theme
from relance_rules.loading.files import read_text
from relance_rules.loading.problems import Problem
from relance_rules.loading.schemas import _KINDS, _LISTED, _MERGED, RULE_SCHEMAS
from relance_rules.localization import localization
from relance_rules.plan.answers import read_value
from relance_rules.showing.catalogue_plain import theme_data, themes_data
from relance_rules.showing.explained_plain import explanation_data
from relance_rules.showing.explanation import explain
from relance_rules.showing.plain import error_data, json_text
from relance_rules.showing.schemas import SCHEMAS, build_schema
from relance_rules.showing.template import dossier_template
from relance_rules.values import Message

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"
THEMES = sorted((RULES / "themes").glob("*.yaml"))
DOSSIERS = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))
ELSEWHERE = sorted(path for path in (ROOT / "examples" / "rulesets").iterdir() if path.is_dir())

FILES = {
    "ruleset": "ruleset.yaml",
    "vocabulary": "vocabulary.yaml",
    "definitions": "definitions.yaml",
    "family": "families/*.yaml",
    "theme": "themes/*.yaml",
    "table": "tables/*.yaml",
}


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


@cache
def shipped() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def rules() -> Rules:
    return shipped()


@cache
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


def models(name: str) -> list[dict[str, Any]]:
    schema = validator(name).schema
    return [schema, *schema["$defs"].values()]


# ---- the schemas themselves


def test_every_schema_is_committed() -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} >= {f"{name}.schema.json" for name in SCHEMAS}
    assert set(FILES) == set(RULE_SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_fresh(name: str, rules: Rules) -> None:
    committed = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == json_text(build_schema(name, rules)) + "\n", "run: relance schema --out schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_valid_and_names_no_place(name: str) -> None:
    schema = validator(name).schema
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("/draft/2020-12/schema")
    known = {f"#/$defs/{each}" for each in schema["$defs"]}
    met = set()
    for part in walk(schema):
        assert "$id" not in part
        if "$ref" in part and isinstance(part["$ref"], str):
            met.add(part["$ref"])
    # Nothing is missing, and nothing is there for nobody.
    assert met == known


# The keys of a dossier are facts, with their questions; those of a plan are told where the thing that holds them is.
@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in ("dossier", "plan")])
def test_every_key_says_what_it_is_for(name: str) -> None:
    for model in models(name):
        assert model["title"]
        assert model["description"]
    telling = {"description", "$ref", "items", "const", "anyOf", "enum", "patternProperties"}
    silent = {
        f"{model['title']}.{key}"
        for model in models(name)
        for key, about in model.get("properties", {}).items()
        if not telling & set(about)
    }
    obvious = (
        ".id",
        ".label",
        ".rule",
        ".message",
        ".question",
        ".source",
        ".text",
        ".theme",
        ".column",
        ".version",
        ".to",
    )
    assert {key for key in silent if not key.endswith((*obvious, ".way", ".below", ".unmet"))} == set()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_mapping_is_closed_but_those_that_hold_anything(name: str) -> None:
    opened = [
        part.get("title")
        for part in walk(validator(name).schema)
        if part.get("properties") and "object" in part.get("type", ()) and part.get("additionalProperties") is not False
    ]
    assert opened == []


def test_the_tables_of_the_schemas_name_models_and_keys_of_the_language() -> None:
    """What an expression must come to, and what a family merges: a model that changes its name is noticed."""
    known = Theme.model_json_schema(by_alias=True)["$defs"]
    assert set(_LISTED) | set(_MERGED) <= set(known)
    for model, key in _KINDS:
        assert key in known[model]["properties"], (model, key)


# ---- what the project writes


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, id=f"{name}-{path.stem}")
        for name, pattern in FILES.items()
        for path in sorted(RULES.glob(pattern))
    ],
)
def test_every_rule_file_is_valid(name: str, path: Path) -> None:
    assert faults(name, as_editors_read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("folder", ELSEWHERE, ids=lambda folder: folder.name)
def test_every_file_of_another_rule_set_is_valid_for_its_own_schemas(folder: Path) -> None:
    found = load_rules(folder)
    checked = 0
    for name, pattern in FILES.items():
        each = jsonschema.Draft202012Validator(build_schema(name, found))
        each.check_schema(each.schema)
        for path in sorted(folder.glob(pattern)):
            read = as_editors_read(path.read_text(encoding="utf-8"))
            assert [f"{error.json_path}: {error.message}" for error in each.iter_errors(read)] == []
            checked += 1
    assert checked >= 3
    dossier = jsonschema.Draft202012Validator(build_schema("dossier", found))
    for path in sorted((folder / "dossiers").rglob("*.yaml")):
        assert list(dossier.iter_errors(as_editors_read(read_text(path)))) == []
        assert faults("report", to_dict(check_file(path, found))) == []
        assert faults("explanation", explanation_data(explain(check_file(path, found)), localization("fr"))) == []
    for theme in found.values():
        assert faults("catalogue", theme_data(theme, localization("fr"))) == []


@pytest.mark.parametrize("path", DOSSIERS, ids=named)
def test_every_example_dossier_is_valid(path: Path) -> None:
    assert faults("dossier", as_editors_read(read_text(path))) == []


@pytest.mark.parametrize("path", DOSSIERS, ids=named)
def test_the_report_and_the_explanation_of_every_example_dossier_are_valid(path: Path, rules: Rules) -> None:
    report = check_file(path, rules)
    data = to_dict(report)
    assert faults("report", data) == []
    assert faults("report", json.loads(json_text(data))) == []
    for language in ("fr", "en"):
        reader = localization("en" if language == "en" else "fr", rules.plan.currency)
        assert faults("explanation", json.loads(json_text(explanation_data(explain(report), reader)))) == []
    for finding in report.findings:
        rule = explanation_data(explain(report, finding.rule.id), localization("fr"))
        assert faults("explanation", rule) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_catalogue_is_valid_as_a_table_and_theme_by_theme(language: str, rules: Rules) -> None:
    reader = localization("en" if language == "en" else "fr", rules.plan.currency)
    assert faults("catalogue", themes_data(list(rules.values()), reader)) == []
    for theme in rules.values():
        assert faults("catalogue", json.loads(json_text(theme_data(theme, reader)))) == []


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_new_dossier_is_valid_and_so_is_its_report(path: Path, language: str, rules: Rules) -> None:
    reader = localization("en" if language == "en" else "fr", rules.plan.currency)
    data = as_editors_read(dossier_template(rules.plan, rules[path.stem], reader))
    assert faults("dossier", data) == []
    assert faults("report", to_dict(check(data, rules), language)) == []


def test_the_report_of_an_unreadable_dossier_is_valid() -> None:
    problems = [Problem(Message("le fichier est vide"), "vide.yaml", 1, 1)]
    assert faults("report", error_data("vide.yaml", problems, localization("fr"))) == []


def test_the_report_of_a_contradiction_is_valid(rules: Rules) -> None:
    theme = THEMES[0].stem
    dossier = {"theme": theme, "projet": {"cout_total_ttc": 5}, "depenses": [{"montant_ttc": 6}]}
    report = check(dossier, rules)
    assert report.status == "error"
    assert faults("report", to_dict(report)) == []
    assert faults("explanation", explanation_data(explain(report), localization("fr"))) == []


# ---- mistakes


def broken(path: Path, change: Any) -> Any:
    data = copy.deepcopy(as_editors_read(path.read_text(encoding="utf-8")))
    change(data)
    return data


def required(require: Any) -> Any:
    """A change that adds a condition to a theme."""
    text = {"fr": "x", "en": "x"}
    return lambda theme: theme["eligibility"].append({"id": "essai", "label": text, "require": require})


RULE_MISTAKES = {
    "unknown key": lambda theme: theme.update(plafonds=[]),
    "another kind": lambda theme: theme.update(kind="concours"),
    "another kind among several": lambda theme: theme.update(kind=["guichet", "concours"]),
    "a bare amount": lambda theme: theme["envelope"].update(amount=15000000),
    "an amount without unit": lambda theme: theme["envelope"].update(amount="15 000 000"),
    "an amount in another currency": lambda theme: theme["envelope"].update(amount="15 000 000 $"),
    "an amount without taxes": lambda theme: theme["envelope"].update(amount="15 000 000 € HT"),
    "a float rate": lambda theme: theme["funding"].update(rate=0.75),
    "a rate for an amount": lambda theme: theme["envelope"].update(amount="75 %"),
    "a window without days": lambda theme: theme["windows"][0].update(use=None),
    "a passage without place": lambda theme: theme["source"].pop("lines"),
    "one language": lambda theme: theme["title"].pop("en"),
    "one more language": lambda theme: theme["title"].update(de="x"),
    "a fact that does not exist": required({"fact": "projet.couleur", "is": True}),
    "a name that does not exist": required("projet.couleur"),
    "a constant for a condition": required("12"),
    "an amount for a condition": required("projet.cout_total_ttc"),
    "a list that does not exist": required({"every": "salles", "satisfies": {"fact": "nom", "known": True}}),
    "a table that does not exist": required({"table": "Ressources", "column": "x"}),
    "an operator that does not exist": required({"fact": "projet.nom", "equals": "x"}),
    "two operators in one": required({"all": [{"fact": "projet.nom", "known": True}], "fact": "projet.nom"}),
    "a statement that does not exist": lambda theme: theme["commitments"].append({"use": "promesse"}),
    "an unknown key beside a statement": lambda theme: theme["commitments"].append(
        {"use": "point_trimestriel", "texte": "x"}
    ),
    "an item without statement or label": lambda theme: theme["commitments"].append({"id": "promesse"}),
    "a section that does not exist": lambda theme: theme["sections"].update(divers=[]),
    "a scope that does not exist": lambda theme: theme["funding"]["ceilings"][0].update(per="canton"),
    "a document that does not exist": lambda theme: theme["source"].update(document="rgec"),
    "a reading that does not exist": lambda theme: theme["size"].update(reading="R99"),
    "lines that are no lines": lambda theme: theme["source"].update(lines="page 3"),
    "a passage left to members": lambda theme: theme.update(source="member"),
    "passages without family": lambda theme: theme.update(cites={"self": "1-2"}),
}


@pytest.mark.parametrize("change", RULE_MISTAKES.values(), ids=RULE_MISTAKES)
def test_a_mistake_in_a_rule_file_is_refused(change: Any) -> None:
    assert faults("theme", broken(RULES / "themes" / "SNAP3.yaml", change)) != []


RIGHT = {
    "a condition by name": required("projet.conforme_descriptif"),
    "a derived fact": required("seuls_deconcentres"),
    "a group": required({"some": "depenses", "satisfies": {"fact": "fournisseur.siege", "is": "territoire_national"}}),
    "a country": required({"some": "depenses", "satisfies": {"fact": "fournisseur.siege", "in": ["FR", "RE"]}}),
    "a number": required({"fact": "projet.phase", "at_most": 12}),
    "a day before another": required(
        {"fact": "depose_le", "on_or_before": {"date": "depose_le", "plus": "3 months"}},
    ),
    "choices": lambda theme: theme["funding"].update(
        rate=[{"when": "seuls_deconcentres", "is": "75 %"}, {"is": "50 %", "reading": ["R9", "SNAP3"]}]
    ),
    "an amount with its taxes": lambda theme: theme["envelope"].update(amount="15 000 000 € TTC"),
    "an amount that is computed": lambda theme: theme["funding"]["ceilings"][0].update(
        amount={"product": ["projet.cout_total_ttc", "80 %"]}
    ),
    "a key that is left empty": lambda theme: theme.update(juries=None),
    "several ways in": lambda theme: theme.update(kind=["guichet", "appel_a_projets"]),
    "commitments that are lost": lambda theme: theme.update(commitments={"unknown": {"fr": "x", "en": "x"}}),
}


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_what_the_language_allows_is_not_underlined(change: Any) -> None:
    assert faults("theme", broken(RULES / "themes" / "SNAP3.yaml", change)) == []


MEMBER_MISTAKES = {
    "a family that does not exist": lambda member: member.update(extends="ITN9"),
    "no theme": lambda member: member.pop("theme"),
    "an unknown key": lambda member: member.update(plafonds=[]),
    "a passage that is none": lambda member: member["cites"].update(self={"line": 3}),
    "a passage left to members": lambda member: member.update(source="member"),
    "an item that completes none": lambda member: member.update(documents=[{"label": {"fr": "x", "en": "x"}}]),
    "an unknown key of an item": lambda member: member.update(documents=[{"id": "impacts_attendus", "texte": "x"}]),
    "another kind": lambda member: member.update(kind="concours"),
}
MEMBER_RIGHT = {
    "an item that completes one": lambda member: member.update(
        documents=[{"id": "impacts_attendus", "label": {"fr": "x", "en": "x"}}]
    ),
    "an item that is removed": lambda member: member.update(documents=[{"id": "impacts_attendus", "remove": "raison"}]),
    "an item after another": lambda member: member.update(
        commitments=[{"use": "point_trimestriel", "after": "referent_projet"}]
    ),
    "a part of the size": lambda member: member.update(size={"ranges": [{"id": "autres", "more_than": "1 €"}]}),
    "cases that are skipped": lambda member: member.update(skip_cases={"nothing missing": "raison"}),
    "lines for a passage": lambda member: member["cites"].update(self=1185),
}


@pytest.mark.parametrize("change", MEMBER_MISTAKES.values(), ids=MEMBER_MISTAKES)
def test_a_mistake_in_a_member_of_a_family_is_refused(change: Any) -> None:
    assert faults("theme", broken(RULES / "themes" / "ITN8B.yaml", change)) != []


@pytest.mark.parametrize("change", MEMBER_RIGHT.values(), ids=MEMBER_RIGHT)
def test_what_a_member_may_give_is_not_underlined(change: Any) -> None:
    assert faults("theme", broken(RULES / "themes" / "ITN8B.yaml", change)) == []


FAMILY_MISTAKES = {
    "a theme": lambda family: family.update(theme="ITN8"),
    "no name": lambda family: family.pop("family"),
    "a passage that is none": lambda family: family.update(source="themes"),
    "a family of a family": lambda family: family.update(extends="ITN8"),
    "a bare amount": lambda family: family["envelope"].update(amount=21),
    "a name that does not exist": lambda family: family["size"]["ranges"][0].update(when="seuls_concentres"),
}


@pytest.mark.parametrize("change", FAMILY_MISTAKES.values(), ids=FAMILY_MISTAKES)
def test_a_mistake_in_a_family_is_refused(change: Any) -> None:
    assert faults("family", broken(RULES / "families" / "ITN8.yaml", change)) != []


SHARED_MISTAKES = {
    ("vocabulary", "a path that is none"): lambda data: data["facts"].update(
        {"Projet Nom": data["facts"]["projet.nom"]}
    ),
    ("vocabulary", "a type that is none"): lambda data: data["facts"]["projet.nom"].update(type="color"),
    ("vocabulary", "no label"): lambda data: data["facts"]["projet.nom"].pop("label"),
    ("vocabulary", "an unknown key"): lambda data: data["facts"]["projet.nom"].update(required=True),
    ("vocabulary", "an unknown unit"): lambda data: data["facts"]["projet.phase"].update(unit="metres"),
    ("vocabulary", "an unknown key of an item"): lambda data: data["facts"]["porteurs"]["items"]["nom"].update(x=1),
    ("ruleset", "no language"): lambda data: data.pop("languages"),
    ("ruleset", "an unknown key"): lambda data: data.update(money="EUR"),
    ("ruleset", "an unknown role"): lambda data: data["roles"].update(cost="projet.cout_total_ttc"),
    ("ruleset", "a role that is no fact"): lambda data: data["roles"].update(total="projet.cout"),
    ("ruleset", "a role within a role that is no fact"): lambda data: data["roles"]["lines"].update(amount="montant"),
    ("ruleset", "a reading in one language"): lambda data: data["readings"]["R1"].pop("en"),
    ("ruleset", "another version of the language"): lambda data: data["ruleset"].update(language=2),
    ("ruleset", "a document cited by nothing"): lambda data: data["documents"]["catalogue"].update(cited_by="hand"),
    ("definitions", "a derived fact of no type"): lambda data: data["derived"]["personnel"].pop("type"),
    ("definitions", "a derived fact of no list"): lambda data: data["derived"]["personnel"].update(of="salles"),
    ("definitions", "a derived fact of nothing"): lambda data: data["derived"]["personnel"].update(value={"fact": "x"}),
    ("definitions", "an unknown key"): lambda data: data.update(constants={}),
    ("definitions", "an unknown key of a statement"): lambda data: data["statements"]["guichet"].update(titre="x"),
    ("definitions", "a statement in one language"): lambda data: data["statements"]["guichet"]["label"].pop("en"),
}


@pytest.mark.parametrize(
    ("name", "change"),
    [pytest.param(name, change, id=f"{name}-{what}") for (name, what), change in SHARED_MISTAKES.items()],
)
def test_a_mistake_in_a_shared_file_is_refused(name: str, change: Any) -> None:
    assert faults(name, broken(RULES / f"{name}.yaml", change)) != []


TABLE: dict[str, Any] = {
    "table": "ressources",
    "keys": {"personnes": {"fact": "projet.phase", "match": "up_to", "last": "closed"}},
    "gives": {"modeste": "money"},
    "rows": [{"personnes": 1, "modeste": "22 015 EUR"}],
}
TABLE_MISTAKES = {
    "no key": lambda table: table.pop("keys"),
    "a type that is none": lambda table: table["gives"].update(modeste="dollars"),
    "a key that is no fact": lambda table: table["keys"]["personnes"].update(fact="menage.personnes"),
    "another match": lambda table: table["keys"]["personnes"].update(match="from"),
    "an unknown key": lambda table: table.update(columns=[]),
    "a row that is none": lambda table: table.update(rows=[3]),
}


@pytest.mark.parametrize("change", TABLE_MISTAKES.values(), ids=TABLE_MISTAKES)
def test_a_mistake_in_a_table_is_refused(change: Any) -> None:
    assert faults("table", TABLE) == []
    table = copy.deepcopy(TABLE)
    change(table)
    assert faults("table", table) != []


@pytest.mark.parametrize("key", OPERATORS)
def test_every_operator_may_stand_in_a_rule(key: str) -> None:
    """An operator whose keys are all unknown to the schema would be underlined wherever it stands."""
    schema = validator("theme").schema["$defs"]
    kind = OPERATORS[key].__name__
    assert {"$ref": f"#/$defs/{kind}"} in schema["Computed"]["oneOf"]
    assert key in schema[kind]["properties"]
    assert schema[kind]["additionalProperties"] is False


DOSSIER_MISTAKES = {
    "no theme": {},
    "an unknown theme": {"theme": "SNAP9"},
    "an unknown key": {"theme": "SNAP3", "projets": {}},
    "an unknown key in a group": {"theme": "SNAP3", "projet": {"titre": "x"}},
    "an unknown key in a list": {"theme": "SNAP3", "porteurs": [{"name": "x"}]},
    "a list that is none": {"theme": "SNAP3", "porteurs": {"nom": "x"}},
    "a negative amount": {"theme": "SNAP3", "projet": {"cout_total_ttc": -1}},
    "an amount in dollars": {"theme": "SNAP3", "projet": {"cout_total_ttc": "1 000 $"}},
    "an amount without taxes": {"theme": "SNAP3", "projet": {"cout_total_ttc": "1 000 € HT"}},
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
    with pytest.raises(DossierError):
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
    "no readings": lambda report: report["eligibility"]["findings"][0].pop("readings"),
    "a range of what has none": lambda report: report["funding"]["range"].update(cost={"from": None, "to": None}),
    "half a range": lambda report: report["funding"]["range"].update(grant={"from": "1.00"}),
    "a step of no kind": lambda report: report["funding"]["steps"][0].update(kind="gift"),
    "a passage that is none": lambda report: report["funding"]["source"].update(verse="3"),
    "one more key": lambda report: report.update(score=3),
    "another version": lambda report: report.update(schema="relance-report/2"),
}


@pytest.mark.parametrize("change", REPORT_MISTAKES.values(), ids=REPORT_MISTAKES)
def test_another_report_is_refused(change: Any, rules: Rules) -> None:
    report = to_dict(check({"theme": "SNAP3"}, rules))
    assert faults("report", report) == []
    change(report)
    assert faults("report", report) != []


EXPLANATION_MISTAKES: list[Callable[[Any], Any]] = [
    lambda data: data["rules"][0]["require"].update(truth="maybe"),
    lambda data: data["funding"]["lines"][0].pop("exclusions"),
    lambda data: data["funding"]["steps"][0].pop("parts"),
    lambda data: data.update(notes=[]),
]


def test_another_explanation_or_catalogue_is_refused(rules: Rules) -> None:
    report = check_file(DOSSIERS[0], rules)
    for change in EXPLANATION_MISTAKES:
        data = explanation_data(explain(report), localization("fr"))
        assert faults("explanation", data) == []
        change(data)
        assert faults("explanation", data) != []
    theme = theme_data(rules["SNAP3"], localization("fr"))
    assert faults("catalogue", {**theme, "cases": []}) != []
    assert faults("catalogue", {key: value for key, value in theme.items() if key != "sections"}) != []
    assert faults("catalogue", [theme]) != []


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
        "12 € TTC",
        "12 €ttc",
        "12 € HT",
        "12 TTC",
        "« 12 Euros »",
        "12 HT",
        None,
        "",
        "   ",
        "beaucoup",
        "-3 €",
        "1 €€",
        True,
        [1],
    ],
    "depose_le": [
        "2021-02-12",
        "12/02/2021",
        "1/2/2021",
        " 2021-02-12 ",
        "12 février 2021",
        "1er\u00a0Août\u00a02021",
        "31 janv. 2021",
        "",
        None,
        "12-02-2021",
        "2021/02/12",
        2021,
    ],
    "projet.phase": [1, "2", "1 000 000", "1\u202f000", None, "", "un", -1, True],
    "projet.part_services_deconcentres": ["50 %", "50%", "49,5 %", "33.333 %", "100\u00a0%", None, "moitié", 50],
    "projet.conforme_descriptif": [
        True,
        False,
        "oui",
        "NON",
        "Oui",
        "true",
        " false ",
        None,
        "",
        "yes",
        "Vrai",
        "«\u00a0faux\u00a0»",
        "x",
        1,
    ],
    "projet.hebergement": [
        "secnumcloud",
        "Cloud qualifié SecNumCloud",
        "SECNUMCLOUD",
        "CLOUD INTERNE DE L'ETAT",
        "cloud\u00a0qualifie secnumcloud",
        "cercle-1",
        "",
        None,
        "ailleurs",
        3,
    ],
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
    except DossierError:
        accepted = False
    assert (faults("dossier", dossier) == []) is accepted


def test_every_value_of_an_enumeration_is_accepted_by_name_and_by_label(rules: Rules) -> None:
    for path, fact in rules.vocabulary.lists["depenses"].items():
        for name, value in (fact.values or {}).items():
            for spelling in (name, *value.label.values(), *value.also, value.label["fr"].upper()):
                assert read_value(spelling, fact, None) == name
                assert faults("dossier", {"theme": "SNAP3", "depenses": [{path: spelling}]}) == []
