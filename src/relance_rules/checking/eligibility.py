"""Eligibility: each rule of a theme run over the facts of a dossier."""

from __future__ import annotations

from relance_rules.checking.report import Finding, Verdict
from relance_rules.compiler.themes import CompiledRule, CompiledTheme
from relance_rules.reading.facts import Facts
from relance_rules.values import FALSE, TRUE, UNKNOWN


def find(theme: CompiledTheme, facts: Facts) -> tuple[Finding, ...]:
    """The finding of each rule, in the order of the theme."""
    return tuple([finding_of(rule, facts) for rule in theme.rules])


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """One failed rule decides; then one unknown rule leaves the verdict open."""
    outcomes = {finding.outcome for finding in findings}
    if "fail" in outcomes:
        return "ineligible"
    return "undetermined" if "unknown" in outcomes else "eligible"


def finding_of(rule: CompiledRule, facts: Facts) -> Finding:
    """The outcome of one rule: its guard first, then what it requires."""
    if rule.require is None:
        return Finding(rule, "not_applicable")
    truth = rule.require.test(facts, facts)
    guard = TRUE if rule.when is None else rule.when.test(facts, facts)
    if guard is FALSE:
        return Finding(rule, "not_applicable")
    if truth is TRUE:
        return Finding(rule, "pass")
    if truth is FALSE and guard is TRUE:
        return Finding(rule, "fail")
    missing: dict[str, None] = {}
    if guard is UNKNOWN and rule.when is not None:
        missing.update(dict.fromkeys(rule.when.explain(facts, facts, "").missing))
    if truth is UNKNOWN:
        missing.update(dict.fromkeys(rule.require.explain(facts, facts, "").missing))
    return Finding(rule, "unknown", tuple(missing))
