"""Diagnostics as the workflow commands that GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.authoring.diagnostics import Diagnostic
from relance_rules.authoring.formats.diagnostics import rule_name, sentence
from relance_rules.localization import Localization


def diagnostics_github(diagnostics: Sequence[Diagnostic], language: Localization) -> str:
    """One command per diagnostic."""
    return "\n".join(
        f"::{diagnostic.severity} file={_property(diagnostic.file)},line={diagnostic.line},col={diagnostic.column},"
        f"endLine={diagnostic.end_line},endColumn={diagnostic.end_column},"
        f"title={diagnostic.code} {rule_name(diagnostic.code)}::{_data(sentence(diagnostic, language))}"
        for diagnostic in diagnostics
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
