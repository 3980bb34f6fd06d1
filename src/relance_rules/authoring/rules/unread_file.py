"""RR027: a file among those of a rule set that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.loading.ruleset_files import place_of
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    place = place_of(file.path)
    if place is None:
        yield Found((), Message("non lu : renommez-le"), at=(0, 0))
    else:
        yield Found((), Message("non lu : sa place est « {place} »", {"place": place}), at=(0, 0))


_TABLE = """\
table: paliers
keys: {mois: {fact: chantier.mois, match: up_to, last: open}}
gives: {taux: percentage}
rows: [{mois: 6, taux: 50 %}, {mois: 12, taux: 75 %}]
"""

RULE = LintRule(
    code="RR027",
    name="unread-file",
    severity="warning",
    why=Message(
        "Un fichier de règles au mauvais endroit, ou dont le nom finit autrement qu’en .yaml, ne s’applique à "
        "personne, et rien d’autre ne le dit."
    ),
    needs="unread",
    check=_check,
    bad=Example(others=(("tables/paliers.yml", _TABLE),)),
    good=Example(others=(("tables/paliers.yaml", _TABLE),)),
)
