"""The other themes of a rule set that a dossier refused by one may still fit."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.asked import asked_of
from relance_rules.checking.eligibility import find, finding_of
from relance_rules.checking.report import Report
from relance_rules.loading.problems import RuleError


def fitting_themes(report: Report) -> Iterator[str]:
    """The codes of the themes whose size the project has, and that nothing it states rules out."""
    plan = report.plan
    for code in plan.themes:
        if code == report.theme.code:
            continue
        try:
            theme = plan.themes[code]
        except RuleError:
            continue
        asked = asked_of(plan, theme)
        answers = asked.of(report.facts)
        # The sizes first: most themes stop there.
        outcomes = (finding_of(rule, answers).outcome for rule in theme.rules if rule.kind == "size")
        if "pass" in outcomes and all(each.outcome != "fail" for each in find(asked, answers)):
            yield code
