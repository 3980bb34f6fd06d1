"""RR020: a reading of the rule set that nothing rests on."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import nodes
from relance_rules.loading.merging import items, word
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.kind != "manifest" or rules.book is None:
        return
    used = {code for each in rules.all_files for code in _rested_on(each)}
    for code in rules.book.manifest.readings:
        if code not in used:
            yield Found(("readings", code), Message("aucune règle ne repose sur la lecture « {code} »", {"code": code}))


def _rested_on(file: RuleFile) -> Iterator[str]:
    """The readings that the statements of a file rest on, and the roles and the rounding of a manifest."""
    for path, node in nodes(file.root) if file.root is not None else ():
        if path and path[-1] == "reading":
            for each in items(node) or [node]:
                if (code := word(each)) is not None:
                    yield code


RULE = LintRule(
    code="RR020",
    name="unused-reading",
    severity="warning",
    why=Message("Une lecture sur laquelle rien ne repose fait croire à un choix que les règles ne font pas."),
    needs="set",
    check=_check,
    bad=Example(
        manifest="""\
readings:
  L1: {fr: "Le personnel reste à la charge du porteur.", en: "Staff costs stay with the applicant."}
  L2: {fr: "Le jour de l’ouverture est dans les délais.", en: "The opening day is in time."}
"""
    ),
    good=Example(
        theme="""\
windows:
  - {id: guichet, label: {fr: "Guichet ouvert", en: "Open window"}, opens: 2021-01-04, source: {lines: 3}, reading: L2}
""",
        manifest="""\
readings:
  L1: {fr: "Le personnel reste à la charge du porteur.", en: "Staff costs stay with the applicant."}
  L2: {fr: "Le jour de l’ouverture est dans les délais.", en: "The opening day is in time."}
""",
    ),
)
