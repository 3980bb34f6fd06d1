"""RR107: no field gives a fact that the theme asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.mapping import facts_asked
from relance_rules.dossiers.platform.asked import Asked
from relance_rules.dossiers.tables.columns import ANSWER
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    given = facts_asked(file.mapping, file.plan.roles)
    told: set[str] = set()
    for guesser in file.guessers:
        for each in guesser.asked:
            path = _path(each)
            if path not in given and path not in told:
                told.add(path)
                question = each.label if each.fact is ANSWER else each.fact.question
                message = Message(
                    "aucun champ ne donne « {fact} » : « {question} »", {"fact": path, "question": question}
                )
                yield Found(("defaults", file.plan.roles.theme), message)


def _path(asked: Asked) -> str:
    path = re.sub(r"\[[0-9]+\]", "[]", asked.path)
    return path if asked.scope is None else f"{asked.scope}[].{path}"


_GIVEN = """\
defaults: {theme: DEMO}
fields:
  - {label: Référence du chantier, fact: chantier.numero}
  - {label: Recensé, fact: chantier.recense}
  - {label: Durée, fact: chantier.mois}
  - {label: Hébergement, fact: chantier.hebergement}
  - {label: Voie, fact: voie}
  - {label: Aide, fact: aide.demandee}
  - {label: Déjà reçu, fact: aide.anterieure}
  - {label: Bilan, fact: engagements.bilan}
blocks:
  - label: Travaux
    list: travaux
    fields: [{label: Objet, fact: objet}, {label: Prix, fact: prix}, {label: Genre, fact: genre}]
"""
_COST = "  - {label: Coût, fact: chantier.cout}\n"

RULE = MappingRule(
    code="RR107",
    name="fact-not-asked",
    severity="warning",
    why=Message(
        "Ce que le formulaire ne demande pas reste inconnu dans chaque dossier, qui reste incomplet : ajoutez la "
        "question au formulaire, ou donnez le fait sous « defaults » s’il est le même pour tous."
    ),
    check=_check,
    bad=MappingExample(mapping=_GIVEN, form=""),
    good=MappingExample(mapping=_GIVEN.replace("fields:\n", f"fields:\n{_COST}", 1), form=""),
)
