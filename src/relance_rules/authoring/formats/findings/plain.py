"""Findings as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relance_rules.authoring.findings import Finding, LintRule
from relance_rules.authoring.formats.findings import rule_name, sentence
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown

SCHEMA = "relance-lint/1"


def findings_data(findings: Sequence[Finding], fixed: int, language: Localization) -> dict[str, Any]:
    """The findings as JSON data: lines and columns count from 1, the end is after the last character."""
    return {
        "schema": SCHEMA,
        "findings": [
            {
                "code": finding.code,
                "name": rule_name(finding.code),
                "severity": finding.severity,
                "message": sentence(finding, language),
                "file": finding.file,
                "line": finding.line,
                "column": finding.column,
                "end_line": finding.end_line,
                "end_column": finding.end_column,
                "fixable": bool(finding.edits),
            }
            for finding in findings
        ],
        "fixed": fixed,
    }


def explanation_data(rule: LintRule, language: Localization) -> dict[str, Any]:
    """A lint rule as JSON data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "why": shown(rule.why, language),
        "fixes": rule.fixes,
        "bad": rule.bad.theme or rule.bad.facts,
        "good": rule.good.theme or rule.good.facts,
    }
