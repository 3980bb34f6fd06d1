"""Cases as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage
from relance_rules.authoring.formats.cases import Ran
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Money

SCHEMA = "relance-test/1"


def cases_data(ran: Sequence[Ran], language: Localization) -> dict[str, Any]:
    """The cases as JSON data; amounts are texts with two decimals."""
    results = [result for each in ran for result in each.results]
    return {
        "schema": SCHEMA,
        "passed": sum(result.passed for result in results),
        "failed": sum(not result.passed for result in results),
        "files": [_file(each, language) for each in ran],
    }


def _file(ran: Ran, language: Localization) -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": ran.file.name,
        "theme": None if ran.file.theme is None else ran.file.theme.theme,
        "cases": [_case(ran, result, language) for result in ran.results],
    }
    if ran.coverage is not None:
        data["coverage"] = [_rule(rule) for rule in ran.coverage]
    return data


def _case(ran: Ran, result: CaseResult, language: Localization) -> dict[str, Any]:
    return {
        "name": result.case.name,
        "line": ran.line(result),
        "passed": result.passed,
        "faults": [
            {"line": ran.line(result, *path), "message": shown(message, language)} for path, message in result.faults
        ],
        "differences": [
            {
                "what": ".".join(str(step) for step in difference.path[1:]),
                "line": ran.line(result, *difference.path),
                "expected": _value(difference.expected, language),
                "found": _value(difference.found, language),
            }
            for difference in result.differences
        ],
    }


def _value(value: Any, language: Localization) -> str:
    return str(value) if isinstance(value, (Money, str)) else shown(value, language)


def _rule(rule: RuleCoverage) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "reached": dict(rule.reached),
        "unreached": list(rule.unreached),
    }
