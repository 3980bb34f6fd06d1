"""The funding split as a report gives it: what each named step of the plan comes to. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import CeilingUse, Excluded, Facts, Funding, Span
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Lines, Plan
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Program
from relance_rules.targets.python.program import Memo
from relance_rules.values import Money

_NO_FUNDING = Funding(None, (), None, None, (), None, None, None, None, {}, ())


def split(plan: Plan, funding: ruleset.Funding | None, program: Program, facts: Facts, memo: Memo) -> Funding:
    """Evaluate the funding split of a theme over the facts of a dossier, whose total and lines agree."""
    if funding is None or funding.grant is None:
        return _NO_FUNDING
    amount = program.amount
    base, before = amount(funding.base, facts, memo), amount(funding.rate, facts, memo)
    grant, share = amount(funding.grant, facts, memo), amount(funding.share, facts, memo)
    known = base is not None and before is not None and grant is not None and share is not None
    uses = [
        CeilingUse(
            each,
            limit,
            Money(0) if each.used is None else amount(each.used, facts, memo),
            # A ceiling binds if it is what the grant comes to, and less than what the rates give.
            before is not None and grant is not None and grant < before and amount(each.room, facts, memo) == grant,
        )
        for each in funding.ceilings
        if (limit := amount(each.limit, facts, memo)) is not None or not each.staff
    ]
    lines, requested = plan.roles.lines, plan.roles.requested
    stated = lines is not None and lines.list in facts
    return Funding(
        amount(funding.total, facts, memo),
        () if lines is None or not stated else tuple(_excluded(lines, funding, program, facts, memo)),
        base,
        before,
        tuple(uses),
        None if requested is None else facts.get(requested.path),
        grant,
        share,
        # What staff costs come to; nothing where the lines don't say, or where there are none.
        amount(funding.staff_amount, facts, memo) if stated else None,
        {} if known else dict(_ranges(funding, program, facts, memo)),
        () if grant is not None else _missing(funding.grant, program, facts, memo),
    )


def _ranges(funding: ruleset.Funding, program: Program, facts: Facts, memo: Memo) -> Iterator[tuple[str, Span]]:
    """What the amounts that are not known may be."""
    for name, node in (
        ("base", funding.base),
        ("before_ceilings", funding.rate),
        ("grant", funding.grant),
        ("applicant_share", funding.share),
    ):
        if node is None:
            continue
        low, high = program.interval(node, facts, memo).value
        if low is None or low != high:
            cents = program.cents(node)
            yield name, Span(None if low is None else cents(low), None if high is None else cents(high))


def _missing(grant: Node, program: Program, facts: Facts, memo: Memo) -> tuple[str, ...]:
    """The facts that would settle a grant which is not known."""
    return tuple(name for name in program.interval(grant, facts, memo).names if not name.startswith(ENGINE))


def _excluded(lines: Lines, funding: ruleset.Funding, program: Program, facts: Facts, memo: Memo) -> Iterator[Excluded]:
    """The lines that surely leave the base, each with the first reason that holds."""
    if not funding.exclusions:
        return
    for place, line in enumerate(facts[lines.list], start=1):
        if lines.amount not in line:
            continue
        for exclusion in funding.exclusions:
            if exclusion.when is not None and program.truth(exclusion.when, facts, memo, line).value:
                yield Excluded(place, line[lines.amount], exclusion)
                break
