"""Findings as the code quality report that GitLab reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from relance_rules.authoring.findings import Finding
from relance_rules.authoring.formats.findings import rule_name, sentence
from relance_rules.authoring.formats.findings.prints import fingerprints
from relance_rules.localization import Localization

_SEVERITIES = {"error": "major", "warning": "minor"}


def findings_gitlab(findings: Sequence[Finding], language: Localization) -> list[dict[str, Any]]:
    """The findings as GitLab's subset of the Code Climate format."""
    return [
        {
            "description": sentence(finding, language),
            "check_name": f"{finding.code} {rule_name(finding.code)}",
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": PurePath(finding.file).as_posix(),
                "lines": {"begin": finding.line, "end": finding.end_line},
            },
        }
        for finding, fingerprint in fingerprints(findings)
    ]
