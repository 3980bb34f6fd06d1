"""Diagnostics and cases in the formats that other tools read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from relance_rules import load_rules
from relance_rules.authoring.coverage import coverage_of
from relance_rules.authoring.diagnostics import Diagnostic, Edit
from relance_rules.authoring.engine import lint
from relance_rules.authoring.formats.cases import Ran
from relance_rules.authoring.formats.cases.plain import cases_data
from relance_rules.authoring.formats.cases.text import cases_text
from relance_rules.authoring.formats.diagnostics.github import diagnostics_github
from relance_rules.authoring.formats.diagnostics.gitlab import diagnostics_gitlab
from relance_rules.authoring.formats.diagnostics.junit import diagnostics_junit
from relance_rules.authoring.formats.diagnostics.plain import diagnostics_data, explanation_data
from relance_rules.authoring.formats.diagnostics.sarif import diagnostics_sarif, uri
from relance_rules.authoring.formats.diagnostics.text import MAX_ALIKE, diagnostics_text, explanation_text
from relance_rules.authoring.formats.passages.plain import coverage_data
from relance_rules.authoring.passages import document_coverage
from relance_rules.authoring.registry import known_rules, lint_rules
from relance_rules.authoring.shapes import SHAPES
from relance_rules.localization import localization
from relance_rules.showing.junit import JunitCase, junit_text
from relance_rules.showing.schemas import build_schema
from relance_rules.values import Message

from .helpers import ALL, LINES, load, write_rules

FR, EN = localization("fr"), localization("en")


def diagnostic(code: str = "RR003", **changes: Any) -> Diagnostic:
    base = Diagnostic(
        code=code,
        severity="error",
        message=Message("« {id} » : 100 %", {"id": "a\nb"}),
        file="règles/themes/A B.yaml",
        line=3,
        column=5,
        end_line=3,
        end_column=9,
        excerpt="    when: x",
    )
    return base._replace(**changes)


FOUND = [
    diagnostic(),
    diagnostic(),
    diagnostic("RR000", file="/tmp/x,y:z.yaml", severity="warning", edits=(Edit(0, 1, ""),)),  # noqa: S108
]


def text_of(*found: Diagnostic, fixed: int = 0) -> list[str]:
    return diagnostics_text(found, fixed, FR).replace("\u00a0", " ").splitlines()


def test_the_text_underlines_what_is_wrong() -> None:
    assert text_of(diagnostic()) == [
        "règles/themes/A B.yaml:3:5: RR003 erreur: « a b » : 100 % [impossible-condition]",
        "        when: x",
        "        ^^^^",
        "Fautes : 1.",
    ]
    assert text_of(diagnostic(edits=(Edit(0, 1, ""),)), fixed=2)[-2:] == [
        "Corrections : 2.",
        "Fautes : 1, dont 1 que « --fix » corrige.",
    ]
    assert text_of() == ["Rien à signaler."]


def test_what_is_alike_shows_its_line_once_and_past_some_is_counted() -> None:
    said = "règles/themes/A B.yaml:3:5: RR003 erreur: « a b » : 100 % [impossible-condition]"
    shown = ["        when: x", "        ^^^^"]
    alike = [diagnostic()] * MAX_ALIKE
    assert text_of(*alike) == [*[said] * MAX_ALIKE, *shown, f"Fautes : {MAX_ALIKE}."]
    more = "règles/themes/A B.yaml:3:5: … et 2 de plus de RR003 au même endroit (« --format json » les donne toutes)"
    assert text_of(*alike, *alike[:2], diagnostic(column=9)) == [
        *[said] * MAX_ALIKE, more, *shown, said.replace("3:5", "3:9"), "        when: x", "            ^",
        f"Fautes : {MAX_ALIKE + 3}.",
    ]  # fmt: skip


def test_what_would_move_the_cursor_is_not_printed() -> None:
    assert "\x1b" not in diagnostics_text([diagnostic(excerpt="a\x1b[2J", file="\x1b")], 0, FR)


def test_json() -> None:
    data = diagnostics_data(FOUND, 4, FR)
    assert data["fixed"] == 4
    assert data["findings"][2] == {
        "code": "RR000",
        "name": "unloadable-file",
        "severity": "warning",
        "message": "«\u00a0a b\u00a0»\u00a0: 100\u00a0%",
        "file": "/tmp/x,y:z.yaml",  # noqa: S108
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 9,
        "fixable": True,
    }


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
SAID = closed(["text"], text=TEXT, markdown=TEXT)
POSITIVE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
SARIF_RULE = closed(
    ["id"],
    id=TEXT,
    name=TEXT,
    shortDescription=SAID,
    fullDescription=SAID,
    help=SAID,
    defaultConfiguration=closed([], level=LEVEL),
)
SARIF_REGION = closed([], startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE)
SARIF_LOCATION = closed(
    [],
    physicalLocation=closed(
        ["artifactLocation"],
        artifactLocation=closed([], uri={"type": "string", "format": "uri-reference", "pattern": r"^[!-~]+$"}),
        region=SARIF_REGION,
    ),
)
SARIF_RESULT = closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=SAID,
    locations={"type": "array", "items": SARIF_LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
)
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"enum": ["2.1.0"]},
    runs={
        "type": "array",
        "items": closed(
            ["tool"],
            tool=closed(
                ["driver"],
                driver=closed(
                    ["name"],
                    name=TEXT,
                    semanticVersion={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+"},
                    language={"type": "string", "pattern": "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}?$"},
                    rules={"type": "array", "uniqueItems": True, "items": SARIF_RULE},
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={"type": "array", "items": SARIF_RESULT},
        ),
    },
)
"""What the schema of SARIF 2.1.0 says of the properties that we write, and nothing of those that we don't."""


