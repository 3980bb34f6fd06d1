"""The other themes of a rule set that a dossier refused by one may still fit."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.eligibility import find
from relance_rules.checking.report import Report
from relance_rules.loading.problems import RuleError
from relance_rules.targets.python import program_of


def fitting_themes(report: Report) -> Iterator[str]:
    """The codes of the themes whose size the project has, and that nothing it states rules out."""
    plan, program = report.plan, program_of(report.plan.facts)
    for code in plan.themes:
        if code == report.theme.code:
            continue
        try:
            theme = plan.themes[code]
        except RuleError:
            continue
        findings = find(theme, program, report.facts, {})
        sizes = [finding.outcome for finding in findings if finding.rule.kind == "size"]
        if "pass" in sizes and all(finding.outcome != "fail" for finding in findings):
            yield code
