"""Diagnostics as JUnit's XML: each is a failed test, and a file without any is a test that passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.diagnostics import Diagnostic
from relance_rules.authoring.formats.diagnostics import rule_name, sentence
from relance_rules.localization import Localization
from relance_rules.showing.excerpts import underlined
from relance_rules.showing.junit import JunitCase, junit_text


def diagnostics_junit(diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Localization) -> str:
    """The diagnostics of the linted files as an XML document."""
    return junit_text(_results(diagnostics, files, language))


def _results(diagnostics: Sequence[Diagnostic], files: Sequence[str], language: Localization) -> Iterator[JunitCase]:
    # What keeps a file from loading may stand in another one.
    for file in dict.fromkeys([*files, *(diagnostic.file for diagnostic in diagnostics)]):
        found = [diagnostic for diagnostic in diagnostics if diagnostic.file == file]
        if not found:
            yield JunitCase(file, "lint", file, 1)
        for diagnostic in found:
            name = f"{diagnostic.code} {rule_name(diagnostic.code)} ({diagnostic.line}:{diagnostic.column})"
            lines = underlined(diagnostic.excerpt, diagnostic.column, diagnostic.end_column)
            detail = "\n".join(f"    {line}" for line in lines)
            message = sentence(diagnostic, language)
            yield JunitCase(file, name, file, diagnostic.line, diagnostic.severity, message, detail)
