"""The funding split as a report gives it: what each named step of the plan comes to. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import CeilingUse, Excluded, Facts, Funding, Span
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import Named, Node
from relance_rules.plan.ruleset import Ceiling, Plan
from relance_rules.plan.scales import ENGINE, MONEY_SCALE
from relance_rules.targets.python import Possible, Program
from relance_rules.targets.python.program import Memo
from relance_rules.values import Money

_NO_FUNDING = Funding(None, (), None, None, (), None, None, None, None, {}, ())


def split(plan: Plan, funding: ruleset.Funding | None, program: Program, facts: Facts, memo: Memo) -> Funding:
    """Evaluate the funding split of a theme over the facts of a dossier, whose total and lines agree."""
    if funding is None or funding.grant is None:
        return _NO_FUNDING
    reader = _Reader(program, facts, memo)
    grant = reader.possible(funding.grant)
    missing = tuple(name for name in grant.names if not name.startswith(ENGINE))
    ranges = {
        name: span
        for name, node in (
            ("base", funding.base),
            ("before_ceilings", funding.rate),
            ("grant", funding.grant),
            ("applicant_share", funding.share),
        )
        if node is not None and (span := reader.span(node)) is not None
    }
    before, granted = reader.money(funding.rate), reader.money(funding.grant)
    uses = [use for ceiling in funding.ceilings if (use := _use(ceiling, reader, before, granted)) is not None]
    requested = None if plan.roles.requested is None else facts.get(plan.roles.requested.path)
    return Funding(
        reader.money(funding.total),
        tuple(_excluded(plan, funding, program, facts, memo)),
        reader.money(funding.base),
        before,
        tuple(uses),
        requested,
        granted,
        reader.money(funding.share),
        _staff(plan, funding, reader, facts),
        ranges,
        missing,
    )


class _Reader:
    """Reads amounts of one dossier."""

    def __init__(self, program: Program, facts: Facts, memo: Memo) -> None:
        self.program, self.facts, self.memo = program, facts, memo

    def possible(self, node: Node) -> Possible:
        return self.program.interval(node, self.facts, self.memo)

    def money(self, node: Node | None) -> Money | None:
        """An amount, where it is known; what is finer than the hundredth is cut."""
        if node is None:
            return None
        low, high = self.possible(node).value
        return None if low is None or low != high else self._cents(low, node)

    def span(self, node: Named) -> Span | None:
        """What an amount may be, where it is not known."""
        low, high = self.possible(node).value
        if low is not None and low == high:
            return None
        return Span(None if low is None else self._cents(low, node), None if high is None else self._cents(high, node))

    def _cents(self, value: int, node: Node) -> Money:
        scale = self.program.scales.of(node)
        return Money(
            value // 10 ** (scale - MONEY_SCALE) if scale >= MONEY_SCALE else value * 10 ** (MONEY_SCALE - scale)
        )


def _use(ceiling: Ceiling, reader: _Reader, before: Money | None, grant: Money | None) -> CeilingUse | None:
    limit, room = reader.money(ceiling.limit), reader.money(ceiling.room)
    used: Money | None = Money(0) if ceiling.used is None else reader.money(ceiling.used)
    if ceiling.staff and limit is None:
        return None
    # A ceiling binds if it is what the grant comes to, and less than what the rates give.
    binding = room is not None and before is not None and grant is not None and room < before and grant == room
    return CeilingUse(ceiling, limit, used, binding)


def _excluded(plan: Plan, funding: ruleset.Funding, program: Program, facts: Facts, memo: Memo) -> Iterator[Excluded]:
    """The lines that surely leave the base, each with the first reason that holds."""
    lines = plan.roles.lines
    if lines is None or not funding.exclusions:
        return
    reasons = [(exclusion, program.of(exclusion.when).point) for exclusion in funding.exclusions if exclusion.when]
    for place, line in enumerate(facts.get(lines.list, ())):
        amount = line.get(lines.amount)
        if amount is None:
            continue
        for exclusion, holds in reasons:
            if holds(facts, line, memo) is True:
                yield Excluded(place + 1, amount, exclusion)
                break


def _staff(plan: Plan, funding: ruleset.Funding, reader: _Reader, facts: Facts) -> Money | None:
    """What staff costs come to; None where the lines don't say, or where there are none."""
    lines = plan.roles.lines
    if funding.staff_amount is None or lines is None or lines.list not in facts:
        return None
    return reader.money(funding.staff_amount)
