"""Findings and cases in the formats that other tools read."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from relance_rules.authoring.diagnostics import Edit, Diagnostic
from relance_rules.authoring.formats.diagnostics.github import findings_github
from relance_rules.authoring.formats.diagnostics.gitlab import findings_gitlab
from relance_rules.authoring.formats.diagnostics.junit import findings_junit
from relance_rules.authoring.formats.diagnostics.plain import explanation_data, findings_data
from relance_rules.authoring.formats.diagnostics.sarif import findings_sarif, uri
from relance_rules.authoring.formats.diagnostics.text import explanation_text, findings_text, underlined
from relance_rules.authoring.registry import lint_rules
from relance_rules.localization import localization
from relance_rules.showing.junit import JunitCase, junit_text
from relance_rules.values import Message

FR, EN = localization("fr"), localization("en")


def finding(code: str = "RR003", **changes: Any) -> Diagnostic:
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


FINDINGS = [finding(), finding(), finding("RR000", file="/tmp/x,y:z.yaml", severity="warning", edits=(Edit(0, 1, ""),))]  # noqa: S108


def text_of(*findings: Diagnostic, fixed: int = 0) -> list[str]:
    return findings_text(findings, fixed, FR).replace("\u00a0", " ").splitlines()


def test_the_text_underlines_what_is_wrong() -> None:
    assert text_of(finding()) == [
        "règles/themes/A B.yaml:3:5: RR003 erreur: « a b » : 100 % [impossible-condition]",
        "        when: x",
        "        ^^^^",
        "1 signalés.",
    ]
    assert text_of(finding(edits=(Edit(0, 1, ""),)), fixed=2)[-2:] == [
        "2 corrigés.",
        "1 signalés, dont 1 que « --fix » corrige.",
    ]
    assert text_of() == ["Rien à signaler."]


@pytest.mark.parametrize("column", [1, 50, 96, 97, 150, 200])
def test_a_long_line_is_cut_around_what_is_wrong(column: int) -> None:
    line = "".join(chr(ord("a") + place % 26) for place in range(200))
    shown, carets = underlined(line, column, column + 1)
    assert len(shown) <= 4 + 98
    assert carets.endswith("^")
    assert shown[len(carets) - 1] == line[column - 1]


def test_what_would_move_the_cursor_is_not_printed() -> None:
    assert "\x1b" not in findings_text([finding(excerpt="a\x1b[2J", file="\x1b")], 0, FR)


def test_json() -> None:
    data = findings_data(FINDINGS, 4, FR)
    assert data["fixed"] == 4
    assert data["findings"][2] == {
        "code": "RR000",
        "name": "unloadable-file",
        "severity": "warning",
        "message": "«\u00a0a b\u00a0»\u00a0: 100 %",
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
@pytest.mark.parametrize("findings", [FINDINGS, []], ids=["some", "none"])
def test_sarif_follows_its_schema(findings: list[Diagnostic], language: Any) -> None:
    log = json.loads(json.dumps(findings_sarif(findings, "1.2.3", language)))
    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    run = log["runs"][0]
    listed = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert listed == ["RR000", *lint_rules()]
    assert [listed[result["ruleIndex"]] for result in run["results"]] == [found.code for found in findings]


def test_sarif_places_and_tells_findings_apart() -> None:
    results = findings_sarif(FINDINGS, "1.2.3", FR)["runs"][0]["results"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "r%C3%A8gles/themes/A%20B.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert len({result["partialFingerprints"]["relance/v1"] for result in results}) == 3
    moved = findings_sarif([finding(line=40, end_line=40)], "1.2.3", FR)["runs"][0]["results"][0]
    assert moved["partialFingerprints"] == results[0]["partialFingerprints"]
    assert uri("/a b/c.yaml") == "file:///a%20b/c.yaml"


def test_github_annotations_are_one_line_each_and_escaped() -> None:
    lines = findings_github(FINDINGS, FR).splitlines()
    assert len(lines) == 3
    assert lines[0] == (
        "::error file=règles/themes/A B.yaml,line=3,col=5,endLine=3,endColumn=9,"
        "title=RR003 impossible-condition::«\u00a0a b\u00a0»\u00a0: 100 %25"
    )
    assert lines[2].startswith("::warning file=/tmp/x%2Cy%3Az.yaml,line=3,")


def test_gitlab_code_quality() -> None:
    issues = findings_gitlab(FINDINGS, FR)
    assert [issue["severity"] for issue in issues] == ["major", "major", "minor"]
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[0]["location"] == {"path": "règles/themes/A B.yaml", "lines": {"begin": 3, "end": 3}}
    assert issues[0]["check_name"] == "RR003 impossible-condition"


def test_junit_has_a_test_for_each_finding_and_for_each_clean_file() -> None:
    files = ["clean.yaml", "règles/themes/A B.yaml"]
    root = ElementTree.fromstring(findings_junit(FINDINGS[:2], files, FR).split("\n", 1)[1])  # noqa: S314
    assert root.attrib == {"name": "relance", "tests": "3", "failures": "2", "errors": "0"}
    assert [suite.get("failures") for suite in root] == ["0", "2"]
    failure = root.find("./testsuite[2]/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "«\u00a0a b\u00a0»\u00a0: 100 %"
    assert failure.text == "        when: x\n        ^^^^"


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
