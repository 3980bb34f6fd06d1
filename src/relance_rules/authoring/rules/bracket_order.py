"""RR007: brackets of the scale that are out of order."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.walk import child, items, word
from relance_rules.values import Message, Money, ParseError, parse_euro


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    root = file.root
    brackets = items(child(root, "funding", "scale")) if root is not None else []
    previous: Money | None = None
    for place, bracket in enumerate(brackets):
        path = ("funding", "scale", place, "up_to")
        end = _end(word(child(bracket, "up_to")))
        last = place == len(brackets) - 1
        if last and child(bracket, "up_to") is not None:
            message = Message("la dernière tranche n’a pas de fin : ôtez « up_to », ou ajoutez une tranche à 0 %")
            yield Found(path, message, refused_at=("funding",))
        elif not last and child(bracket, "up_to") is None:
            message = Message("une tranche qui n’est pas la dernière dit où elle finit : ajoutez « up_to »")
            yield Found(path[:3], message, refused_at=("funding",))
        elif end is not None and previous is not None and end <= previous:
            message = Message(
                "cette tranche finit à {end}, alors que la précédente finit à {previous} : les tranches vont croissant",
                {"end": end, "previous": previous},
            )
            yield Found(path, message, refused_at=("funding",))
        previous = end if end is not None else previous


def _end(text: str | None) -> Money | None:
    try:
        return None if text is None else parse_euro(text)
    except ParseError:
        return None


RULE = LintRule(
    code="RR007",
    name="bracket-order",
    severity="error",
    why=Message("Une tranche qui finit avant la précédente ne reçoit rien, et son taux n’est jamais appliqué."),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
funding:
  scale: [{rate: 75 %, up_to: 100 k€}, {rate: 50 %, up_to: 48 k€}, {rate: 0 %}]
  staff: excluded
  source: {lines: 6}
"""
    ),
    good=Example(
        theme="""\
funding:
  scale: [{rate: 75 %, up_to: 48 k€}, {rate: 50 %, up_to: 100 k€}, {rate: 0 %}]
  staff: excluded
  source: {lines: 6}
"""
    ),
)
