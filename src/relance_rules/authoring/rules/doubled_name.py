"""RR030: a name of both a fact of the item at hand and a fact of the dossier."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for path, name in rules.met(file).doubled:
        message = Message(
            "« {name} » est un fait de chaque élément et un fait du dossier : c’est celui de l’élément qui est lu",
            {"name": name},
        )
        yield Found(path, message)


def _facts(name: str) -> str:
    return f"""\
travaux:
  type: list
  core: true
  label: {{fr: "Dépenses", en: "Expenses"}}
  items:
    objet: {{type: text, core: true, label: {{fr: "Libellé", en: "Label"}}}}
    prix: {{type: money, core: true, label: {{fr: "Montant", en: "Amount"}}}}
    genre: {{type: enumeration, core: true, label: {{fr: "Titre", en: "Title"}}, values: {{"2": {{}}, "3": {{}}}}}}
    {name}: {{type: date, core: true, label: {{fr: "Facture", en: "Invoice"}}}}
"""


def _exclude(name: str) -> str:
    return f"""\
funding:
  rate: 75 %
  exclude:
    - {{id: tardive, label: {{fr: "Trop tardive", en: "Too late"}}, when: {{fact: {name}, after: 2022-12-31}}, source: {{lines: 6}}}}
  source: {{lines: 6}}
"""  # noqa: E501


RULE = LintRule(
    code="RR030",
    name="doubled-name",
    severity="warning",
    why=Message("Qui lit la règle ne sait pas lequel des deux faits elle lit : donnez-leur deux noms."),
    needs="meaning",
    check=_check,
    bad=Example(theme=_exclude("recu_le"), facts=_facts("recu_le")),
    good=Example(theme=_exclude("facture_le"), facts=_facts("facture_le")),
)
