"""The funding split as a report gives it: what each named step of the plan comes to. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import CeilingUse, Excluded, Funding, Span
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Lines, Plan
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Answers
from relance_rules.values import Money

_NO_FUNDING = Funding(None, (), None, None, (), None, None, None, None, {}, ())


def split(plan: Plan, funding: ruleset.Funding | None, answers: Answers) -> Funding:
    """Evaluate the funding split of a theme over the facts of a dossier, whose total and lines agree."""
    if funding is None or funding.grant is None:
        return _NO_FUNDING
    amount, facts = answers.amount, answers.facts
    base, before = amount(funding.base), amount(funding.rate)
    grant, share = amount(funding.grant), amount(funding.share)
    known = base is not None and before is not None and grant is not None and share is not None
    uses = [
        CeilingUse(
            each,
            limit,
            Money(0) if each.used is None else amount(each.used),
            # A ceiling binds if it is what the grant comes to, and less than what the rates give.
            before is not None and grant is not None and grant < before and amount(each.room) == grant,
        )
        for each in funding.ceilings
        if (limit := amount(each.limit)) is not None or not each.staff
    ]
    lines, requested = plan.roles.lines, plan.roles.requested
    stated = lines is not None and lines.list in facts
    return Funding(
        amount(funding.total),
        () if lines is None or not stated else tuple(_excluded(lines, funding, answers)),
        base,
        before,
        tuple(uses),
        None if requested is None else facts.get(requested.path),
        grant,
        share,
        # What staff costs come to; nothing where the lines don't say, or where there are none.
        amount(funding.staff_amount) if stated else None,
        {} if known else dict(_ranges(funding, answers)),
        () if grant is not None else _missing(funding.grant, answers),
    )


def _ranges(funding: ruleset.Funding, answers: Answers) -> Iterator[tuple[str, Span]]:
    """What the amounts that are not known may be."""
    for name, node in (
        ("base", funding.base),
        ("before_ceilings", funding.rate),
        ("grant", funding.grant),
        ("applicant_share", funding.share),
    ):
        if node is None:
            continue
        low, high = answers.interval(node).value
        if low is None or low != high:
            cents = answers.cents(node)
            yield name, Span(None if low is None else cents(low), None if high is None else cents(high))


def _missing(grant: Node, answers: Answers) -> tuple[str, ...]:
    """The facts that would settle a grant which is not known."""
    return tuple(name for name in answers.interval(grant).names if not name.startswith(ENGINE))


def _excluded(lines: Lines, funding: ruleset.Funding, answers: Answers) -> Iterator[Excluded]:
    """The lines that surely leave the base, each with the first reason that holds."""
    if not funding.exclusions:
        return
    for place, line in enumerate(answers.facts[lines.list], start=1):
        if lines.amount not in line:
            continue
        for exclusion in funding.exclusions:
            if exclusion.when is not None and answers.truth(exclusion.when, line).value:
                yield Excluded(place, line[lines.amount], exclusion)
                break
