"""Findings as JUnit's XML: each is a failed test, and a file without any is a test that passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.findings import Finding
from relance_rules.authoring.formats.findings import rule_name, sentence
from relance_rules.authoring.formats.findings.text import underlined
from relance_rules.localization import Localization
from relance_rules.showing.junit import JunitCase, junit_text


def findings_junit(findings: Sequence[Finding], files: Sequence[str], language: Localization) -> str:
    """The findings of the linted files as an XML document."""
    return junit_text(_results(findings, files, language))


def _results(findings: Sequence[Finding], files: Sequence[str], language: Localization) -> Iterator[JunitCase]:
    for file in files:
        found = [finding for finding in findings if finding.file == file]
        if not found:
            yield JunitCase(file, "lint", file, 1)
        for finding in found:
            name = f"{finding.code} {rule_name(finding.code)} ({finding.line}:{finding.column})"
            detail = "\n".join(underlined(finding.excerpt, finding.column, finding.end_column))
            message = sentence(finding, language)
            yield JunitCase(file, name, file, finding.line, finding.severity, message, detail)
