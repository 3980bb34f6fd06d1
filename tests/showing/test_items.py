"""Which items of a list a finding names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from relance_rules import Report, check
from relance_rules.showing.sentences import rule_sentence

from .helpers import DOSSIER, INVENTED, report_of, rules_of, spoken

CENTRAL = {"nom": "Direction A", "categorie": "direction_metier"}


def said(report: Report, rule: str) -> str:
    finding = next(finding for finding in report.findings if finding.rule.id == f"ESSAI.{rule}")
    return spoken().say(rule_sentence(report, finding)).replace("\u00a0", " ")


def company(name: str | None = None) -> Mapping[str, Any]:
    return {"categorie": "entreprise"} if name is None else {"nom": name, "categorie": "entreprise"}


NAMED = {
    "one": ([CENTRAL, company("B")], "(porteur n° 2 « B »)"),
    "one without name": ([company(), CENTRAL], "(porteur n° 1)"),
    "two": ([company("A"), CENTRAL, company()], "(porteur n° 1 « A » et porteur n° 3)"),
    "three": ([company()] * 3, "(porteur n° 1, porteur n° 2 et porteur n° 3)"),
    "four": ([company()] * 4, "(porteur n° 1, porteur n° 2, porteur n° 3 et 1 autre)"),
    "five": ([company()] * 5, "(porteur n° 1, porteur n° 2, porteur n° 3 et 2 autres)"),
}


@pytest.mark.parametrize(("applicants", "names"), NAMED.values(), ids=NAMED)
def test_a_refusal_names_the_items_that_fail(applicants: Any, names: str) -> None:
    assert said(report_of({**DOSSIER, "porteurs": applicants}), "porteur") == f"Un porteur n’est pas central. {names}"


def test_what_is_met_names_nothing() -> None:
    assert said(report_of(DOSSIER), "porteur") == "Chaque porteur est central"


def test_what_is_unknown_names_the_items_that_would_settle_it() -> None:
    report = report_of({**DOSSIER, "porteurs": [CENTRAL, {"nom": "B"}]})
    assert said(report, "porteur") == "À déterminer : Chaque porteur est central (porteur n° 2 « B »)"
    lines = [
        {"libelle": "Code", "montant_ttc": "90 k€", "annee": 2021, "titre": 3},
        {"montant_ttc": "30 000,01 €", "annee": 2021, "titre": 3},
    ]
    unknown = said(report_of({**DOSSIER, "depenses": lines}), "part_francaise")
    assert unknown == "À déterminer : La moitié va à la France (ligne 1 « Code » et ligne 2)"


def judged(require: str, dossier: Mapping[str, Any]) -> str:
    """What is told of a condition in place of that on applicants."""
    own = "{every: porteurs, satisfies: {fact: categorie, is: administration_centrale}}"
    assert own in INVENTED
    return said(check({**dossier, "theme": "ESSAI"}, rules_of(INVENTED.replace(own, require))), "porteur")


FOREIGN, OPERATOR = "{fact: fournisseur.siege, in: [DE]}", "{fact: categorie, is: operateur}"
CONDITIONS = {
    "none": (f"{{none: depenses, satisfies: {FOREIGN}}}", " (ligne 3 « Étude »)"),
    "not some": (f"{{not: {{some: depenses, satisfies: {FOREIGN}}}}}", " (ligne 3 « Étude »)"),
    "not every": ("{not: {every: depenses, satisfies: {fact: annee, known: true}}}", ""),
    "some": ("{some: depenses, satisfies: {fact: annee, is: 2030}}", ""),
    "all": (
        f"{{all: [{{fact: projet.nom, known: true}}, {{none: depenses, satisfies: {FOREIGN}}}]}}",
        " (ligne 3 « Étude »)",
    ),
    "any": (
        f"{{any: [{{none: depenses, satisfies: {FOREIGN}}}, {{every: porteurs, satisfies: {OPERATOR}}}]}}",
        " (ligne 3 « Étude », porteur n° 1 « Direction A » et porteur n° 2)",
    ),
    "a share": ("{share: montant_ttc, over: depenses, where: {fact: annee, is: 2030}, at_least: 50 %}", ""),
    "no list": ("{not: projet.equipe_interne}", ""),
}


@pytest.mark.parametrize(("require", "names"), CONDITIONS.values(), ids=CONDITIONS)
def test_only_what_one_item_alone_makes_fail_names_it(require: str, names: str) -> None:
    assert judged(require, DOSSIER) == f"Un porteur n’est pas central.{names}"
