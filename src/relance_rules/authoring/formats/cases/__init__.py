"""The cases of rule files and what they gave, for people and for programs: one module per format."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage
from relance_rules.authoring.files import RuleFile


class Ran(NamedTuple):
    """The cases of a rule file that were run, and the coverage of its rules, where it was asked for."""

    file: RuleFile
    results: tuple[CaseResult, ...]
    coverage: tuple[RuleCoverage, ...] | None

    def line(self, result: CaseResult, *path: str | int) -> int:
        """The line of a case, or of a part of it."""
        start, _ = self.file.layout.place(("cases", result.place, *path))
        return self.file.layout.position(start)[0]
