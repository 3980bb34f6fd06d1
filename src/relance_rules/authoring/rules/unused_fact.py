"""RR002: the vocabulary has a fact that no theme asks."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.walk import every_part, facts_read, lists_read, predicates
from relance_rules.compiler.rules import NEEDED
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    vocabulary = file.vocabulary
    if vocabulary is None or not rules.whole:
        return
    asked = set(NEEDED)
    for known in rules.themes:
        for placed in predicates(known.theme) if known.theme is not None else ():
            for part in every_part(placed):
                asked.update(lists_read(part.predicate))
            for test in facts_read(placed):
                asked.add(vocabulary.resolve(getattr(test.predicate, "fact", ""), test.scope) or "")
    asked |= {path.partition("[]")[0] for path in asked}
    for path, fact in vocabulary.facts.items():
        if not fact.core and path not in asked:
            yield Found(("facts", path), Message("aucun thème ne demande le fait « {fact} »", {"fact": path}))


_FACT = """\
projet.surface:
  type: integer
{core}  label: {{fr: "Surface", en: "Area"}}
  question: {{fr: "Combien de mètres carrés ?", en: "How many square metres?"}}
"""

RULE = LintRule(
    code="RR002",
    name="unused-fact",
    severity="warning",
    why=Message(
        "Un fait que rien ne demande fait poser une question inutile, ou trahit une règle oubliée. "
        "Un fait demandé à tous les dossiers porte « core: true »."
    ),
    needs="vocabulary",
    check=_check,
    bad=Example(facts=_FACT.format(core="")),
    good=Example(facts=_FACT.format(core="  core: true\n")),
)
