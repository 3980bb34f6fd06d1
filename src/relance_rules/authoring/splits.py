"""What a funding split says without naming it: how it rounds, and which bonuses a ceiling does not bind."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Named, plain
from relance_rules.plan.ruleset import Ceiling, Funding


def rounding_of(funding: Funding) -> Apply | None:
    """How the grant is rounded, before what limits a grant that is rounded up."""
    grant = None if funding.grant is None else plain(funding.grant)
    if isinstance(grant, Apply) and grant.function == "least":
        grant = plain(grant.parts[0])
    return grant if isinstance(grant, Apply) and grant.function == "round" else None


def late_bonuses(funding: Funding) -> list[Named]:
    """The bonuses that are added after a ceiling: those that are no part of what the rates give."""
    early = set() if funding.rate is None else {id(node) for node in nodes.walk(funding.rate)}
    return [step for step in funding.steps if step.kind == "bonus" and id(step) not in early]


def placed_after(ceiling: Ceiling, funding: Funding) -> Iterator[Named]:
    """The bonuses that a ceiling does not bind: each is added to what the ceiling has limited."""
    for bonus in late_bonuses(funding):
        for node in () if funding.grant is None else nodes.walk(funding.grant):
            if isinstance(node, Apply) and node.function == "add" and any(part is bonus for part in node.parts):
                limited = {id(inner) for part in node.parts for inner in nodes.walk(part)}
                if id(ceiling.room) in limited:
                    yield bonus
                    break
