"""The smallest change that reaches a goal, and what stands in the way."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import coarser, full_facts, holes, plan_with, theme, without
from relance_rules import Money, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.checking.goals import Answer, Goal, ways_to
from relance_rules.checking.varying import stated, with_fact
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from

from .test_curve import SERVICE, snap3

RULES = load_rules()


def answer(data: dict[str, Any], goal: Goal) -> Answer:
    made, dossier = dossier_from(data, RULES)
    return ways_to(RULES.plan, made, dossier, goal)


def first(data: dict[str, Any], goal: Goal) -> tuple[str, str]:
    change = answer(data, goal).changes[0]
    return change.path, str(change.value)


def test_a_grant_that_is_not_known_is_there_once_the_least_it_may_be_is() -> None:
    # A line without its year may count or not: the grant is of 750 000 € at least.
    line = {name: value for name, value in SERVICE.items() if name != "annee"}
    data = snap3({"montant_ttc": "1 M€", **SERVICE}, {"montant_ttc": "100 000 €", **line})
    found = answer(data, Goal("grant", Money(750_000_00)))
    assert found.now.funding.grant is None
    assert (found.reached, found.changes) == (True, ())
    assert not answer(data, Goal("grant", Money(750_000_01))).reached


def test_a_fact_that_is_not_stated_is_proposed_where_it_counts_and_not_at_the_least_it_may_ever_be() -> None:
    path = Path(__file__).parents[2] / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    del data["depenses"][0]["annee"]
    year = {change.path: change for change in answer(data, Goal("ready")).changes}["depenses[0].annee"]
    assert (year.value, year.low, year.high, str(year.report.funding.grant)) == (2021, 2021, 2022, "750000.00")
    # A request of one cent would do: the one with the largest grant is meant.
    del data["financement"]["subvention_demandee"]
    data["depenses"][0]["annee"] = 2021
    asked = {change.path: change for change in answer(data, Goal("ready")).changes}
    assert str(asked["financement.subvention_demandee"].value) == "750000.00"


def test_the_nearest_amount_is_found_to_the_cent() -> None:
    # Three quarters of it is the grant: 900 000 € of it need 1 200 000 €.
    data = snap3({"montant_ttc": "1 M€", **SERVICE})
    assert first(data, Goal("grant", Money(900_000_00))) == ("depenses[0].montant_ttc", "1200000.00")
    # The least odd hundredth of it is the applicant's.
    assert first(data, Goal("grant", Money(900_000_01))) == ("depenses[0].montant_ttc", "1200000.02")
    # Beyond the ceiling of the project there is none.
    none = answer(data, Goal("grant", Money(2_000_000_01)))
    assert none.changes == ()
    assert none.best is not None
    assert (str(none.best.funding.grant), none.best_path) == ("2000000.00", "depenses[0].montant_ttc")


def test_a_project_too_dear_is_told_the_line_to_cut_and_a_filing_too_early_its_day() -> None:
    data = snap3({"montant_ttc": "3 100 000 €", **SERVICE}, {"montant_ttc": "50 000 €", **SERVICE})
    found = answer(data, Goal("eligible"))
    # The second line alone is too small to bring the project down to 3 M€.
    nearest = found.changes[0]
    assert (nearest.path, str(nearest.value), nearest.chosen) == ("depenses[0].montant_ttc", "2950000.00", True)
    assert "depenses[1].montant_ttc" not in {change.path for change in found.changes}
    early = {**snap3({"montant_ttc": "1 M€", **SERVICE}), "depose_le": "2020-11-01"}
    assert first(early, Goal("eligible")) == ("depose_le", "2020-11-09")


def test_what_a_project_is_comes_after_what_it_chooses_and_is_no_choice() -> None:
    data = snap3({"montant_ttc": "1 M€", **SERVICE})
    data["projet"]["ressources_pilotage"] = False
    found = answer(data, Goal("eligible"))
    assert [(change.path, change.value, change.chosen) for change in found.changes] == [
        ("projet.ressources_pilotage", True, False)
    ]
    assert found.changes[0].refused


def test_two_refusals_are_lifted_by_no_single_change_and_each_names_what_would_lift_it() -> None:
    data = {**snap3({"montant_ttc": "4 M€", **SERVICE}), "depose_le": "2020-11-01"}
    found = answer(data, Goal("eligible"))
    assert (found.changes, found.remaining) == ((), ())
    assert [(finding.rule.id, path) for finding, path in found.lifted] == [
        ("SNAP3.depot", "depose_le"),
        ("SNAP3.taille", "depenses[0].montant_ttc"),
    ]


def test_a_commitment_counts_for_ready_only() -> None:
    (case,) = [each for each in RULES["SNAP3"].commitments.asked if each.fact.endswith("point_trimestriel")]
    data = snap3({"montant_ttc": "1 M€", **SERVICE}, subvention_demandee="750 000 €")
    data["engagements"] = {"partage_informations": True}
    data["pieces"] = {need.fact.partition(".")[2]: True for need in RULES["SNAP3"].documents.asked}
    assert answer(data, Goal("eligible")).reached
    assert first(data, Goal("ready")) == (case.fact, "True")


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_change_reaches_its_goal_and_nothing_nearer_does(random: Random) -> None:
    plan, made = plan_with(theme(random))
    facts: dict[str, Any] = coarser(full_facts(random), random)
    dossier = Dossier(without(facts, holes(facts, random, set(), random.choice((0, 0.05)))))
    goal = random.choice((Goal("eligible"), Goal("grant", Money(random.choice((1, 999, 5000))))))
    found = ways_to(plan, made, dossier, goal)
    assert found.reached is goal.reached(check_dossier(plan, made, dossier, {}))
    for change in found.changes:
        assert change.value != stated(dossier.facts, change.path)
        assert goal.reached(change.report)
        if change.distance is None or not isinstance(change.value, Money):
            continue
        now = stated(dossier.facts, change.path)
        step = 1 if now < change.value else -1
        nearer = with_fact(dossier, change.path, change.value - step)
        if "cout_total" not in change.path and not change.path.startswith("depenses"):
            assert not goal.reached(check_dossier(plan, made, nearer, {}))


@pytest.mark.parametrize("kind", ["eligible", "ready"])
def test_a_goal_that_is_reached_asks_for_nothing(kind: Any) -> None:
    made, dossier = dossier_from(snap3({"montant_ttc": "1 M€", **SERVICE}), RULES)
    found = ways_to(RULES.plan, made, dossier, Goal(kind))
    assert found.reached is (kind == "eligible")
    assert (found.tried == 0) is found.reached
