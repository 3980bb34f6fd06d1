"""RR009: a ceiling that no grant can reach."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.sizes import most_at_size
from relance_rules.plan.nodes import Const, Node, plain
from relance_rules.plan.ruleset import Ceiling
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
    # A bonus that a ceiling does not bind adds to what the rates give.
    after = any(bonus.after is not None for bonus in written.bonuses)
    most = None if after else most_at_size(theme.funding.rate, file, rules.plan)
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
