"""Eligibility: each rule of a theme run over the facts of a dossier."""

from __future__ import annotations

from relance_rules.checking.report import Verdict
from relance_rules.compiler.findings import Finding, finding_of
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Facts


def find(theme: CompiledTheme, facts: Facts) -> tuple[Finding, ...]:
    """The finding of each rule, in the order of the theme."""
    return tuple([finding_of(rule, facts) for rule in theme.rules])


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """One failed rule decides; then one unknown rule leaves the verdict open."""
    outcomes = {finding.outcome for finding in findings}
    if "fail" in outcomes:
        return "ineligible"
    return "undetermined" if "unknown" in outcomes else "eligible"
