"""Eligibility: each rule of a theme over the facts of a dossier."""

from __future__ import annotations

from relance_rules.checking.asked import ThemeAsked
from relance_rules.checking.report import Finding, Verdict
from relance_rules.plan.ruleset import Rule
from relance_rules.targets.python import Answers


def find(asked: ThemeAsked, answers: Answers) -> tuple[Finding, ...]:
    """The finding of each rule, in the order of the theme."""
    found = zip(asked.theme.rules, asked.findings, answers.values, strict=False)
    return tuple(
        [finding_of(rule, answers) if outcome is None else findings[outcome] for rule, findings, outcome in found]
    )


def finding_of(rule: Rule, answers: Answers) -> Finding:
    """The outcome of one rule: its guard first, then what it requires."""
    if rule.require is None:
        return Finding(rule, "not_applicable")
    guard = None if rule.when is None else answers.truth(rule.when)
    if guard is not None and guard.value is False:
        return Finding(rule, "not_applicable")
    truth = answers.truth(rule.require)
    if truth.value is True:
        return Finding(rule, "pass")
    if truth.value is False and (guard is None or guard.value is True):
        return Finding(rule, "fail")
    missing = dict.fromkeys(() if guard is None else guard.names)
    if truth.value is None:
        missing.update(dict.fromkeys(truth.names))
    return Finding(rule, "unknown", tuple(missing))


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """One failed rule decides; then one unknown rule leaves the verdict open."""
    outcomes = {finding.outcome for finding in findings}
    if "fail" in outcomes:
        return "ineligible"
    return "undetermined" if "unknown" in outcomes else "eligible"
