"""Diagnostics as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relance_rules.authoring.diagnostics import Diagnostic, LintRule, MappingRule
from relance_rules.authoring.formats.diagnostics import rule_name, sentence
from relance_rules.authoring.shapes import LintReport
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown


def diagnostics_data(diagnostics: Sequence[Diagnostic], fixed: int, language: Localization) -> LintReport:
    """The diagnostics as JSON data: lines and columns count from 1, the end is after the last character."""
    return {
        "schema": "relance-lint/1",
        "findings": [
            {
                "code": diagnostic.code,
                "name": rule_name(diagnostic.code),
                "severity": diagnostic.severity,
                "message": sentence(diagnostic, language),
                "file": diagnostic.file,
                "line": diagnostic.line,
                "column": diagnostic.column,
                "end_line": diagnostic.end_line,
                "end_column": diagnostic.end_column,
                "fixable": bool(diagnostic.edits),
            }
            for diagnostic in diagnostics
        ],
        "fixed": fixed,
    }


def explanation_data(rule: LintRule | MappingRule, language: Localization) -> dict[str, Any]:
    """A lint rule as JSON data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "why": shown(rule.why, language),
        "fixes": rule.fixes,
        "bad": rule.bad.shown,
        "good": rule.good.shown,
    }
