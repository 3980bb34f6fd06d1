"""Cases as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relance_rules.authoring import shapes
from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage
from relance_rules.authoring.formats.cases import Ran
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.plain import exact
from relance_rules.values import Money


def cases_data(ran: Sequence[Ran], language: Localization) -> shapes.TestReport:
    """The cases as JSON data; amounts are texts with two decimals."""
    results = [result for each in ran for result in each.results]
    return {
        "schema": "relance-test/1",
        "passed": sum(result.passed for result in results),
        "failed": sum(not result.passed for result in results),
        "files": [_file(each, language) for each in ran],
    }


def _file(ran: Ran, language: Localization) -> shapes.ThemeCases:
    data: shapes.ThemeCases = {
        "file": ran.file.name,
        "theme": None if ran.file.model is None else ran.file.model.theme,
        "cases": [_case(ran, result, language) for result in ran.results],
    }
    if ran.coverage is not None:
        data["coverage"] = [_rule(rule, language) for rule in ran.coverage]
    return data


def _case(ran: Ran, result: CaseResult, language: Localization) -> shapes.Case:
    file, line = ran.place(result)
    return {
        "name": result.case.name,
        "file": file,
        "line": line,
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


def _rule(rule: RuleCoverage, language: Localization) -> shapes.RuleCoverage:
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "reached": dict(rule.reached),
        "unreached": list(rule.unreached),
        "untried": [
            {"of": shown(each.of, language), "value": exact(each.value), "how": each.how} for each in rule.untried
        ],
    }
