"""What tells one dossier from others: asked before filing, and deciding nothing."""

from __future__ import annotations

from relance_rules import check, load_rules
from rule_sets import Data, MakeTrial

RULES = load_rules()
BARE: Data = {"theme": "SNAP5"}


def test_what_the_theme_does_not_ask_is_not_asked() -> None:
    # Only a theme whose dossiers share a ceiling asks for what they have in common.
    assert "projet.reference" in check({"theme": "SNAP3"}, RULES).unidentified
    assert check(BARE, RULES).unidentified == ("reference", "projet.nom")


def test_each_applicant_is_asked_for_its_own() -> None:
    applicants = [{"nom": "A"}, {"nom": "B", "siret": "12570442900021"}, {"nom": "C"}]
    found = check({**BARE, "reference": "1", "projet": {"nom": "P"}, "porteurs": applicants}, RULES).unidentified
    assert found == ("porteurs[0].siret", "porteurs[2].siret")


def test_what_a_rule_misses_is_asked_once() -> None:
    report = check(BARE, RULES)
    assert "porteurs" in report.missing_facts
    assert not set(report.missing_facts) & set(report.unidentified)


def test_it_decides_nothing_and_a_rule_set_may_do_without(trial: MakeTrial) -> None:
    named = {**BARE, "reference": "1", "projet": {"nom": "P"}}
    assert check(named, RULES).status == check(BARE, RULES).status == "incomplete"
    assert check(named, RULES).missing_facts == check(BARE, RULES).missing_facts
    assert trial().check({}).unidentified == ()
