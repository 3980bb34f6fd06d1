"""Why less is proposed than is asked for, or than the rates give: what cuts it, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Funding, Report
from relance_rules.plan.ruleset import Exclusion
from relance_rules.showing.amounts import value_of
from relance_rules.showing.blocks import Content
from relance_rules.showing.checked import ceiling_label
from relance_rules.values import Message, Money
from relance_rules.values.words import both

_LISTED = 10
"""How many lines out of the base are named for a reason; the others are counted."""


def reduction(asked: Money | None, grant: Money | None) -> Money | None:
    """How much less is proposed than is asked for, in hundredths of the currency; None where it is not less."""
    return None if asked is None or grant is None or grant >= asked else Money(asked - grant)


def reductions(report: Report) -> Iterator[Content]:
    """What makes the grant less than it could be, a sentence each.

    What cuts a request adds up to its :func:`reduction`; what leaves the base is the cost of the lines, and not what is
    granted less for them.
    """
    funding = report.funding
    asked, before, grant = funding.requested, funding.before_ceilings, funding.grant
    if grant is None:
        return
    yield from _excluded(funding)
    if before is not None and asked is not None and before < asked:
        values = {"rate": before, "less": Money(asked - before)}
        yield Message("taux du thème, qui donne {rate} : {less} de moins que la demande", values)
    most = min((amount for amount in (asked, before) if amount is not None), default=grant)
    if grant < most:
        yield Message("{limit} : {less} de moins", {"limit": _limit(report), "less": Money(most - grant)})
    elif grant == asked and (possible := _possible(funding)) is not None and grant < possible:
        yield Message(
            "demande, plus basse que ce que donnent les règles : {less} de moins", {"less": Money(possible - grant)}
        )


def _excluded(funding: Funding) -> Iterator[Content]:
    """What leaves the base, the lines of one reason together."""
    found: dict[str, tuple[Exclusion, list[int], int]] = {}
    for line, amount, exclusion in funding.excluded:
        _, lines, total = found.get(exclusion.id, (exclusion, [], 0))
        found[exclusion.id] = exclusion, [*lines, line], total + amount
    for exclusion, lines, total in found.values():
        named: list[Content] = [*lines[:_LISTED]]
        if (more := len(lines) - _LISTED) > 0:
            named.append(Message("{count} autres", {"count": more}))
        values = {"reason": exclusion.label, "amount": Money(total), "lines": both(named)}
        yield (
            Message("{reason} : {amount} hors de la base (dépenses n° {lines})", values)
            if len(lines) > 1
            else Message("{reason} : {amount} hors de la base (dépense n° {lines})", values)
        )


def _limit(report: Report) -> Content:
    """What keeps the grant under the request and under what the rates give."""
    funding = report.funding
    if binding := [use for use in funding.ceilings if use.binding]:
        return both(
            [Message("{label} ({limit})", {"label": ceiling_label(use), "limit": use.limit}) for use in binding]
        )
    steps = () if report.theme.funding is None else report.theme.funding.steps
    minimum = next((step for step in steps if step.kind == "minimum"), None)
    if funding.grant == 0 and minimum is not None:
        values = {"amount": value_of(report, minimum)}
        return Message("subvention minimale de {amount}, au-dessous de laquelle rien n’est accordé", values)
    return Message("arrondi, ou autre limite du calcul")


def _possible(funding: Funding) -> Money | None:
    """The most that the rates and the ceilings give; None where it is not known."""
    most = funding.before_ceilings
    for use in funding.ceilings:
        if most is None or use.limit is None or use.already_used is None:
            return None
        most = min(most, Money(max(0, use.limit - use.already_used)))
    return most