@pytest.mark.parametrize("language", [FR, EN], ids=["fr", "en"])
@pytest.mark.parametrize("found", [FOUND, []], ids=["some", "none"])
def test_sarif_follows_its_schema(found: list[Diagnostic], language: Any) -> None:
    log = json.loads(json.dumps(diagnostics_sarif(found, "1.2.3", language)))
    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    run = log["runs"][0]
    listed = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert listed == ["RR000", *known_rules()]
    assert [listed[result["ruleIndex"]] for result in run["results"]] == [each.code for each in found]


def test_sarif_places_and_tells_diagnostics_apart() -> None:
    results = diagnostics_sarif(FOUND, "1.2.3", FR)["runs"][0]["results"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "r%C3%A8gles/themes/A%20B.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert len({result["partialFingerprints"]["relance/v1"] for result in results}) == 3
    moved = diagnostics_sarif([diagnostic(line=40, end_line=40)], "1.2.3", FR)["runs"][0]["results"][0]
    assert moved["partialFingerprints"] == results[0]["partialFingerprints"]
    assert uri("/a b/c.yaml") == "file:///a%20b/c.yaml"


def test_github_annotations_are_one_line_each_and_escaped() -> None:
    lines = diagnostics_github(FOUND, FR).splitlines()
    assert len(lines) == 3
    assert lines[0] == (
        "::error file=règles/themes/A B.yaml,line=3,col=5,endLine=3,endColumn=9,"
        "title=RR003 impossible-condition::«\u00a0a b\u00a0»\u00a0: 100\u00a0%25"
    )
    assert lines[2].startswith("::warning file=/tmp/x%2Cy%3Az.yaml,line=3,")


def test_gitlab_code_quality() -> None:
    issues = diagnostics_gitlab(FOUND, FR)
    assert [issue["severity"] for issue in issues] == ["major", "major", "minor"]
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[0]["location"] == {"path": "règles/themes/A B.yaml", "lines": {"begin": 3, "end": 3}}
    assert issues[0]["check_name"] == "RR003 impossible-condition"


def test_junit_has_a_test_for_each_diagnostic_and_for_each_clean_file() -> None:
    files = ["clean.yaml", "règles/themes/A B.yaml"]
    root = ElementTree.fromstring(diagnostics_junit(FOUND[:2], files, FR).split("\n", 1)[1])  # noqa: S314
    assert root.attrib == {"name": "relance", "tests": "3", "failures": "2", "errors": "0"}
    assert [suite.get("failures") for suite in root] == ["0", "2"]
    failure = root.find("./testsuite[2]/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "«\u00a0a b\u00a0»\u00a0: 100\u00a0%"
    assert failure.text == "        when: x\n        ^^^^"
    root = ElementTree.fromstring(diagnostics_junit(FOUND[:2], ["clean.yaml"], FR).split("\n", 1)[1])  # noqa: S314
    assert root.get("failures") == "2", "what stands in a file that was not chosen is told, too"


def test_junit_holds_nothing_that_xml_can_t() -> None:
    text = junit_text([JunitCase("s\x00", "<n>&", "f", 1, "k", "\x1b\ud800", "\uffff]]>")])
    root = ElementTree.fromstring(text.split("\n", 1)[1])  # noqa: S314
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("\ufffd\ufffd", "\ufffd]]>")
    assert root[0].get("name") == "s\ufffd"


def test_a_lint_rule_explained() -> None:
    rule = lint_rules()["RR013"]
    text = explanation_text(rule, FR)
    assert text.startswith("RR013 stale-citation (erreur)\n\n")
    assert '    commitments:\n      - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}' in text
    data = explanation_data(rule, FR)
    assert (data["code"], data["fixes"], data["bad"]) == ("RR013", True, rule.bad.theme)


SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@pytest.mark.parametrize("name", list(SHAPES))
def test_the_committed_schema_is_that_of_the_shape(name: str) -> None:
    committed = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert committed == build_schema(name, load_rules(), SHAPES)
    jsonschema.Draft202012Validator.check_schema(committed)


@pytest.mark.parametrize("name", list(SHAPES))
def test_what_a_program_reads_has_the_shape_that_is_promised(name: str, tmp_path: Path) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    path = write_rules(tmp_path, "owner: Personne \n")
    file, rules = load(path)
    assert rules.plan is not None
    assert file.plan is not None
    results = rules.case_results(file)
    ran = [Ran(file, results, tuple(coverage_of(rules.plan, file.plan, results)))]
    written: dict[str, list[Any]] = {
        "lint": [diagnostics_data(FOUND, 1, FR), diagnostics_data(lint(rules, ALL), 0, EN)],
        "test": [cases_data(ran, FR), cases_data([ran[0]._replace(coverage=None)], EN), cases_data([], FR)],
        "coverage": [coverage_data(document_coverage([rules], LINES)), coverage_data(document_coverage([], LINES[:2]))],
    }
    for data in written[name]:
        jsonschema.validate(json.loads(json.dumps(data)), schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, "more": 1}, schema)


def test_the_text_of_a_coverage_names_what_no_case_reaches_nor_tries(tmp_path: Path) -> None:
    snippet = """\
eligibility:
  - id: lieu
    label: {fr: "Le lieu", en: "The place"}
    require: {all: [{fact: chantier.hebergement, in: [interne, externe]}, {fact: chantier.mois, at_most: 9}]}
    source: {lines: 5}
cases:
  - {name: none, dossier: {chantier: {mois: 3}}, expect: {findings: {lieu: unknown}}}
"""
    values = "{interne: {}, externe: {}, mixte: {}}"
    facts = f"chantier.hebergement: {{type: enumeration, values: {values}, label: {{fr: Lieu, en: Place}}}}\n"
    file, rules = load(write_rules(tmp_path, snippet, facts))
    assert rules.plan is not None
    assert file.plan is not None
    results = rules.case_results(file)
    text = cases_text([Ran(file, results, tuple(coverage_of(rules.plan, file.plan, results)))], FR)
    lines = [line.strip().replace("\u00a0", " ") for line in text.splitlines()]
    assert lines[1].startswith("branches atteintes : ")
    at = lines.index("DEMO.lieu : jamais remplie, non remplie")
    assert lines[at + 1 : at + 4] == [
        "DEMO.lieu : chantier.hebergement n’est jamais interne, externe",
        "DEMO.lieu : chantier.mois n’est jamais à la borne 9",
        "DEMO.lieu : chantier.mois n’est jamais au-delà de la borne 9",
    ]
