"""RR008: a rate over 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.walk import nodes, word
from relance_rules.values import Message

_RATE = re.compile(r"\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*%\s*")
_KEYS = frozenset({"rate", "at_least", "at_most", "more_than", "less_than"})


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, node in nodes(file.root) if file.root is not None else ():
        match = _RATE.fullmatch(word(node) or "")
        if match and path[-1] in _KEYS and Decimal(match[1].replace(",", ".")) > 100:
            message = Message("un taux de {rate} dépasse 100 %", {"rate": word(node)})
            # A list whose items are refused is also refused for having none.
            yield Found(path, message, refused_at=path[:-2])


RULE = LintRule(
    code="RR008",
    name="rate-over-100",
    severity="error",
    why=Message("Une subvention ne dépasse jamais ce qu’elle finance, et aucune part ne dépasse le tout."),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
funding: {scale: [{rate: 175 %}], staff: excluded, source: {lines: 6}}
"""
    ),
    good=Example(
        theme="""\
funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}
"""
    ),
)
