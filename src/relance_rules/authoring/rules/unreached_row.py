"""RR035: a range of sizes or a bracket of costs that no project reaches."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.logic import form_of, satisfiable
from relance_rules.authoring.sizes import most_at_size
from relance_rules.language.expressions import Expression
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message, Money, ParseError, parse_money


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None or rules.plan is None:
        return
    for place, entry in enumerate(file.plan.ranges or ()):
        if entry.within is not None and not satisfiable(form_of(entry.within, rules.plan.facts)):
            yield Found(("size", "ranges", place), Message("aucune taille n’est dans cette fourchette"))
    yield from _brackets(file, rules.plan)


def _brackets(file: RuleFile, plan: Plan) -> Iterator[Found]:
    """The brackets that begin where the largest funded base of an accepted size ends, or beyond."""
    funding = None if file.plan is None else file.plan.funding
    written = None if file.model is None else file.model.funding
    if file.model is None or funding is None or written is None or not (written.scale or written.slab):
        return
    ranges = () if file.model.size is None else file.model.size.ranges
    # A size that is to be judged is not refused.
    most = None if any(entry.unmet == "appraise" for entry in ranges) else most_at_size(funding.base, file, plan)
    brackets = written.scale or written.slab or ()
    for place, bracket in enumerate(brackets[:-1], 1):
        start = _amount(bracket.up_to, plan)
        if start is not None and most is not None and start >= most:
            message = Message(
                "aucun coût n’arrive à cette tranche : elle commence à {start}, la taille maximale donne {most}",
                {"start": start, "most": most},
            )
            yield Found(("funding", "scale" if written.scale else "slab", place), message)


def _amount(written: Expression | None, plan: Plan) -> Money | None:
    """A fixed amount."""
    if not isinstance(written, str) or plan.currency is None:
        return None
    try:
        return parse_money(written, plan.currency)
    except ParseError:
        return None


def _scale(start: str) -> str:
    return f"""\
funding:
  scale: [{{rate: 75 %, up_to: 100 kCHF}}, {{rate: 50 %, up_to: {start}}}, {{rate: 0 %}}]
  staff: excluded
  source: {{lines: 6}}
"""


RULE = LintRule(
    code="RR035",
    name="unreached-row",
    severity="warning",
    why=Message(
        "Une fourchette qu’aucune taille n’atteint, ou une tranche qui commence où finissent les tailles acceptées, ne "
        "s’applique à personne : l’un des chiffres est sans doute faux."
    ),
    needs="meaning",
    check=_check,
    bad=Example(theme=_scale("1 MCHF")),
    good=Example(theme=_scale("500 kCHF")),
)
