"""RR008: a rate over 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import child, nodes
from relance_rules.loading.merging import mapping, word
from relance_rules.values import Message

_RATE = re.compile(r"\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*%\s*")
_BOUNDS = frozenset({"at_least", "at_most", "more_than", "less_than", "is"})


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, node in nodes(file.root) if file.root is not None else ():
        match = _RATE.fullmatch(word(node) or "")
        if match is None or Decimal(match[1].replace(",", ".")) <= 100:
            continue
        # A share is of a whole, and a rate of what it finances; a fact that is a percentage may be anything.
        if path[-1] == "rate" or (path[-1] in _BOUNDS and "share" in mapping(child(file.root, *path[:-1]))):
            yield Found(path, Message("un taux de {rate} dépasse 100 %", {"rate": word(node)}))


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
