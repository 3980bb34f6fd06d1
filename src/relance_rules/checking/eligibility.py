"""Eligibility: each rule of a theme over the facts of a dossier."""

from __future__ import annotations

from relance_rules.checking.report import Facts, Finding, Verdict
from relance_rules.plan.ruleset import Rule, Theme
from relance_rules.targets.python import Program
from relance_rules.targets.python.program import Memo


def find(theme: Theme, program: Program, facts: Facts, memo: Memo) -> tuple[Finding, ...]:
    """The finding of each rule, in the order of the theme."""
    return tuple([finding_of(rule, program, facts, memo) for rule in theme.rules])


def finding_of(rule: Rule, program: Program, facts: Facts, memo: Memo) -> Finding:
    """The outcome of one rule: its guard first, then what it requires."""
    if rule.require is None:
        return Finding(rule, "not_applicable")
    guard = None if rule.when is None else program.truth(rule.when, facts, memo)
    if guard is not None and guard.value is False:
        return Finding(rule, "not_applicable")
    truth = program.truth(rule.require, facts, memo)
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
