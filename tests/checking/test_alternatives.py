"""Which facts are all asked, and of which one is enough."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules.checking.alternatives import choices_of
from rule_sets import Data, MakeTrial, condition

PRET, UTILE = {"fact": "projet.pret", "is": "true"}, {"fact": "projet.utile", "is": "true"}
COST = {"fact": "projet.cout_total_ttc", "at_least": "10 EUR"}
CENTRAL = {"fact": "categorie", "is": "centrale"}

ASKED: dict[str, tuple[Any, Data, Any]] = {
    "one": (PRET, {}, [[["projet.pret"]]]),
    "all": ({"all": [PRET, UTILE]}, {}, [[["projet.pret"]], [["projet.utile"]]]),
    "any": ({"any": [PRET, UTILE]}, {}, [[["projet.pret"], ["projet.utile"]]]),
    "any, of which one is open": ({"any": [PRET, UTILE]}, {"projet": {"pret": False}}, [[["projet.utile"]]]),
    "not all": ({"not": {"all": [PRET, UTILE]}}, {}, [[["projet.pret"], ["projet.utile"]]]),
    "not any": ({"not": {"any": [PRET, UTILE]}}, {}, [[["projet.pret"]], [["projet.utile"]]]),
    "any within any": (
        {"any": [{"any": [PRET, UTILE]}, COST]},
        {},
        [[["projet.pret"], ["projet.utile"], ["projet.cout_total_ttc"]]],
    ),
    "a way of two facts": (
        {"any": [{"all": [PRET, UTILE]}, COST]},
        {},
        [[["projet.pret", "projet.utile"], ["projet.cout_total_ttc"]]],
    ),
    "a way within another is none": (
        {"any": [{"all": [PRET, UTILE]}, PRET]},
        {},
        [[["projet.pret"]], [["projet.utile"]]],
    ),
    "the same way twice is one": ({"any": [PRET, {"all": [PRET]}]}, {}, [[["projet.pret"]]]),
    "some": (
        {"some": "porteurs", "satisfies": CENTRAL},
        {"porteurs": [{"nom": "A"}, {"nom": "B"}]},
        [[["porteurs[0].categorie"], ["porteurs[1].categorie"]]],
    ),
    "some, of a list not stated": ({"some": "porteurs", "satisfies": CENTRAL}, {}, [[["porteurs"]]]),
    "every": (
        {"every": "porteurs", "satisfies": CENTRAL},
        {"porteurs": [{"nom": "A"}, {"nom": "B"}]},
        [[["porteurs[0].categorie"]], [["porteurs[1].categorie"]]],
    ),
    "none": (
        {"none": "porteurs", "satisfies": CENTRAL},
        {"porteurs": [{"nom": "A"}, {"nom": "B"}]},
        [[["porteurs[0].categorie"]], [["porteurs[1].categorie"]]],
    ),
    "some item of whom one fact of two is enough": (
        {"some": "depenses", "satisfies": {"any": [{"fact": "titre", "is": "3"}, {"fact": "annee", "is": 2021}]}},
        {"depenses": [{"montant_ttc": "1 €"}, {"montant_ttc": "1 €", "titre": "2"}]},
        [[["depenses[0].titre"], ["depenses[0].annee"], ["depenses[1].annee"]]],
    ),
}


@pytest.mark.parametrize(("require", "dossier", "choices"), ASKED.values(), ids=ASKED)
def test_what_a_condition_asks(trial: MakeTrial, require: Any, dossier: Data, choices: Any) -> None:
    report = trial(eligibility=[condition("essai", require)]).check(dossier)
    (finding,) = (finding for finding in report.findings if finding.rule.id == "ESSAI.essai")
    found = choices_of(report.plan, report.facts, finding)
    assert [[list(way) for way in choice] for choice in found] == choices
    assert {name for choice in found for way in choice for name in way} == set(finding.missing)


def test_the_guard_of_a_rule_is_asked_beside_what_it_requires(trial: MakeTrial) -> None:
    report = trial(eligibility=[condition("essai", {"any": [UTILE, COST]}, when=PRET)]).check({})
    (finding,) = (finding for finding in report.findings if finding.rule.id == "ESSAI.essai")
    assert choices_of(report.plan, report.facts, finding) == (
        (("projet.pret",),),
        (("projet.utile",), ("projet.cout_total_ttc",)),
    )


def test_what_is_settled_asks_nothing(trial: MakeTrial) -> None:
    made = trial(eligibility=[condition("essai", {"any": [PRET, UTILE]})])
    for project in ({"pret": True}, {"pret": False, "utile": False}):
        report = made.check({"projet": project})
        assert all(
            choices_of(report.plan, report.facts, each) == ()
            for each in report.findings
            if each.rule.id == "ESSAI.essai"
        )
