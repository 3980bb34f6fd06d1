"""RR009: a ceiling that no grant can reach."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.domains import reach
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.plan.nodes import Compare, Const, Node, plain, walk
from relance_rules.plan.ruleset import Ceiling, Plan, Theme
from relance_rules.plan.scales import MONEY_SCALE, Scales
from relance_rules.values import Message, Money


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    theme = file.plan
    if theme is None or theme.funding is None or file.model is None or rules.plan is None:
        return
    written = file.model.funding
    if written is None:
        return
    fixed = [(place, ceiling, _amount(ceiling.limit)) for place, ceiling in enumerate(theme.funding.ceilings)]
    counted = {place for place, ceiling in enumerate(written.ceilings) if ceiling.counting is not None}
    measured = file.model.size is not None and file.model.size.of is None
    # A bonus that a ceiling does not bind adds to what the rates give.
    after = any(bonus.after is not None for bonus in written.bonuses)
    most = _most(theme, rules.plan) if measured and not after else None
    for place, ceiling, amount in fixed:
        # What counts in a ceiling beside the grant makes it bind sooner: its amount alone says nothing.
        if amount is None or place in counted:
            continue
        lower = [
            _own(other)
            for _, other, limit in fixed
            if limit is not None and limit < amount and (ceiling.scope is None or other.scope == ceiling.scope)
        ]
        path = ("funding", "ceilings", place)
        if ceiling.scope is None and most is not None and most <= amount:
            message = Message(
                "ce plafond de {amount} ne joue jamais : à la taille maximale, le taux donne {most}",
                {"amount": amount, "most": most},
            )
            yield Found(path, message)
        elif lower:
            message = Message(
                "ce plafond de {amount} ne joue jamais : « {other} » est plus bas",
                {"amount": amount, "other": lower[0]},
            )
            yield Found(path, message)


def _own(ceiling: Ceiling) -> str:
    return ceiling.id.partition(".")[2]


def _amount(node: Node | None) -> Money | None:
    """A fixed amount."""
    found = None if node is None else plain(node)
    return Money(found.value) if isinstance(found, Const) and type(found.value) is int else None


def _most(theme: Theme, plan: Plan) -> Money | None:
    """The most that the rates give a project of an accepted size; None where the sizes have no top."""
    total, funding = plan.roles.total, theme.funding
    tops = [_top(entry.within) for entry in theme.ranges or ()]
    if total is None or funding is None or funding.rate is None or not tops or any(top is None for top in tops):
        return None
    _, high = reach(funding.rate, plan.facts, {total.path: (0, max(top for top in tops if top is not None))})
    finer = Scales(plan.facts).of(funding.rate) - MONEY_SCALE
    return None if high == inf else Money(int(high) * 10 ** max(0, -finer) // 10 ** max(0, finer))


def _top(within: Node | None) -> int | None:
    """The most that a range accepts, where it is a fixed amount."""
    for node in walk(within) if within is not None else ():
        if isinstance(node, Compare) and isinstance(node.right, Const) and type(node.right.value) is int:
            return node.right.value
    return None


RULE = LintRule(
    code="RR009",
    name="idle-ceiling",
    severity="warning",
    why=Message(
        "Un plafond que ni la taille maximale ni le taux ne permettent d’atteindre ne plafonne rien : "
        "l’un des trois chiffres est sans doute faux."
    ),
    needs="meaning",
    check=_check,
    bad=Example(
        theme="""\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  ceilings:
    - {id: plafond, label: {fr: "Plafond du dossier", en: "Ceiling of a dossier"}, amount: 750 kCHF, per: dossier, source: {lines: 6}}
  source: {lines: 6}
"""  # noqa: E501
    ),
    good=Example(
        theme="""\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  ceilings:
    - {id: plafond, label: {fr: "Plafond du dossier", en: "Ceiling of a dossier"}, amount: 600 kCHF, per: dossier, source: {lines: 6}}
  source: {lines: 6}
"""  # noqa: E501
    ),
)
