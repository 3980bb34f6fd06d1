"""RR026: the vocabulary lacks a fact that every check reads."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.compiler.rules import lacking
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, kind in lacking(file.vocabulary) if file.vocabulary is not None else ():
        message = Message("il manque le fait « {fact} », de type « {type} »", {"fact": path, "type": kind})
        yield Found(("facts", path), message)


_FACT = """\
reference:
  type: {type}
  core: true
  label: {{fr: "Référence", en: "Reference"}}
  question: {{fr: "Laquelle ?", en: "Which?"}}
"""

RULE = LintRule(
    code="RR026",
    name="needed-fact",
    severity="error",
    why=Message(
        "Certains faits sont lus pour tout dossier, quel que soit le thème : aucun contrôle ne se fait sans eux."
    ),
    needs="vocabulary",
    check=_check,
    bad=Example(facts=_FACT.format(type="integer")),
    good=Example(facts=_FACT.format(type="text")),
)
