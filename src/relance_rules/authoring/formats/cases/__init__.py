"""The cases of rule files and what they gave, for people and for programs: one module per format."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage
from relance_rules.authoring.files import RuleFile


class Ran(NamedTuple):
    """The cases of a theme that were run, and the coverage of its rules, where it was asked for."""

    file: RuleFile
    results: tuple[CaseResult, ...]
    coverage: tuple[RuleCoverage, ...] | None

    def place(self, result: CaseResult, *path: str | int) -> tuple[str, int]:
        """The file and the line of a case, or of a part of it: the family's file for the cases that it brings."""
        if self.file.whole is None:
            return self.file.name, 1
        line, _, origin = self.file.whole.find(("cases", result.place, *path))
        return self.file.name if origin is None or origin.name is None else origin.name, line

    def line(self, result: CaseResult, *path: str | int) -> int:
        """The line of a case, or of a part of it."""
        return self.place(result, *path)[1]
