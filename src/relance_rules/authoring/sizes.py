"""What amounts come to at the largest size that a theme accepts."""

from __future__ import annotations

from math import inf

from relance_rules.authoring.domains import reach
from relance_rules.authoring.files import RuleFile
from relance_rules.plan.nodes import Compare, Const, Node, walk
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.scales import MONEY_SCALE, Scales
from relance_rules.values import Money


def most_at_size(amount: Node | None, file: RuleFile, plan: Plan) -> Money | None:
    """The most that an amount comes to for a project of an accepted size, whose size is its total cost.

    None where no such size has a top, or where nothing bounds the amount.
    """
    theme, total = file.plan, plan.roles.total
    size = None if file.model is None else file.model.size
    if amount is None or theme is None or total is None or size is None or size.of is not None:
        return None
    tops = [_top(entry.within) for entry in theme.ranges or ()]
    if not tops or any(top is None for top in tops):
        return None
    _, high = reach(amount, plan.facts, {total.path: (0, max(top for top in tops if top is not None))})
    finer = Scales(plan.facts).of(amount) - MONEY_SCALE
    return None if high == inf else Money(int(high) * 10 ** max(0, -finer) // 10 ** max(0, finer))


def _top(within: Node | None) -> int | None:
    """The most that a range accepts, where it is a fixed amount."""
    for node in walk(within) if within is not None else ():
        if isinstance(node, Compare) and isinstance(node.right, Const) and type(node.right.value) is int:
            return node.right.value
    return None
