"""RR019: a rule rests on a reading that its theme does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Edit, Example, Found, LintRule
from relance_rules.authoring.spans import Layout
from relance_rules.loading.typing import check_theme
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.theme is None or file.vocabulary is None:
        return
    for path, message in check_theme(file.theme, file.vocabulary):
        if path[-1] == "reading":
            yield Found(path, message, _declare(file.layout, str(message.values["reading"]), len(file.theme.readings)))


def _declare(layout: Layout, reading: str, count: int) -> tuple[Edit, ...]:
    """Add a reading to the end of a list in brackets."""
    listed, last = layout.spans.get(("readings",)), layout.spans.get(("readings", count - 1))
    if listed is None or last is None or not listed.flow:
        return ()
    return (Edit(last.end, last.end, f", {reading}"),)


RULE = LintRule(
    code="RR019",
    name="undeclared-reading",
    severity="error",
    why=Message(
        "Un thème déclare toutes les lectures sur lesquelles ses règles reposent : "
        "on voit ainsi d’un coup d’œil ce qui est du catalogue et ce qui est de nous."
    ),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}, reading: R11}
readings: [R3]
size: {ranges: [{at_least: 50 k€, source: {lines: 4}}], source: {lines: 4}, reading: R3}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}, reading: R11}
readings: [R3, R11]
size: {ranges: [{at_least: 50 k€, source: {lines: 4}}], source: {lines: 4}, reading: R3}
"""
    ),
    fixes=True,
)
