"""One rule of eligibility run over the facts of a dossier: what the report and the pydantic model both start from."""

from __future__ import annotations

from typing import NamedTuple

from relance_rules.compiler.sentences import Outcome
from relance_rules.compiler.themes import CompiledRule
from relance_rules.dossiers.facts import Facts
from relance_rules.values import FALSE, TRUE, UNKNOWN


class Finding(NamedTuple):
    """The outcome of one rule of eligibility, with the facts that an unknown one misses."""

    rule: CompiledRule
    outcome: Outcome
    missing: tuple[str, ...] = ()


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
