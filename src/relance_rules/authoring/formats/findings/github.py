"""Findings as the workflow commands that GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.authoring.findings import Finding
from relance_rules.authoring.formats.findings import rule_name, sentence
from relance_rules.localization import Localization


def findings_github(findings: Sequence[Finding], language: Localization) -> str:
    """One command per finding."""
    return "\n".join(
        f"::{finding.severity} file={_property(finding.file)},line={finding.line},col={finding.column},"
        f"endLine={finding.end_line},endColumn={finding.end_column},"
        f"title={finding.code} {rule_name(finding.code)}::{_data(sentence(finding, language))}"
        for finding in findings
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
