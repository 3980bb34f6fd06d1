"""RR029: a choice that no case takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.conditions import Choices, choices, dead
from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.checking.report import Facts
from relance_rules.plan.nodes import Fact, Fold, Node, parts_of
from relance_rules.targets.python import Program, program_of
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if rules.vocabulary is None:
        return
    program = program_of(rules.vocabulary)
    taken: dict[tuple[int, int], bool] = {}
    for theme in rules.members(file):
        stated = [each.report.facts for each in rules.case_results(theme) if each.report is not None]
        for listed, marks in _standing(file, theme, rules):
            tried = {place for facts in stated for place in _taken(listed.guards, facts, program)}
            # What no dossier can take is the affair of RR028.
            idle = set(dead(listed, rules.vocabulary))
            for place, (path, mark) in enumerate(zip(listed.items, marks, strict=True)):
                taken[mark] = taken.get(mark, False) or place in tried or path in idle
    for mark, once in taken.items():
        if not once:
            yield Found((), Message("aucun cas ne prend ce choix"), at=file.layout.under(*mark))


def _standing(file: RuleFile, theme: RuleFile, rules: RuleSet) -> Iterator[tuple[Choices, list[tuple[int, int]]]]:
    """The lists of choices of a theme that stand in a file, with the line and the column of each choice."""
    if file.kind in ("definitions", "manifest") and file.root is not None:
        for listed in choices(file, rules):
            yield listed, [file.root.locate(path) for path in listed.items]
    if theme.whole is not None:
        for listed in choices(theme, rules):
            found = [theme.whole.find(path) for path in listed.items]
            if all(origin is not None and origin.name == file.name for _, _, origin in found):
                yield listed, [(line, column) for line, column, _ in found]


def _taken(guards: Sequence[Node | None], facts: Facts, program: Program) -> Iterator[int]:
    """The places of the choices that a dossier takes, for each item where they are about those of a list."""
    owner = next((found for guard in guards if guard is not None and (found := _list_of(guard)) is not None), None)
    items: Sequence[Facts] = (facts,) if owner is None else facts.get(owner, ())
    for item in items:
        for place, guard in enumerate(guards):
            truth = True if guard is None else program.truth(guard, facts, {}, item).value
            if truth is True:
                yield place
            if truth is not False:
                break


def _list_of(node: Node) -> str | None:
    """The list whose items a condition is about."""
    if isinstance(node, Fact):
        owner, inside, _ = node.path.partition("[].")
        return owner if inside else None
    parts = parts_of(node) if not isinstance(node, Fold) else parts_of(node)[1:]
    return next((found for part in parts if (found := _list_of(part)) is not None), None)


_RATE = """\
funding:
  rate: [{when: {fact: chantier.mois, at_most: 12}, is: 75 %}, {is: 50 %}]
  staff: excluded
  source: {lines: 6}
cases:
  - {name: half a year, dossier: {chantier: {recense: true, mois: 6}, engagements: {bilan: true}}, expect: {findings: {demarche: pass}}}
"""  # noqa: E501

RULE = LintRule(
    code="RR029",
    name="unexercised-choice",
    severity="warning",
    why=Message("Un choix qu’aucun cas ne prend n’a jamais été vu à l’œuvre."),
    needs="set",
    check=_check,
    bad=Example(theme=_RATE),
    good=Example(
        theme=_RATE + "  - {name: two years, dossier: {chantier: {mois: 24}}, expect: {verdict: undetermined}}\n"
    ),
)
