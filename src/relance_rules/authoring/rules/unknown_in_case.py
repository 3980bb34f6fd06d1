"""RR034: a case that states or expects what its theme does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Path
from relance_rules.checking.notices import notice_ids
from relance_rules.language.theme import Expectation
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

_PLACE = re.compile(r"\[[0-9]+\]")


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None or rules.plan is None:
        return
    for result in rules.case_results(file):
        where: Path = ("cases", result.place)
        yield from (Found((*where, *path), why) for path, why in result.faults)
        for path, what, name, known in _expected(result.case.expect, file.plan, rules.plan):
            if _PLACE.sub("[]", name) not in known:
                message = Message(
                    "{what} : « {name} » ; {near}", {"what": what, "name": name, "near": suggestion(name, known)}
                )
                yield Found((*where, "expect", *path), message)


def _expected(expect: Expectation, theme: Theme, plan: Plan) -> Iterator[tuple[Path, Message, str, Iterable[str]]]:
    """The names that a case expects, with where they are, what they are not if they are unknown, and the known ones."""
    rules = [rule.id.partition(".")[2] for rule in theme.rules]
    for name in expect.findings:
        yield ("findings", name), Message("aucune règle de ce nom"), name, rules
    required = [name for each in (*theme.commitments.asked, *theme.documents.asked) for name in (each.id, each.fact)]
    for place, name in enumerate(expect.missing):
        yield ("missing", place), Message("ni un fait, ni un engagement, ni une pièce"), name, [*required, *plan.facts]
    for place, name in enumerate(expect.notices):
        yield ("notices", place), Message("aucun avis de ce nom"), name, notice_ids(plan, theme)


def _case(fact: str, rule: str) -> str:
    return f"""\
cases:
  - name: a listed procedure
    dossier: {{chantier: {{recense: true}}, engagements: {{bilan: true}}}}
    expect: {{findings: {{demarche: pass}}}}
  - name: half a year
    dossier: {{chantier: {{recense: true, {fact}: 6}}}}
    expect: {{findings: {{{rule}: pass}}}}
"""


RULE = LintRule(
    code="RR034",
    name="unknown-in-case",
    severity="error",
    why=Message(
        "Un cas qui nomme un fait, une règle ou un avis que son thème n’a pas ne peut qu’échouer, et n’essaie rien."
    ),
    needs="meaning",
    check=_check,
    bad=Example(theme=_case("moi", "demarches")),
    good=Example(theme=_case("mois", "demarche")),
)
