"""What a dossier comes to as one of its numbers varies: pieces on which every decision is the same, to the unit.

A piece is worked out where it begins, and says itself how far it goes (:mod:`relance_rules.targets.python.moving`): no
breakpoint is searched by samples, and none between two others is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.checking.varying import Varied
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.targets.python import program_of
from relance_rules.targets.python.moving import Ends, Line, Moving
from relance_rules.values import Money

MAX_PIECES = 200
"""A curve of more pieces is followed no further, and says so."""


_MONTH = 31


class Shape(NamedTuple):
    """How an amount goes along a piece, in hundredths: ``slope * x + start``, and from ``under`` to ``over`` more.

    ``slope`` is None where it is no line.
    """

    slope: Fraction | None
    start: Fraction
    under: Fraction
    over: Fraction

    @property
    def within(self) -> Fraction:
        """How far the amount may be from a straight line between two of its values."""
        return self.over - self.under

    def fits(self, here: int, amount: int | None) -> bool:
        """Whether an amount is on the line."""
        if self.slope is None or amount is None:
            return False
        return self.under <= int(amount) - (self.slope * here + self.start) <= self.over


Shapes: TypeAlias = tuple[Shape | None, Shape | None]
"""The shapes of the least and of the most that an amount may be; the same twice where it is known."""


class Piece(NamedTuple):
    """A part of a curve; ``low`` and ``high`` are its ends, both inside, in units of the fact that varies.

    ``first`` and ``last`` are the reports there. All that they say but amounts is the same from one to the other.
    """

    low: int
    high: int
    first: Report
    last: Report
    grant: Shapes
    share: Shapes


@dataclass(frozen=True)
class Curve:
    """What a dossier comes to as a fact varies. ``stopped`` is where the last piece ends, where it was cut short."""

    plan: Plan
    theme: Theme
    dossier: Dossier
    varied: Varied
    low: int
    high: int
    pieces: tuple[Piece, ...]
    stopped: int | None = None


def curve(plan: Plan, theme: Theme, dossier: Dossier, fact: Varied, low: int, high: int) -> Curve:
    """Follow a fact from one value to another, in units of its scale."""
    pieces: list[Piece] = []
    for piece in _pieces(plan, theme, dossier, fact, low, high):
        before = pieces[-1] if pieces else None
        joined = None if before is None else _joined(before, piece)
        if joined is None:
            pieces.append(piece)
        else:
            pieces[-1] = joined
    stopped = pieces[-1].high if pieces[-1].high < high else None
    return Curve(plan, theme, dossier, fact, low, high, tuple(pieces), stopped)


def shown_span(plan: Plan, theme: Theme, dossier: Dossier, fact: Varied) -> tuple[int, int]:
    """The values to follow where nobody says which: all those between which something changes, and some beyond.

    Numbers start from the least that the fact may be, and go to the most where the rule set says one; days go a month
    before and after.
    """
    low, high = fact.span
    pieces = curve(plan, theme, dossier, fact, low, high).pieces
    met = [*(piece.low for piece in pieces[1:]), *(() if fact.here is None else (fact.here,))]
    if fact.fact.type == "date":
        return (max(low, min(met) - _MONTH), min(high, max(met) + _MONTH)) if met else (low, high)
    if fact.fact.type == "percentage" or fact.fact.maximum is not None:
        return low, high
    last = max((*met, low + 80 * 10**fact.fact.kind.scale)) * 5 // 4
    step: int = 10 ** max(0, len(str(last)) - 2)
    return low, min(high, -(-last // step) * step)


def _pieces(plan: Plan, theme: Theme, dossier: Dossier, fact: Varied, low: int, high: int) -> Iterator[Piece]:
    here, met = low, 0
    while here <= high and met < MAX_PIECES:
        first = check_dossier(plan, theme, fact.placed(dossier, here), {})
        moving = Moving(
            program_of(plan.facts), first.facts, _moved(plan, dossier, fact, first, here), here, (here, high)
        )
        for root in theme.roots():
            moving.decide(root)
        grant, share = (_shapes(moving, node) for node in _amounts(theme))
        end = min(moving.high, _settled_until(plan, dossier, fact, here))
        while here <= end and met < MAX_PIECES:
            met += 1
            last = first if here == end else check_dossier(plan, theme, fact.placed(dossier, end), {})
            cut = end
            # What a report makes of amounts once rounded may still change, once.
            if summary(last) != summary(first):
                cut, last = _last_like(plan, theme, dossier, fact, first, here, end)
            yield Piece(here, cut, first, last, grant, share)
            here = cut + 1
            if here <= end:
                first = check_dossier(plan, theme, fact.placed(dossier, here), {})


def _amounts(theme: Theme) -> tuple[Node | None, Node | None]:
    return (None, None) if theme.funding is None else (theme.funding.grant, theme.funding.share)


def _moved(plan: Plan, dossier: Dossier, fact: Varied, report: Report, here: int) -> dict[str, int]:
    """The facts that move, with what each is more than the one that varies: the sum of the lines follows a line."""
    # What contradicts itself is left out.
    moved = {fact.path: 0} if fact.path.partition("[")[0] in report.facts else {}
    total, lines = plan.roles.total, plan.roles.lines
    if total is None or lines is None or not fact.path.startswith(f"{lines.list}["):
        return moved
    if total.path in report.facts and (fact.follows is not None or total.path not in dossier.facts):
        moved[total.path] = int(report.facts[total.path]) - here
    return moved


def _settled_until(plan: Plan, dossier: Dossier, fact: Varied, here: int) -> int:
    """The last value up to which the total and the lines agree, or do not, as they do here."""
    total, lines = plan.roles.total, plan.roles.lines
    end = fact.span[1]
    if total is None or lines is None or fact.follows is not None or lines.list not in dossier.facts:
        return end
    placed = fact.placed(dossier, here).facts
    if total.path not in placed:
        return end
    gap = int(placed[total.path]) - sum(int(line.get(lines.amount, 0)) for line in placed[lines.list])
    if fact.path == total.path:
        gap = -gap
    elif not fact.path.startswith(f"{lines.list}[") or fact.path.partition("].")[2] != lines.amount:
        return end
    # They meet where the gap is closed.
    return end if gap < 0 else here if gap == 0 else here + gap - 1


def _last_like(
    plan: Plan, theme: Theme, dossier: Dossier, fact: Varied, first: Report, low: int, high: int
) -> tuple[int, Report]:
    """The last value whose report is like that of the first, and that report."""
    found = first
    wanted = summary(first)
    while high - low > 1:
        middle = (low + high) // 2
        report = check_dossier(plan, theme, fact.placed(dossier, middle), {})
        if summary(report) == wanted:
            low, found = middle, report
        else:
            high = middle
    return low, found


def summary(report: Report) -> tuple[object, ...]:
    """All that a report says but its amounts."""
    funding = report.funding
    return (
        report.status,
        report.verdict,
        tuple(finding.outcome for finding in report.findings),
        tuple(use.id for use in funding.ceilings if use.binding),
        binds(report),
        tuple(excluded.line for excluded in funding.excluded),
        report.missing_facts,
        funding.grant is None,
        not funding.grant,
    )


def binds(report: Report) -> bool:
    """Whether the grant stops at what is requested."""
    funding = report.funding
    return (
        funding.grant is not None
        and funding.requested == funding.grant
        and funding.before_ceilings is not None
        and funding.grant < funding.before_ceilings
    )


def _shapes(moving: Moving, node: Node | None) -> Shapes:
    if node is None:
        return None, None
    finer = Fraction(10) ** (MONEY_SCALE - moving.program.scales.of(node))
    ends: Ends = moving.ends(node)
    low, high = (None if line is None else _shape(line, finer) for line in ends)
    return low, high


def _shape(line: Line, finer: Fraction) -> Shape:
    if line.slope is None:
        return Shape(None, Fraction(0), Fraction(0), Fraction(0))
    # What is finer than the hundredth is cut.
    cut = 0 if finer >= 1 or line.way == 0 else 1
    return Shape(line.slope * finer, line.start * finer, line.under * finer - cut, line.over * finer)


def _joined(one: Piece, other: Piece) -> Piece | None:
    """Two pieces as one, where the second goes on as the first; a single value has no direction of its own."""
    if summary(one.last) != summary(other.first):
        return None
    shapes = one.grant, one.share
    if shapes != (other.grant, other.share) or any(s is not None and s.slope is None for s in (*one.grant, *one.share)):
        if other.low == other.high and _fits(one, other.first, other.low):
            pass
        elif one.low == one.high and _fits(other, one.first, one.low):
            shapes = other.grant, other.share
        else:
            return None
    return Piece(one.low, other.high, one.first, other.last, *shapes)


def _fits(piece: Piece, report: Report, here: int) -> bool:
    """Whether the amounts of a report are on the lines of a piece."""
    for name, shapes in (("grant", piece.grant), ("applicant_share", piece.share)):
        for end, shape in zip(ends_of(report, name), shapes, strict=True):
            if (shape is None) is not (end is None) or (shape is not None and not shape.fits(here, end)):
                return False
    return True


def ends_of(report: Report, name: str) -> tuple[Money | None, Money | None]:
    """The least and the most that an amount of the funding split may be; None for no end."""
    amount = getattr(report.funding, name)
    if amount is not None:
        return amount, amount
    span = report.funding.ranges.get(name)
    return (None, None) if span is None else (span.low, span.high)
