"""Diagnostics as the code quality report that GitLab reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from relance_rules.authoring.diagnostics import Diagnostic
from relance_rules.authoring.formats.diagnostics import rule_name, sentence
from relance_rules.authoring.formats.diagnostics.prints import fingerprints
from relance_rules.localization import Localization

_SEVERITIES = {"error": "major", "warning": "minor"}


def diagnostics_gitlab(diagnostics: Sequence[Diagnostic], language: Localization) -> list[dict[str, Any]]:
    """The diagnostics as GitLab's subset of the Code Climate format."""
    return [
        {
            "description": sentence(diagnostic, language),
            "check_name": f"{diagnostic.code} {rule_name(diagnostic.code)}",
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[diagnostic.severity],
            "location": {
                "path": PurePath(diagnostic.file).as_posix(),
                "lines": {"begin": diagnostic.line, "end": diagnostic.end_line},
            },
        }
        for diagnostic, fingerprint in fingerprints(diagnostics)
    ]
