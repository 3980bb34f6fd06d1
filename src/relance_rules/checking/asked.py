"""What a check asks of a theme, and what it gives alike to every dossier of it: made once."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Finding
from relance_rules.plan.nodes import TRUE, Any, Choose, Const, Node
from relance_rules.plan.ruleset import Funding, Plan, Rule, Theme
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Asked, program_of
from relance_rules.values import Money

_FAILS, _PASSES, _NOT_APPLICABLE = (Const("number", each) for each in range(3))


def asked_of(plan: Plan, theme: Theme) -> ThemeAsked:
    """What is asked of a theme of a rule set, made once."""
    return plan.facts.made_once((__name__, id(plan), id(theme)), lambda: ThemeAsked(plan, theme))


class ThemeAsked(Asked):
    """What a check asks of a theme: first what each of its rules comes to, in their order."""

    def __init__(self, plan: Plan, theme: Theme) -> None:
        """Take the theme, and its rule set."""
        # Both are kept, so that nothing else takes their identity.
        self.plan, self.theme = plan, theme
        self.findings = tuple(map(_findings, theme.rules))
        """For each rule, its finding by what it comes to, where that is known."""
        self.alone = {f"{ENGINE}{scope}": Money(0) for scope in sorted(theme.scopes)}
        """What is known of the other dossiers of each scope by a dossier that is alone in it."""
        self.errors, self.gaps = (
            Any(tuple([each.when or TRUE for each in theme.notices if each.makes == made]))
            for made in ("error", "incomplete")
        )
        """Whether a notice makes the dossier an error, or incomplete."""
        asked = [*map(_outcome, theme.rules), self.errors, self.gaps, *_of_theme(theme)]
        if theme.funding is not None:
            asked += _of_funding(theme.funding)
        super().__init__(program_of(plan.facts), asked)


def _outcome(rule: Rule) -> Node:
    """What a rule comes to: its guard first, then what it requires."""
    if rule.require is None:
        return _NOT_APPLICABLE
    if rule.when is None:
        return rule.require
    return Choose(rule.when, Choose(rule.require, _PASSES, _FAILS), _NOT_APPLICABLE)


def _findings(rule: Rule) -> tuple[Finding, ...]:
    # A truth is the number that stands for it.
    return Finding(rule, "fail"), Finding(rule, "pass"), Finding(rule, "not_applicable")


def _of_theme(theme: Theme) -> Iterator[Node]:
    """The conditions that are asked of a dossier."""
    for rule in theme.rules:
        yield from (node for node in (rule.when, rule.require) if node is not None)
    for requirement in (*theme.commitments.asked, *theme.documents.asked):
        if requirement.when is not None:
            yield requirement.when
    for notice in theme.notices:
        if notice.when is not None:
            yield notice.when
    for window in theme.windows:
        if window.notice is not None and window.within is not None:
            yield window.within


def _of_funding(funding: Funding) -> Iterator[Node]:
    """The amounts of the funding split."""
    uses = (node for each in funding.ceilings for node in (each.limit, each.used, each.room))
    for node in (funding.total, funding.base, funding.rate, funding.grant, funding.share, funding.staff_amount, *uses):
        if node is not None:
            yield node
