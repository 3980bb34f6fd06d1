"""The funding split as a report gives it: what each named step of the plan comes to. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

from relance_rules.checking.asked import ThemeAsked
from relance_rules.checking.report import CeilingUse, Excluded, Funding, Span
from relance_rules.plan import ruleset
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Lines
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Answers
from relance_rules.values import Money

_NO_FUNDING = Funding(None, (), None, None, (), None, None, None, None, {}, ())


def split(asked: ThemeAsked, answers: Answers) -> Funding:
    """The funding split of a theme over the facts of a dossier, whose total and lines agree."""
    funding, lines, requested = asked.theme.funding, asked.plan.roles.lines, asked.plan.roles.requested
    if funding is None or funding.grant is None:
        return _NO_FUNDING
    total, base, before, grant, share, staff, *limits = answers.amounts()
    # A ceiling binds if it is what the grant comes to, and less than what the rates give.
    cut = before is not None and grant is not None and grant < before
    uses = [
        CeilingUse(each, limit, used, cut and room == grant)
        for each, limit, used, room in zip(funding.ceilings, limits[::3], limits[1::3], limits[2::3], strict=True)
        if limit is not None or not each.staff
    ]
    stated = lines is not None and lines.list in answers.facts
    known = base is not None and before is not None and grant is not None and share is not None
    return Funding(
        total,
        tuple(_excluded(lines, asked, answers)) if stated and lines is not None else (),
        base,
        before,
        tuple(uses),
        None if requested is None else answers.facts.get(requested.path),
        grant,
        share,
        # What staff costs come to; nothing where the lines don't say, or where there are none.
        staff if stated else None,
        {} if known else dict(_ranges(funding, (base, before, grant, share), answers)),
        () if grant is not None else _missing(funding.grant, answers),
    )


def _ranges(funding: ruleset.Funding, amounts: Sequence[Money | None], answers: Answers) -> Iterator[tuple[str, Span]]:
    """What the amounts that are not known may be."""
    names = ("base", "before_ceilings", "grant", "applicant_share")
    steps = (funding.base, funding.rate, funding.grant, funding.share)
    for name, node, amount in zip(names, steps, amounts, strict=True):
        if node is not None and amount is None:
            yield name, Span(*answers.span(node))


def _missing(grant: Node, answers: Answers) -> tuple[str, ...]:
    """The facts that would settle a grant which is not known."""
    return tuple(name for name in answers.names(grant) if not name.startswith(ENGINE))


def _excluded(lines: Lines, asked: ThemeAsked, answers: Answers) -> Iterator[Excluded]:
    """The lines that surely leave the base, each with the first reason that holds."""
    exclusions = () if asked.theme.funding is None else asked.theme.funding.exclusions
    firsts = answers.known(asked.excludes) or repeat(None)
    for place, (line, first) in enumerate(zip(answers.facts[lines.list], firsts, strict=False), start=1):
        if first is None:
            conditions = ((each, each.when) for each in exclusions)
            holding = (each for each, when in conditions if when is not None and answers.holds_of(when, line))
            exclusion = next(holding, None)
        else:
            exclusion = exclusions[first] if first < len(exclusions) else None
        if exclusion is not None and lines.amount in line:
            yield Excluded(place, line[lines.amount], exclusion)
