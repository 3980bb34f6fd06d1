"""What a check asks of a theme, and what it gives alike to every dossier of it: made once."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.identity import Identity
from relance_rules.checking.report import Finding, Notice
from relance_rules.checking.requirements import Required
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import Choose, Const, Node
from relance_rules.plan.ruleset import Funding, Lines, Plan, Rule, Theme
from relance_rules.plan.scales import ENGINE, MONEY_SCALE
from relance_rules.targets.python import Asked, program_of
from relance_rules.targets.python.together import Each
from relance_rules.values import Money

_UNKNOWN, _NOTHING = Const("number", None), Const("number", 0, MONEY_SCALE)
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
            tuple([each.when for each in theme.notices if each.makes == made]) for made in ("error", "incomplete")
        )
        """The conditions of the notices that make the dossier an error, or incomplete."""
        self.excludes = _excludes(theme.funding, plan.roles.lines)
        """For each line, the place of the first exclusion that holds, or how many there are where none does."""
        self.identity = Identity(plan, theme)
        self.notices = tuple([(notice, _ready_made(theme, notice)) for notice in theme.notices])
        """The notices of the rule set, each with what it says where that is the same of every dossier."""
        self.commitments, self.documents = Required(theme.commitments), Required(theme.documents)
        truths = [*map(_outcome, theme.rules), self.excludes, *_of_theme(theme)]
        amounts = () if theme.funding is None else tuple(_amounts(theme.funding))
        super().__init__(program_of(plan.facts), truths, amounts)


def _ready_made(theme: Theme, notice: ruleset.Notice) -> Notice | None:
    if notice.text.places or (notice.makes != "nothing" and notice.when is not None):
        return None
    return Notice(f"{theme.code}.{notice.id}", notice.text, notice.source, notice.readings)


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


def _excludes(funding: Funding | None, lines: Lines | None) -> Node:
    if funding is None or lines is None or not funding.exclusions:
        return _UNKNOWN
    first: Node = Const("number", len(funding.exclusions))
    for place, exclusion in reversed(list(enumerate(funding.exclusions))):
        if exclusion.when is not None:
            first = Choose(exclusion.when, Const("number", place), first)
    return Each("add", lines.list, first)


def _amounts(funding: Funding) -> Iterator[Node]:
    """The amounts of the funding split: those that a report names, then the limit of each ceiling, its use and room."""
    steps = (funding.total, funding.base, funding.rate, funding.grant, funding.share, funding.staff_amount)
    yield from (_UNKNOWN if step is None else step for step in steps)
    for each in funding.ceilings:
        yield from (each.limit or _UNKNOWN, each.used or _NOTHING, each.room or _UNKNOWN)
