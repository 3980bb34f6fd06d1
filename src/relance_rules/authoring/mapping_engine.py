"""Linting a mapping: what the loader refuses, and what lint rules find, less what comments set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from relance_rules.authoring.diagnostics import UNLOADED, Diagnostic
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.authoring.registry import mapping_rules
from relance_rules.authoring.suppressions import suppressions_of


def lint_mapping(file: MappingFile, codes: Collection[str]) -> list[Diagnostic]:
    """What is wrong with a mapping; no comment sets aside what the loader refuses."""
    refused = [
        Diagnostic(
            UNLOADED,
            "error",
            problem.message,
            problem.file or file.name,
            problem.line or 1,
            problem.column or 1,
            problem.line or 1,
            (problem.column or 1) + 1,
            problem.excerpt or "",
        )
        for problem in file.problems
    ]
    aside = {(comment.line, code) for comment in suppressions_of(file.layout) for code in comment.codes}
    found = [each for each in _found(file, codes) if (each.line, each.code) not in aside]
    return sorted([*refused, *found], key=lambda each: (each.line, each.column, each.code))


def _found(file: MappingFile, codes: Collection[str]) -> Iterator[Diagnostic]:
    if file.read is None:
        return
    layout = file.layout
    for code, rule in mapping_rules().items():
        if code not in codes:
            continue
        for found in rule.check(file):
            start, end = layout.place(found.path)
            line, column = layout.position(start)
            end_line, end_column = layout.position(max(start + 1, end))
            if end_line != line:
                end_line, end_column = line, column + 1
            excerpt = layout.text[slice(*layout.line_bounds(line))].rstrip("\r\n")
            yield Diagnostic(code, rule.severity, found.message, file.name, line, column, end_line, end_column, excerpt)
